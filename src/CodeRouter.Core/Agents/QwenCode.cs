using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Agents;

/// <summary>Alibaba's Qwen Code. With its Anthropic protocol it sends Claude Code's user agent, so the system opening decides.</summary>
internal sealed class QwenCode : AgentProfile
{
    public override string Name => "qwen_code";

    protected override IReadOnlyList<AgentMark> Marks { get; } =
    [
        new(MarkPlace.UserAgent, "QwenCode/", 0.99),
        new(MarkPlace.Opening, "You are Qwen Code,", 0.99),
        new(MarkPlace.Opening, "You are a general-purpose subagent working for a parent", 0.85),
        new(MarkPlace.Opening, "You are now acting as the managed memory extraction suba", 0.85),
    ];

    protected override IReadOnlyList<PurposeMark> PurposeMarks { get; } =
    [
        new(MarkPlace.Text, "[SUGGESTION MODE:", Purpose.Housekeeping),
        new(MarkPlace.Opening, "You are now acting as the managed memory extraction suba", Purpose.Housekeeping),
        new(MarkPlace.Text, "You are the component that summarizes a conversation", Purpose.Compaction),
        new(MarkPlace.Opening, "You are a general-purpose subagent working for a parent", Purpose.Subagent),
    ];

    protected override IReadOnlyList<string> PlanTexts { get; } = ["Plan mode is active."];

    public override IReadOnlyList<ExitSpelling> ExitSpellings { get; } = [new(StatusPlace.Footer, "Exit Code: ")];
}
