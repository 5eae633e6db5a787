using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Core.Dialects;

/// <summary>Where a translated request goes.</summary>
/// <param name="Model">The name sent upstream.</param>
/// <param name="RequestId">Ours; ids that an upstream leaves out are made from it, so it should differ from request to request.</param>
public sealed record TranslationTarget(string Model, string RequestId)
{
    /// <summary>What the model can; null when not known, which forbids nothing.</summary>
    public Capability? Capabilities { get; init; }

    /// <summary>The model's window, for servers that must be told.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>The model's longest answer: stands in where the format demands a limit and the caller gave none.</summary>
    public int? MaxOutput { get; init; }

    /// <summary>
    /// Whose reasoning state the upstream understands: anthropic, openai, google, xai, chat …; null takes the format's own vendor.
    /// Two models share it exactly when one can read what the other encrypted or signed.
    /// </summary>
    public string? Vendor { get; init; }

    /// <summary>Anthropic models that think adaptively take an effort instead of a budget.</summary>
    public bool AdaptiveThinking { get; init; }

    /// <summary>The server takes call ids of nine letters and digits only (Mistral).</summary>
    public bool NineCharacterIds { get; init; }

    /// <summary>A chat server that refuses to be asked for the usage of a stream.</summary>
    public bool OmitsUsageOption { get; init; }

    /// <summary>The model's name as the caller is to see it in the answer; null for what the upstream says.</summary>
    public string? ShownModel { get; init; }

    /// <summary>The model an answer bears: as the caller is told, else as the upstream called it, else as it was asked for: some servers leave it out.</summary>
    internal string Bears(string? told) => ShownModel ?? (string.IsNullOrEmpty(told) ? Model : told);

    /// <summary>Id of the answer where the format stores answers by it (Responses); null for the upstream's own.</summary>
    public string? AnswerId { get; init; }

    /// <summary>The answer is kept, so that a later request can name it (Responses).</summary>
    public bool KeepsAnswer { get; init; }

    /// <summary>The answer this request goes on from (Responses).</summary>
    public string? PreviousAnswer { get; init; }

    /// <summary>Estimated input tokens, for formats that tell them before the answer begins.</summary>
    public int InputEstimate { get; init; }
}

/// <summary>A request in the upstream's format, or why there is none.</summary>
public sealed record TranslatedRequest
{
    public byte[] Body { get; init; } = [];

    /// <summary>Behind the channel's base address: <c>chat/completions</c>, <c>responses</c>, <c>messages</c>, <c>models/M:streamGenerateContent?alt=sse</c>.</summary>
    public string Path { get; init; } = "";

    public IReadOnlyList<string> Losses { get; init; } = [];

    /// <summary>What translating the answer back needs.</summary>
    public required AnswerContext Context { get; init; }

    /// <summary>Set when something required cannot be expressed; then there is no body.</summary>
    public TranslationRefusal? Refusal { get; init; }
}

/// <summary>Something the request cannot do without and the other format has no word for.</summary>
/// <param name="Status">400 where the request itself is at fault anywhere but at its home vendor, 422 where another model would do.</param>
/// <param name="Feature">Stable short name, as in the table of losses.</param>
/// <param name="Message">Plain, ends with the remedy.</param>
public sealed record TranslationRefusal(int Status, string Feature, string Message);

/// <summary>What the way back must know of the way there.</summary>
public sealed class AnswerContext
{
    internal AnswerContext(WireFormat caller, WireFormat upstream, TranslationTarget target, ToolNames names)
    {
        Caller = caller;
        Upstream = upstream;
        Target = target;
        Names = names;
    }

    public WireFormat Caller { get; }

    public WireFormat Upstream { get; }

    public TranslationTarget Target { get; }

    /// <summary>The caller asked for the usage chunk of a chat stream.</summary>
    public bool ShowsUsage { get; internal init; } = true;

    /// <summary>The caller of a chat offered its tools as <c>functions</c>, and knows answers of that time alone: one <c>function_call</c>.</summary>
    internal bool OldCalls { get; init; }

    internal ToolNames Names { get; }

    /// <summary>The ids that calls of the conversation have already.</summary>
    internal IReadOnlySet<string> CallsBefore { get; init; } = System.Collections.Frozen.FrozenSet<string>.Empty;

    /// <summary>Seconds since 1970 for formats that date their answers; the caller of Core has the clock.</summary>
    public long CreatedAt { get; set; }

    internal string Vendor => Target.Vendor ?? Vendors.Of(Upstream);
}

/// <summary>Turns an upstream's stream into the caller's, event by event.</summary>
public interface IStreamTranslator
{
    /// <summary>One complete upstream event; what the caller is to get is appended. The marks are the upstream reader's.</summary>
    EventMarks Feed(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, System.Buffers.IBufferWriter<byte> output);

    /// <summary>
    /// The upstream has closed. Writes the closing events where its answer is complete; false (and nothing written) where it was cut:
    /// then <see cref="Fail"/> is due.
    /// </summary>
    bool Finish(System.Buffers.IBufferWriter<byte> output);

    /// <summary>Ends the caller's stream with its dialect's error event, in step with what was sent.</summary>
    void Fail(WireError error, System.Buffers.IBufferWriter<byte> output);

    /// <summary>What the upstream said: usage, finish, failure.</summary>
    IAnswerReader Upstream { get; }

    IReadOnlyList<string> Losses { get; }
}
