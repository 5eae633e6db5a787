using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Agents;

/// <summary>Google's Gemini CLI. No ids on the wire; its own complexity router is a request of its own.</summary>
internal sealed class GeminiCli : AgentProfile
{
    public override string Name => "gemini_cli";

    protected override IReadOnlyList<AgentMark> Marks { get; } =
    [
        new(MarkPlace.UserAgent, "GeminiCLI", 0.99),
        new(MarkPlace.Opening, "You are Gemini CLI", 0.97),
        new(MarkPlace.Opening, "You are a non-interactive CLI agent specializing in", 0.9),
        new(MarkPlace.Opening, "You are an interactive CLI agent specializing in", 0.9),
    ];

    protected override IReadOnlyList<PurposeMark> PurposeMarks { get; } =
    [
        new(MarkPlace.Opening, "You are a specialized Task Routing AI", Purpose.Housekeeping),
        new(MarkPlace.Opening, "You are a specialized system component responsible for d", Purpose.Compaction),
        new(MarkPlace.Text, "Generate a new <state_snapshot>", Purpose.Compaction),
        new(MarkPlace.Text, "Critically evaluate the <state_snapshot>", Purpose.Compaction),
        new(MarkPlace.Opening, "You are the component that summarizes internal chat history", Purpose.Compaction),
        new(MarkPlace.Text, "Analyze *only* the content and structure of your immediately preceding response", Purpose.Housekeeping),
        new(MarkPlace.Tool, "complete_task", Purpose.Subagent),
    ];

    protected override IReadOnlyList<string> PlanTexts { get; } = ["# Active Approval Mode: Plan"];

    protected override IReadOnlyList<string> PlanTools { get; } = ["exit_plan_mode"];

    public override IReadOnlyList<ExitSpelling> ExitSpellings { get; } = [new(StatusPlace.Footer, "Exit Code: ")];

    public override Purpose PurposeOf(AgentClues clues) =>
        !clues.OffersTools && clues.SchemaHas("complexity_score"u8) ? Purpose.Housekeeping : base.PurposeOf(clues);

    // In interactive sessions exit_plan_mode is listed outside plan mode too; there the shell is missing.
    public override bool IsPlanMode(AgentClues clues) => base.IsPlanMode(clues) && !clues.HasTool("run_shell_command");
}
