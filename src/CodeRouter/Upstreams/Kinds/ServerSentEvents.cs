using System.Buffers;

namespace CodeRouter.Upstreams.Kinds;

/// <summary>Server-sent events of a form that no caller speaks.</summary>
internal sealed class ServerSentEvents : IFraming
{
    private readonly EventBuffer _events = new();

    public void Feed(ReadOnlySpan<byte> bytes, IEventSink sink, IBufferWriter<byte> output)
    {
        bytes.CopyTo(_events.Space(bytes.Length).Span);
        _events.Received(bytes.Length);
        Take(atEnd: false, sink, output);
        if (_events.TooLong)
        {
            throw new IOException("The upstream sent an event without an end.");
        }
    }

    public void End(IEventSink sink, IBufferWriter<byte> output) => Take(atEnd: true, sink, output);

    public void Dispose() => _events.Dispose();

    private void Take(bool atEnd, IEventSink sink, IBufferWriter<byte> output)
    {
        while (_events.TryTake(atEnd, out var taken))
        {
            if (taken.HasData && !taken.Data.SequenceEqual("[DONE]"u8))
            {
                sink.On(taken.Name, taken.Data, failed: false, output);
            }
        }

        _events.Release();
    }
}
