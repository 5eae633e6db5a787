namespace CodeRouter.Hosts.Running;

/// <summary>One thing to be done by a model.</summary>
/// <param name="Session">Names the conversation in the gateway's books, and to the host where it takes a name.</param>
/// <param name="Resume">The conversation as the worker itself calls it, to go on with it; null begins one.</param>
/// <param name="Root">Folder of the repository's copy that is worked in.</param>
/// <param name="Folder">The folder within it that the run was started for.</param>
/// <param name="MayChange">Files may be changed; else it only looks.</param>
/// <param name="Verify">The command that will judge it: the only one that may be run unasked.</param>
/// <param name="BudgetUsd">What the whole conversation may cost; null for no limit.</param>
public sealed record WorkOrder(string Model, string Prompt, string Session, string? Resume, string Root, string Folder, bool MayChange, string? Verify, decimal? BudgetUsd);

/// <summary>What came of it.</summary>
/// <param name="Text">The last thing it said.</param>
/// <param name="Resume">How to go on with this conversation; null when it cannot be.</param>
/// <param name="CostUsd">What the worker itself says it cost; null when it does not.</param>
/// <param name="Problem">Why it could not work at all, with the remedy; null when it did.</param>
public sealed record WorkDone(string Text, string? Resume, decimal? CostUsd, string? Problem);

/// <summary>Who does the work: a coding agent's own program, or the loop built in here.</summary>
public interface IWorker
{
    /// <param name="tell">Each thing it does, in a few words.</param>
    Task<WorkDone> WorkAsync(WorkOrder order, Action<string> tell, CancellationToken cancellationToken);

    /// <summary>How the work would be started, for people.</summary>
    string Describe(string model);
}
