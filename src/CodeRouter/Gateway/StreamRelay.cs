using System.Buffers;
using System.IO.Pipelines;
using CodeRouter.Core.Dialects;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>How a relayed answer ended.</summary>
public enum RelayEnd : byte
{
    /// <summary>Complete, or ended by the upstream's own error event before which nothing was lost.</summary>
    Complete,

    /// <summary>The upstream broke off, sent garbage or fell silent after the first content; the caller was told in its own format.</summary>
    Truncated,

    /// <summary>The caller left.</summary>
    Aborted,
}

/// <summary>What the relay learned.</summary>
public readonly record struct RelayResult(RelayEnd End, long Bytes, string? Why);

/// <summary>
/// Upstream events to the caller: complete events byte for byte, or translated where the upstream speaks another format; one flush per read.
/// An unfinished event waits, a malformed one is never forwarded, a failed stream ends with the format's own error event and with nothing
/// that looks like an end.
/// </summary>
public sealed class StreamRelay(PipeWriter caller, UpstreamAnswer answer, IDialect dialect, TimeSpan silence, TimeSpan keepAlive, bool keepsClosing = false)
{
    private static readonly TimeSpan GraceAfterEnd = TimeSpan.FromSeconds(2);

    /// <summary>How long the last event waits for the upstream's end, so that the books are closed before the caller sees it.</summary>
    private static readonly TimeSpan LastEventWaits = TimeSpan.FromMilliseconds(20);
    private Task<int>? _pending;
    private bool _ended;
    private long _bytes;
    private long _lastSent = Environment.TickCount64;
    private readonly ArrayBufferWriter<byte>? _written = keepsClosing && answer.Translator is not null ? new ArrayBufferWriter<byte>(1024) : null;

    /// <summary>Data of the event that closed a complete answer; null unless it is to be kept.</summary>
    public byte[]? Closing { get; private set; }

    /// <param name="failed">Notes what the caller is told, and says it as the wire's error.</param>
    /// <param name="aborted">The caller left, or the request's time is up.</param>
    /// <param name="left">The caller left.</param>
    public async Task<RelayResult> RunAsync(Func<GatewayFailure, WireError> failed, CancellationToken aborted, CancellationToken left)
    {
        var events = answer.Events!;
        try
        {
            Send(answer.Opened?.WrittenMemory ?? events.Taken);
            NoteClosing(answer.Opened);
            events.Release();
            while (true)
            {
                if (ForwardComplete() is { } stop)
                {
                    return await EndAsync(stop, failed);
                }

                if (answer.AtEnd)
                {
                    // Not flushed: that is done when the books are closed.
                    return IsComplete() ? new RelayResult(RelayEnd.Complete, _bytes, null) : await EndAsync(Stop.Cut, failed);
                }

                if (events.TooLong)
                {
                    return await EndAsync(Stop.Malformed, failed);
                }

                if (!_ended && answer.Translator is not null && Environment.TickCount64 - _lastSent > keepAlive.TotalMilliseconds)
                {
                    // The upstream says that it lives, or sends what makes sense only when it is whole: the caller hears nothing of either.
                    Send(dialect.KeepAlive);
                }

                if (!_ended || !await EndsSoonAsync(events))
                {
                    var flushed = await caller.FlushAsync(aborted);
                    if (flushed.IsCompleted)
                    {
                        return new RelayResult(RelayEnd.Aborted, _bytes, "the caller left");
                    }
                }

                int read = await ReadAsync(events, aborted);
                events.Received(read);
                answer.AtEnd = read == 0;
            }
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            return new RelayResult(RelayEnd.Aborted, _bytes, "the caller left");
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            return await EndAsync(Stop.OutOfTime, failed);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            if (IsComplete())
            {
                return await FlushedAsync(RelayEnd.Complete, null);
            }

            return await EndAsync(e is OperationCanceledException ? Stop.Silent : Stop.Cut, failed);
        }
    }

    private enum Stop : byte { Cut, Malformed, Silent, OutOfTime, UpstreamError }

    /// <summary>Forwards every complete event in the buffer; what stops the stream, if anything does.</summary>
    private Stop? ForwardComplete()
    {
        var events = answer.Events!;
        while (events.TryTake(answer.AtEnd, out var taken))
        {
            var marks = taken.HasData ? Take(taken) : EventMarks.None;
            if (taken.HasData && (marks & (EventMarks.Malformed | EventMarks.KeepAlive)) == EventMarks.None)
            {
                answer.Heard(answer.Reader!.Complete ? GraceAfterEnd : silence);
            }

            if ((marks & EventMarks.End) != EventMarks.None)
            {
                _ended = true;
                Closing = keepsClosing && answer.Translator is null ? taken.Data.ToArray() : Closing;
            }

            if ((marks & EventMarks.Malformed) != EventMarks.None || (taken.Unfinished && !taken.HasData))
            {
                Forward(events.TakenBefore(taken));
                return taken.Unfinished ? (answer.Reader!.Complete ? null : Stop.Cut) : Stop.Malformed;
            }

            if ((marks & EventMarks.UsageOnly) != EventMarks.None && answer.HidesUsage)
            {
                Forward(events.TakenBefore(taken));
                events.ReleaseBefore(taken);
                events.Drop(taken);
                continue;
            }

            if ((marks & EventMarks.Error) != EventMarks.None)
            {
                Forward(events.Taken);
                events.Release();
                return Stop.UpstreamError;
            }
        }

        Forward(events.Taken);
        events.Release();
        return null;
    }

