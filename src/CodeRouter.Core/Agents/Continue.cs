using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Agents;

/// <summary>Continue's CLI. No ids, no user agent of its own.</summary>
internal sealed class Continue : AgentProfile
{
    public override string Name => "continue";

    protected override IReadOnlyList<AgentMark> Marks { get; } =
    [
        new(MarkPlace.Opening, "You are an agent in the Continue CLI", 0.98),
        new(MarkPlace.Opening, "<important_rules>\n  You are in agent mode", 0.7),
    ];

    protected override IReadOnlyList<string> PlanTexts { get; } = ["<context name=\"planMode\">"];

    public override IReadOnlyList<ExitSpelling> ExitSpellings { get; } = [new(StatusPlace.Header, "Error executing tool Bash: Error (exit code ")];

    public override bool IsPlanMode(AgentClues clues) => base.IsPlanMode(clues) || (clues.HasTool("Read") && !clues.HasTool("Write") && !clues.HasTool("Edit") && !clues.HasTool("MultiEdit"));
}
