using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Agents;

/// <summary>Anthropic's Claude Code and Agent SDK. The user agent alone proves nothing: Qwen Code borrows it.</summary>
internal sealed class ClaudeCode : AgentProfile
{
    public override string Name => "claude_code";

    protected override IReadOnlyList<AgentMark> Marks { get; } =
    [
        new(MarkPlace.Header, "x-claude-code-session-id", 1.0),
        new(MarkPlace.Opening, "You are Claude Code, Anthropic's official CLI", 0.98),
        new(MarkPlace.Opening, "You are a Claude agent, built on Anthropic's Claude Agen", 0.95),
        new(MarkPlace.Opening, "x-anthropic-billing-header: cc_version=", 0.95),
    ];

    protected override IReadOnlyList<PurposeMark> PurposeMarks { get; } =
    [
        new(MarkPlace.Text, "REMINDER: Do NOT call any tools", Purpose.Compaction),
        new(MarkPlace.Text, "CRITICAL: Respond with TEXT ONLY. Do NOT call any tools", Purpose.Compaction),
        new(MarkPlace.Text, "Your task is to create a detailed summary of the conversation so far", Purpose.Compaction),
        new(MarkPlace.Text, "Please write a 5-10 word title", Purpose.Title),
        new(MarkPlace.Opening, "Analyze if this message indicates a new conversation topic", Purpose.Housekeeping),
        new(MarkPlace.Opening, "Summarize this coding conversation in under 50 characters", Purpose.Title),
        new(MarkPlace.Text, "Command: ", Purpose.Work),
    ];

    protected override IReadOnlyList<string> PlanTexts { get; } = ["Plan mode is active.", "Plan mode still active", "<plan_mode>"];

    public override IReadOnlyList<ExitSpelling> ExitSpellings { get; } = [new(StatusPlace.Start, "Exit code ")];

    public override AgentIdentity Identify(AgentClues clues) =>
        new(clues.Header("x-claude-code-session-id") ?? SessionOfUserId(clues), clues.Header("x-claude-code-agent-id"));

    public override Purpose PurposeOf(AgentClues clues)
    {
        if (!clues.OffersTools && clues.SchemaHas("title"u8))
        {
            return Purpose.Title;
        }

        var purpose = base.PurposeOf(clues);
        if (purpose != Purpose.Work)
        {
            return purpose;
        }

        // The quota probe: one word, one token.
        return clues.NewText.Trim() is "quota" or "Warmup" ? Purpose.Housekeeping
            : clues.Header("x-claude-code-agent-id") is not null ? Purpose.Subagent : Purpose.Work;
    }

    // metadata.user_id is a JSON text inside a JSON string; older versions write user_HASH_account__session_UUID.
    private static string? SessionOfUserId(AgentClues clues)
    {
        var metadata = clues.Request.Find("metadata"u8);
        if (metadata.IsEmpty || metadata.Length > 4000)
        {
            return null;
        }

        string text = System.Text.Encoding.UTF8.GetString(metadata).Replace("\\\"", "\"", StringComparison.Ordinal);
        const string member = "\"session_id\"", mark = "_session_";
        int at = text.IndexOf(member, StringComparison.Ordinal);
        int end = at >= 0 ? at + member.Length : text.IndexOf(mark, StringComparison.Ordinal) is var found and >= 0 ? found + mark.Length : text.Length;
        var rest = text.AsSpan(end).TrimStart("\": ");
        return rest.Length >= 36 && Guid.TryParse(rest[..36], out _) ? rest[..36].ToString() : null;
    }
}
