using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Agents;

/// <summary>OpenAI's Codex CLI, classic tools and code mode. Its turn metadata header says the purpose of every request.</summary>
internal sealed class Codex : AgentProfile
{
    private const string Metadata = "x-codex-turn-metadata";

    public override string Name => "codex";

    protected override IReadOnlyList<AgentMark> Marks { get; } =
    [
        new(MarkPlace.Header, Metadata, 1.0),
        new(MarkPlace.Header, "x-codex-window-id", 1.0),
        new(MarkPlace.UserAgent, "codex_exec/", 0.98),
        new(MarkPlace.UserAgent, "codex-tui/", 0.98),
        new(MarkPlace.UserAgent, "codex_cli_rs/", 0.98),
        new(MarkPlace.Opening, "You are a coding agent running in the Codex CLI", 0.97),
        new(MarkPlace.Opening, "You are Codex, a", 0.95),
    ];

    protected override IReadOnlyList<PurposeMark> PurposeMarks { get; } =
    [
        new(MarkPlace.Text, "You are performing a CONTEXT CHECKPOINT COMPACTION", Purpose.Compaction),
        new(MarkPlace.Header, "x-openai-subagent", Purpose.Subagent),
        new(MarkPlace.Header, "x-codex-parent-thread-id", Purpose.Subagent),
    ];

    protected override IReadOnlyList<string> PlanTexts { get; } = ["# Plan Mode", "<collaboration_mode># Plan", "You are now in Plan mode"];

    public override IReadOnlyList<ExitSpelling> ExitSpellings { get; } =
    [
        new(StatusPlace.Header, "Process exited with code "),
        new(StatusPlace.Header, "Exit code: "),
    ];

    public override AgentIdentity Identify(AgentClues clues)
    {
        string? session = clues.Header("session-id") ?? clues.Header("session_id") ?? clues.Member("prompt_cache_key"u8);
        string? thread = clues.Header("thread-id") ?? clues.Header("conversation_id");
        return new AgentIdentity(session, thread == session ? null : thread);
    }

    public override Purpose PurposeOf(AgentClues clues)
    {
        if (clues.HeaderHas(Metadata, "\"request_kind\":\"compaction\"") || clues.Path.EndsWith("/compact", StringComparison.Ordinal))
        {
            return Purpose.Compaction;
        }

        if (clues.HeaderHas(Metadata, "\"thread_source\":\"thread_title\"") || (!clues.OffersTools && clues.SchemaHas("\"title\""u8) && clues.Format == WireFormat.OpenAIResponses))
        {
            return Purpose.Title;
        }

        if (clues.HeaderHas("x-openai-subagent", "compact"))
        {
            return Purpose.Compaction;
        }

        var purpose = base.PurposeOf(clues);
        return purpose == Purpose.Work && clues.HeaderHas(Metadata, "\"thread_source\":\"subagent\"") ? Purpose.Subagent : purpose;
    }

    public override bool IsPlanMode(AgentClues clues) =>
        clues.HeaderHas(Metadata, "\"collaboration_mode\":\"plan\"") || clues.TurnHas("<collaboration_mode># Plan");

    public override ToolRole? RoleOf(string tool) => tool switch
    {
        "exec" or "functions.exec" => ToolRole.Run,
        "write_stdin" => ToolRole.Run,
        _ => null,
    };
}
