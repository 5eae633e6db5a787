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
    private byte[]? _pooled;

    internal UpstreamAnswer(HttpResponseMessage message, CancellationTokenSource silence, ModelCard model, Channel channel)
    {
        _message = message;
        _silence = silence;
        Model = model;
        Channel = channel;
    }

    public ModelCard Model { get; }

    public Channel Channel { get; }

    public int Status => (int)_message.StatusCode;

    public string? ContentType => _message.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? PassedHeaders.Plain(values.ToString()) : null;

    public IReadOnlyList<KeyValuePair<string, string>> Headers => PassedHeaders.Returning(_message.Headers);

    /// <summary>Length the upstream announced; null when it announced none.</summary>
    public long? ContentLength => _message.Content.Headers.ContentLength;

    /// <summary>Milliseconds from the start of the call to the first content.</summary>
    public double FirstContentMs { get; internal set; }

    /// <summary>Events, when the answer is a stream; null when it is a whole body.</summary>
    public EventBuffer? Events { get; internal init; }

    public IAnswerReader? Reader { get; internal init; }

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