    /// <summary>Reads an event; one of another format is written in the caller's at once.</summary>
    private EventMarks Take(in StreamEvent taken)
    {
        if (answer.Translator is not { } translator)
        {
            return answer.Reader!.Read(taken.Name, taken.Data);
        }

        if (_written is not null)
        {
            _written.ResetWrittenCount();
            var kept = translator.Feed(taken.Name, taken.Data, _written);
            NoteClosing(_written);
            Send(_written.WrittenMemory);
            return kept;
        }

        long before = caller.UnflushedBytes;
        var marks = translator.Feed(taken.Name, taken.Data, caller);
        Sent(caller.UnflushedBytes - before);
        return marks;
    }

    /// <summary>The upstream's own bytes, where the caller reads that format.</summary>
    private void Forward(ReadOnlyMemory<byte> events)
    {
        if (answer.Translator is null)
        {
            Send(events);
        }
    }

    /// <summary>The upstream has closed: whether its answer is whole. A translated one gets its closing events now.</summary>
    private bool IsComplete()
    {
        if (answer.Translator is not { } translator)
        {
            return answer.Reader!.Complete;
        }

        if (_written is not null)
        {
            _written.ResetWrittenCount();
            bool whole = translator.Finish(_written);
            NoteClosing(_written);
            Send(_written.WrittenMemory);
            return whole;
        }

        long before = caller.UnflushedBytes;
        bool complete = translator.Finish(caller);
        Sent(caller.UnflushedBytes - before);
        return complete;
    }

    /// <summary>A translated stream is kept by what was written: the closing event is the last one.</summary>
    private void NoteClosing(ArrayBufferWriter<byte>? written)
    {
        if (!keepsClosing || written is null)
        {
            return;
        }

        var last = written.WrittenSpan.TrimEnd("\n"u8);
        int at = last.LastIndexOf("\n\n"u8);
        last = at < 0 ? last : last[(at + 2)..];
        int data = last.IndexOf("\ndata: "u8);
        if (data >= 0 && (last.StartsWith("event: response.completed\n"u8) || last.StartsWith("event: response.incomplete\n"u8)))
        {
            Closing = last[(data + 7)..].ToArray();
        }
    }

    private void Sent(long bytes)
    {
        _bytes += bytes;
        _lastSent = bytes > 0 ? Environment.TickCount64 : _lastSent;
    }

    /// <summary>Starts the next read and gives it a moment; true when it is done.</summary>
    private async ValueTask<bool> EndsSoonAsync(EventBuffer events)
    {
        _pending = answer.Body.ReadAsync(events.Space(), answer.Silence).AsTask();
        return _pending.IsCompleted || await Task.WhenAny(_pending, Task.Delay(LastEventWaits)) == _pending;
    }

    private async ValueTask<int> ReadAsync(EventBuffer events, CancellationToken aborted)
    {
        var task = _pending;
        _pending = null;
        if (task is null)
        {
            var read = answer.Body.ReadAsync(events.Space(), answer.Silence);
            if (read.IsCompleted)
            {
                return await read;
            }

            task = read.AsTask();
        }

        while (true)
        {
            try
            {
                return await task.WaitAsync(keepAlive, CancellationToken.None);
            }
            catch (TimeoutException) when (!task.IsCompleted)
            {
                try
                {
                    Send(dialect.KeepAlive);
                    await caller.FlushAsync(aborted);
                }
                catch
                {
                    // The read still writes into the buffer that is about to go back to the pool: it must end first.
                    await answer.StopReadingAsync(task);
                    throw;
                }
            }
        }
    }

    private async Task<RelayResult> EndAsync(Stop stop, Func<GatewayFailure, WireError> failed)
    {
        if (stop == Stop.UpstreamError)
        {
            string words = EchoedKey.Without(answer.Reader!.Failure?.Message ?? "an error", answer.Channel.Settings.AccessKey?.Reveal());
            answer.Translator?.Fail(failed(UpstreamFailures.InStream(answer.Reader!.Failure, dialect.Format, "The upstream reported: " + UpstreamFailures.Sentence(words))), caller);
            return await FlushedAsync(RelayEnd.Truncated, "the upstream reported: " + words);
        }

        var (code, why) = stop switch
        {
            Stop.Silent => (FailureCode.UpstreamTimeout, $"The upstream was silent for {silence.TotalSeconds:0.#} s in the middle of its answer."),
            Stop.OutOfTime => (FailureCode.UpstreamTimeout, "The request took longer than limits.total_timeout allows."),
            Stop.Malformed => (FailureCode.UpstreamFailed, "The upstream sent an event that is not well formed in the middle of its answer."),
            _ => (FailureCode.UpstreamCut, "The upstream broke off in the middle of its answer."),
        };
        var error = failed(new GatewayFailure(code, why + " Send the request again."));
        if (answer.Translator is { } translator)
        {
            translator.Fail(error, caller);
        }
        else
        {
            Send(dialect.WriteErrorEvent(error, answer.Reader));
        }

        return await FlushedAsync(RelayEnd.Truncated, why);
    }

    private async Task<RelayResult> FlushedAsync(RelayEnd end, string? why)
    {
        var flushed = await caller.FlushAsync();
        return flushed.IsCompleted && end != RelayEnd.Complete ? new RelayResult(RelayEnd.Aborted, _bytes, why) : new RelayResult(end, _bytes, why);
    }

    private void Send(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        Sent(bytes.Length);
        // In pieces: one write of many megabytes would rent one block that large.
        var left = bytes.Span;
        while (!left.IsEmpty)
        {
            var space = caller.GetSpan(Math.Min(left.Length, 4096));
            int size = Math.Min(space.Length, left.Length);
            left[..size].CopyTo(space);
            caller.Advance(size);
            left = left[size..];
        }
    }
}
