using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Agents;

/// <summary>GitHub Copilot CLI. Its interaction headers say who began and why.</summary>
internal sealed class CopilotCli : AgentProfile
{
    public override string Name => "copilot_cli";

    protected override IReadOnlyList<AgentMark> Marks { get; } =
    [
        new(MarkPlace.Opening, "You are the GitHub Copilot CLI,", 0.99),
        new(MarkPlace.Header, "x-interaction-type", 0.9),
        new(MarkPlace.Header, "x-initiator", 0.85),
        new(MarkPlace.Tool, "fetch_copilot_cli_documentation", 0.9),
    ];

    protected override IReadOnlyList<PurposeMark> PurposeMarks { get; } =
    [
        new(MarkPlace.Opening, "As a sub-agent, complete your parent's task yourself", Purpose.Subagent),
        new(MarkPlace.Text, "Please create a detailed summary of the conversation so", Purpose.Compaction),
    ];

    protected override IReadOnlyList<string> PlanTexts { get; } = ["<plan_mode>", "[[PLAN]]"];

    public override IReadOnlyList<ExitSpelling> ExitSpellings { get; } = [new(StatusPlace.End, "completed with exit code ")];

    public override AgentIdentity Identify(AgentClues clues) => new(clues.Member("prompt_cache_key"u8), null);

    public override Purpose PurposeOf(AgentClues clues) =>
        clues.HeaderHas("x-interaction-type", "compaction") ? Purpose.Compaction
        : clues.HeaderHas("x-interaction-type", "subagent") ? Purpose.Subagent
        : base.PurposeOf(clues);

    // The notice stays in the history afterwards: the tool of this mode tells whether it still holds.
    public override bool IsPlanMode(AgentClues clues) => clues.TurnHas("<plan_mode>") || clues.TurnHas("[[PLAN]]") || clues.HasTool("task_complete");
}
