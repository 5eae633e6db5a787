namespace CodeRouter.Core.Conversations;

/// <summary>Why the model stopped, as far as all formats can say it.</summary>
public enum StopClass : byte
{
    /// <summary>Not said, or not known.</summary>
    None,
    EndTurn,
    ToolUse,
    MaxTokens,

    /// <summary>A stop sequence; formats that have no word for it say EndTurn.</summary>
    StopSequence,

    /// <summary>The model or a filter declined.</summary>
    Refusal,

    /// <summary>The provider's own tool loop paused: the caller is to send the answer back. Formats that have no word for it say that it is cut short.</summary>
    Pause,

    /// <summary>The window is full.</summary>
    Window,
}

public enum AnswerEventKind : byte { Start, BlockStart, BlockDelta, BlockState, BlockCitation, BlockEnd, Usage, Stop }

/// <summary>One step of an answer on its way. Blocks are told apart by <see cref="Slot"/>; several may be open at once.</summary>
public readonly record struct AnswerEvent(AnswerEventKind Kind)
{
    public int Slot { get; init; }

    /// <summary>Of a block that starts: what it is (kind, ids, names), without its text.</summary>
    public Content? Block { get; init; }

    /// <summary>Of a block that starts: a call of free text whose deltas are JSON with that text inside.</summary>
    public bool IsWrapped { get; init; }

    /// <summary>Of a delta: text, reasoning or arguments. Of Start: the model's name.</summary>
    public string? Text { get; init; }

    /// <summary>Of Start: the answer's id.</summary>
    public string? Id { get; init; }

    public ReasoningState? State { get; init; }

    public Citation? Citation { get; init; }

    /// <summary>Of a delta of text: its tokens' probabilities, as in <see cref="Content.LogProbs"/>.</summary>
    public byte[]? LogProbs { get; init; }

    public Usage Usage { get; init; }

    public StopClass Stop { get; init; }

    /// <summary>Of Stop: the stop sequence that was met, if any.</summary>
    public string? StopText { get; init; }
}

/// <summary>A whole answer in neutral form.</summary>
public sealed record Answer
{
    public string Id { get; init; } = "";

    public string Model { get; init; } = "";

    public IReadOnlyList<Content> Contents { get; init; } = [];

    public StopClass Stop { get; init; }

    public string? StopText { get; init; }

    public Usage? Usage { get; init; }
}
