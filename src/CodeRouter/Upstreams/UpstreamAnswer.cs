using System.Buffers;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Models;

namespace CodeRouter.Upstreams;

/// <summary>
/// The answer that will be the caller's: a stream that has shown its first content, or a whole body that is complete and well formed.
/// Owns the connection, the buffers and the clock of silence until disposed.
/// </summary>
public sealed class UpstreamAnswer : IDisposable
{
    private readonly HttpResponseMessage _message;
    private readonly CancellationTokenSource _silence;
    private readonly Losses _ofAnswer = new();
    private byte[]? _pooled;
    private int _over;

    internal UpstreamAnswer(HttpResponseMessage message, CancellationTokenSource silence, ModelCard model, Channel channel, Outgoing outgoing)
    {
        _message = message;
        _silence = silence;
        Model = model;
        Channel = channel;
        Outgoing = outgoing;
    }

    public ModelCard Model { get; }

    public Channel Channel { get; }

    /// <summary>What was sent, and in which format this answers.</summary>
    public Outgoing Outgoing { get; }

    /// <summary>The upstream speaks another format than the caller: what it sends is translated.</summary>
    public bool IsAbroad => Outgoing.Abroad is not null;

    /// <summary>What the translation had to leave out so far, there and back.</summary>
    public IEnumerable<string> Losses => Outgoing.Losses.Concat(Translator?.Losses ?? _ofAnswer.Names).Distinct(StringComparer.Ordinal);

    public int Status => (int)_message.StatusCode;

    public string? ContentType => IsAbroad || IsJoined ? Events is null ? "application/json" : "text/event-stream; charset=utf-8" : _message.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? PassedHeaders.Plain(values.ToString()) : null;

    public IReadOnlyList<KeyValuePair<string, string>> Headers => PassedHeaders.Returning(_message.Headers);

    /// <summary>What a proxy before the provider says the call cost it, in USD; null where none says so.</summary>
    public decimal? ReportedUsd => _message.Headers.NonValidated.TryGetValues("x-litellm-response-cost", out var values)
        && decimal.TryParse(values.ToString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out decimal usd) && usd >= 0 ? usd : null;

    /// <summary>Length the upstream announced; null when it announced none.</summary>
    public long? ContentLength => _message.Content.Headers.ContentLength;

    /// <summary>Milliseconds from the start of the call to the first content.</summary>
    public double FirstContentMs { get; internal set; }

    /// <summary>Events, when the answer is a stream; null when it is a whole body.</summary>
    public EventBuffer? Events { get; internal init; }

    public IAnswerReader? Reader { get; internal init; }

    /// <summary>Turns the events into the caller's format; null at home.</summary>
    public IStreamTranslator? Translator { get; internal init; }

    /// <summary>What the caller is to get of the events taken while the first content was awaited; null at home, where those are the events themselves.</summary>
    public ArrayBufferWriter<byte>? Opened { get; private set; }

    /// <summary>What was read of a whole body to see that it is no stream; null when nothing was.</summary>
    internal EventBuffer? Opening { get; init; }

    /// <summary>The body's stream: behind what <see cref="Events"/> or <see cref="Held"/> already have.</summary>
    public required Stream Body { get; init; }

    /// <summary>The stream was read to its end while waiting for the first content.</summary>
    public bool AtEnd { get; internal set; }

    /// <summary>The chunk that only our own option caused is to be withheld.</summary>
    public bool HidesUsage { get; internal set; }

    /// <summary>A whole body, or the beginning of one too large to hold.</summary>
    public ReadOnlyMemory<byte> Held { get; private set; }

    /// <summary>More follows behind <see cref="Held"/>: the body is too large to hold.</summary>
    public bool Overflows { get; internal set; }

    /// <summary>The body is no JSON and nothing is read of it.</summary>
    public bool IsOpaque { get; internal set; }

    /// <summary>A stream that nobody asked for was made one body.</summary>
    public bool IsJoined { get; internal set; }

    public AnswerSummary Summary { get; internal set; }

    /// <summary>Cancelled when the caller leaves or the upstream is silent for too long.</summary>
    public CancellationToken Silence => _silence.Token;

    /// <summary>Something real arrived: the clock of silence starts again.</summary>
    public void Heard(TimeSpan silence) => _silence.CancelAfter(silence);

    /// <summary>Ends a read that nobody waits for any more; afterwards its buffer is free.</summary>
    public async Task StopReadingAsync(Task read)
    {
        await _silence.CancelAsync();
        await read.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Reads an event while the first content is awaited.</summary>
    internal EventMarks Take(in StreamEvent taken)
    {
        if (Translator is null)
        {
            return Reader!.Read(taken.Name, taken.Data);
        }

        var marks = Translator.Feed(taken.Name, taken.Data, Opened ??= new ArrayBufferWriter<byte>(1024));
        Events!.Release();
        return marks;
    }

    /// <summary>A whole, well-formed answer of another format, into the caller's; a hand-over, into the shortened conversation.</summary>
    internal void TranslateHeld()
    {
        if (Outgoing is { Abroad: null, HandsOver: null })
        {
            return;
        }

        byte[] body = Outgoing.Abroad is not { } context ? Held.ToArray()
            : Outgoing.IsCount ? CountQuestion.Answer(context.Caller, CountQuestion.Read(Held.Span) ?? 0)
            : Core.Dialects.Translator.TranslateAnswer(Held.Span, context, _ofAnswer);
        body = Outgoing.HandsOver is { } asked ? Handover.Answer(asked, body) : body;
        Held = Outgoing.AsList ? (byte[])[(byte)'[', .. body, (byte)']'] : body;
        ArrayPool<byte>.Shared.Return(Interlocked.Exchange(ref _pooled, null)!);
    }

    internal void Hold(byte[] pooled, int length)
    {
        _pooled = pooled;
        Held = pooled.AsMemory(0, length);
    }

    public void Dispose()
    {
        Events?.Dispose();
        Body.Dispose();
        _message.Dispose();
        _silence.Dispose();
        if (Interlocked.Exchange(ref _over, 1) == 0)
        {
            Channel.Health.End();
        }

        if (Interlocked.Exchange(ref _pooled, null) is { } pooled)
        {
            Held = default;
            ArrayPool<byte>.Shared.Return(pooled);
        }
    }
}

/// <summary>One try, for the ledger and for explaining.</summary>
public readonly record struct Attempt(string Model, string Channel, string Result, double Ms);

/// <summary>What came of a call: an answer, or the last failure. Never both.</summary>
public sealed record DispatchResult(UpstreamAnswer? Answer, UpstreamFailure? Failure, IReadOnlyList<Attempt> Attempts);
