using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Models;

namespace CodeRouter.Upstreams;

/// <summary>What a call asks of an upstream: the path below the channel's base, by format.</summary>
public enum Operation : byte
{
    Generate,
    CountTokens,
    Compact,

    /// <summary>Anything else an application calls with a model's name (embeddings, pictures, speech …): see <see cref="UpstreamCall.ServicePath"/>.</summary>
    Service,
}

/// <summary>One call on its way to whichever channel answers first.</summary>
public sealed class UpstreamCall
{
    public required WireFormat Format { get; init; }

    public required Operation Operation { get; init; }

    public required IDialect Dialect { get; init; }

    /// <summary>Of a service: its path below the base address.</summary>
    public string? ServicePath { get; init; }

    /// <summary>What the body is, as the caller said it: JSON, or a form with its boundary.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The body is a form: the model's name stands in it bare, without quotes.</summary>
    public bool IsForm { get; init; }

    /// <summary>The request as it came: what a channel of another format is sent is written from it.</summary>
    public required RequestView Request { get; init; }

    /// <summary>The decision's id: ids that an upstream leaves out are made from it.</summary>
    public required string Id { get; init; }

    /// <summary>When the request came, for formats that date their answers.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Estimated input tokens, for formats that tell them before the answer begins.</summary>
    public int InputEstimate { get; init; }

    /// <summary>What the request goes on from, where it only names it; null where it says everything itself.</summary>
    public EarlierTurns? Earlier { get; init; }

    /// <summary>The request with what it only names written out, for whoever does not remember it.</summary>
    public RequestView Whole => Earlier?.Whole ?? Request;

    /// <summary>The answer will be kept under its id (Responses).</summary>
    public bool KeepsAnswer { get; init; }

    /// <summary>The answer that the request names as the one it goes on from (Responses).</summary>
    public string? PreviousAnswer { get; init; }

    /// <summary>What goes to a channel of the caller's own format, but for the edits; stays valid until the call ends.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Where the model value stands in the body, quotes included; empty where it stands in the path.</summary>
    public Slice ModelAt { get; init; }

    /// <summary>The edit that asks a chat stream for its usage; null when none is due.</summary>
    public BodyEdit? UsageOption { get; init; }

    public bool Stream { get; init; }

    /// <summary>
    /// The answer will come as events. Gemini streams a JSON list where <c>alt=sse</c> was not asked for: nothing in such an answer
    /// could keep a caller's connection alive.
    /// </summary>
    public bool ExpectsEvents => Stream && (Format != WireFormat.Gemini || Query.Contains("alt=sse", StringComparison.OrdinalIgnoreCase));

    /// <summary>Query to pass on, with its question mark and without the caller's key; empty for none.</summary>
    public string Query { get; init; } = "";

    /// <summary>Request headers to pass on (see <see cref="PassedHeaders"/>).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The caller's own credential, for channels that pass it through.</summary>
    public string? CallerCredential { get; init; }

    /// <summary>The longest silence of an upstream, before its first byte (over all retries) and between bytes.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Models to try, best first; only the first unless the name was routed.</summary>
    public required IReadOnlyList<ModelCard> Models { get; init; }

    /// <summary>Asked before a model is tried; one that may not be is left out.</summary>
    public Func<ModelCard, ValueTask<bool>> MayTry { get; init; } = static _ => ValueTask.FromResult(true);

    /// <summary>By model, the only channels it may be reached through, in the order to try them; a model that is not named may be reached through any.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> OnlyChannels { get; init; } = AnyChannel;

    private static readonly Dictionary<string, IReadOnlyList<string>> AnyChannel = new(StringComparer.Ordinal);

    /// <summary>The channel this session used for a model last; null for none.</summary>
    public Func<string, string?> Sticky { get; init; } = static _ => null;

    /// <summary>In [0,1): picks among channels of equal standing.</summary>
    public double Draw { get; init; }
}

/// <summary>Told while nothing has arrived yet, so that the caller's connection can be kept alive.</summary>
public interface IHoldObserver
{
    /// <summary>When to be told next; <see cref="Timeout.InfiniteTimeSpan"/> for never.</summary>
    TimeSpan NextIn { get; }

    /// <summary>Nothing has arrived for so long. Once this was called the answer has begun, and only this model's channels may answer.</summary>
    /// <param name="losses">What the request lost on its way to this channel's format.</param>
    ValueTask HoldingAsync(ModelCard model, Channel channel, IReadOnlyList<string> losses);
}
