namespace CodeRouter.Core.Decisions;

/// <summary>One line of why. Headers, explain, dashboard, ledger and logs print the same lines.</summary>
/// <param name="Code">Stable: <c>explicit</c>, <c>pin</c>, <c>rule</c>, <c>kind</c>, <c>phase</c>, <c>floor</c>, <c>evidence</c> (execution made it go up), <c>held</c> (it asked for that, and could not or had to wait), <c>cost</c>, <c>stay</c>, <c>budget</c>, <c>fallback</c>, <c>excluded</c>, <c>group</c>, <c>risk</c>, <c>difficulty</c>, <c>impact</c>, <c>recovered</c>, <c>learned</c>, <c>locked</c>, <c>observe</c>, <c>paused</c>, <c>unknown</c>, <c>bounds</c> (models that may not see the request), <c>unindexed</c> (the repository that was named has no code graph).</param>
/// <param name="Text">One short plain clause.</param>
public sealed record Reason(string Code, string Text)
{
    /// <summary>It went up a tier because of what execution said. Escalations are counted by this code.</summary>
    public const string Raised = "evidence";
}
