namespace CodeRouter.Core.Agents;

/// <summary>opencode. Sends no exit status: its results are the plain output.</summary>
internal class OpenCode : AgentProfile
{
    public override string Name => "opencode";

    protected override IReadOnlyList<AgentMark> Marks { get; } =
    [
        new(MarkPlace.UserAgent, "opencode/", 0.99),
        new(MarkPlace.Opening, "You are opencode", 0.97),
    ];

    protected override IReadOnlyList<PurposeMark> PurposeMarks { get; } =
    [
        new(MarkPlace.Opening, "You are a title generator", Purpose.Title),
        new(MarkPlace.Opening, "You are a context summarization agent", Purpose.Compaction),
        new(MarkPlace.Opening, "You are a helpful AI assistant tasked with summarizing conversations", Purpose.Compaction),
        new(MarkPlace.Header, "x-parent-session-id", Purpose.Subagent),
    ];

    protected override IReadOnlyList<string> PlanTexts { get; } = ["# Plan Mode - System Reminder", "# Plan Mode"];

    // A sub-agent has a session id of its own; the parent's is the session, its own the track.
    public override AgentIdentity Identify(AgentClues clues)
    {
        string? own = clues.Header("x-session-id") ?? clues.Header("x-session-affinity") ?? clues.Member("prompt_cache_key"u8);
        return clues.Header("x-parent-session-id") is { } parent ? new AgentIdentity(parent, own) : new AgentIdentity(own, null);
    }
}
