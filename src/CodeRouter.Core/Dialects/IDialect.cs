using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Core.Dialects;

/// <summary>One wire format: how its requests, answers, streams and errors are read and its errors written.</summary>
public interface IDialect : IRequestReader
{
    WireFormat Format { get; }

    /// <summary>The knobs of a request that routing needs.</summary>
    RequestKnobs ReadKnobs(RequestView request);

    /// <summary>A fresh reader for one streamed answer.</summary>
    IAnswerReader NewStreamReader();

    /// <summary>What a whole, not streamed 2xx answer says.</summary>
    AnswerSummary ReadAnswer(ReadOnlySpan<byte> body);

    /// <summary>The message inside an upstream's error body in this format; null when it cannot be found.</summary>
    string? ReadErrorMessage(ReadOnlySpan<byte> body);

    /// <summary>The JSON body of an error in this format.</summary>
    byte[] WriteError(WireError error);

    /// <summary>The complete server-sent event(s), blank line included, that end a failed stream in this format.</summary>
    byte[] WriteErrorEvent(WireError error);

    /// <summary>The same, in step with what the stream has said so far (Responses numbers its events and repeats its id).</summary>
    byte[] WriteErrorEvent(WireError error, IAnswerReader? soFar) => WriteErrorEvent(error);

    /// <summary>What keeps a silent stream alive in this format: a complete event or comment, blank line included.</summary>
    ReadOnlyMemory<byte> KeepAlive { get; }
}

/// <summary>What a request says about itself besides its messages.</summary>
/// <param name="MaxOutput">Longest answer allowed, in tokens.</param>
/// <param name="Needs">What the answer cannot do without (tools offered, images sent, a schema asked …).</param>
/// <param name="AsksForUsage">Chat streams: the caller asked for the usage chunk itself.</param>
/// <param name="Temperature">As sent; null when unset.</param>
public readonly record struct RequestKnobs(int? MaxOutput, Capability Needs, bool AsksForUsage, double? Temperature)
{
    /// <summary>
    /// What the answer may use but can do without: web search offered beside the caller's own tools and not forced.
    /// Codex offers it on every request; as a need it would shut that client out of every model without a search of its own.
    /// </summary>
    public Capability Wishes { get; init; }
}

/// <summary>What an event of a stream means for holding, relaying and ending it.</summary>
[Flags]
public enum EventMarks : byte
{
    /// <summary>Handshake or progress without content: can be held.</summary>
    None = 0,

    /// <summary>Carries content (text, tool call, reasoning, refusal, a finish): from here on the answer is this one.</summary>
    Content = 1,

    /// <summary>The format's own end of a complete answer.</summary>
    End = 2,

    /// <summary>The upstream reports a failure inside the stream.</summary>
    Error = 4,

    /// <summary>An OpenAI chat chunk with usage and empty choices: withheld from callers that did not ask for it.</summary>
    UsageOnly = 8,

    /// <summary>Neither <c>[DONE]</c> nor well-formed JSON: never forwarded.</summary>
    Malformed = 16,

    /// <summary>Says only that the connection lives (a ping): no sign of progress.</summary>
    KeepAlive = 32,
}

/// <summary>Reads one stream event by event and keeps what it learns.</summary>
public interface IAnswerReader
{
    /// <summary>One complete event. <paramref name="name"/> is its <c>event:</c> line (may be empty), <paramref name="data"/> its data lines joined.</summary>
    EventMarks Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data);

    /// <summary>Whether a stream that stops here is a complete answer (a finish was seen, even where a closing mark is missing).</summary>
    bool Complete { get; }

    /// <summary>The newest usage the stream reported; null when it reported none.</summary>
    Usage? Usage { get; }

    /// <summary>Why the model stopped, as the upstream spells it.</summary>
    string? FinishReason { get; }

    /// <summary>Characters of text, arguments and reasoning seen: the estimate of the output where no usage came.</summary>
    long OutputChars { get; }

    /// <summary>The upstream's own words after an event marked Error.</summary>
    StreamFailure? Failure { get; }
}

/// <summary>A failure reported inside a stream. <paramref name="Status"/> is the nearest HTTP status.</summary>
public sealed record StreamFailure(int Status, string? Code, string Message);

/// <summary>What a whole answer said.</summary>
/// <param name="WellFormed">One well-formed JSON value that is not empty.</param>
/// <param name="Usage">Null when it reported none.</param>
/// <param name="FinishReason">As the upstream spells it.</param>
/// <param name="OutputChars">Characters of output, for an estimate.</param>
/// <param name="Failure">A 2xx whose body is an error.</param>
public readonly record struct AnswerSummary(bool WellFormed, Usage? Usage, string? FinishReason, long OutputChars, StreamFailure? Failure);

/// <summary>An error of ours on its way to the caller.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable, machine-readable: <c>model_not_found</c>, <c>context_length_exceeded</c> …</param>
/// <param name="Message">Plain, ends with the remedy.</param>
/// <param name="Id">The id the log has too.</param>
public sealed record WireError(int Status, string Code, string Message, string Id)
{
    /// <summary>When to try again, as the header says it; null where that is not said.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>On <c>context_length_exceeded</c>: tokens of the prompt; read from the message where not given.</summary>
    public long? OverflowTokens { get; init; }

    /// <summary>On <c>context_length_exceeded</c>: tokens the model takes.</summary>
    public long? OverflowLimit { get; init; }
}
