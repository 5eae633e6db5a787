namespace CodeRouter.Core.Steps;

/// <summary>What kind of work a step is.</summary>
public enum Phase : byte { Plan, Implement, Debug, Test, Refactor, Document, SmallEdit, Review, Explain, ChatOther }

/// <summary>What kind of request this is, before any phase: only turns and tool continuations are work on the task.</summary>
public enum StepKind : byte { Turn, ToolContinuation, Title, Compaction, Subagent, Housekeeping }

[Flags]
public enum Risk : byte { None = 0, Security = 1, Migration = 2, PublicApi = 4, MultiFile = 8, Destructive = 16 }

/// <summary>The words used in headers, ledger and configuration.</summary>
public static class StepNames
{
    public static IReadOnlyList<Phase> Phases { get; } = Enum.GetValues<Phase>();

    public static string Name(this Phase phase) => phase switch
    {
        Phase.Plan => "plan",
        Phase.Implement => "implement",
        Phase.Debug => "debug",
        Phase.Test => "test",
        Phase.Refactor => "refactor",
        Phase.Document => "document",
        Phase.SmallEdit => "small_edit",
        Phase.Review => "review",
        Phase.Explain => "explain",
        Phase.ChatOther => "chat_other",
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "not a phase"),
    };

    public static Phase? ParsePhase(string? name) => name?.Trim().ToLowerInvariant() switch
    {
        "plan" => Phase.Plan,
        "implement" => Phase.Implement,
        "debug" => Phase.Debug,
        "test" => Phase.Test,
        "refactor" => Phase.Refactor,
        "document" => Phase.Document,
        "small_edit" => Phase.SmallEdit,
        "review" => Phase.Review,
        "explain" => Phase.Explain,
        "chat_other" => Phase.ChatOther,
        _ => null,
    };

    public static string Name(this StepKind kind) => kind switch
    {
        StepKind.Turn => "turn",
        StepKind.ToolContinuation => "tool_continuation",
        StepKind.Title => "title",
        StepKind.Compaction => "compaction",
        StepKind.Subagent => "subagent",
        StepKind.Housekeeping => "housekeeping",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a step kind"),
    };
}
