using System.Buffers;

namespace CodeRouter.Upstreams.Kinds;

/// <summary>A body of packed events, read as server-sent events of a known format.</summary>
internal sealed class UnwrappedContent : ReadThrough
{
    private readonly IFraming _framing;

    public UnwrappedContent(HttpContent packed, IFraming framing, IEventSink sink)
        : base(packed, under => new UnwrappedStream(under, framing, sink))
    {
        _framing = framing;
        Headers.TryAddWithoutValidation("Content-Type", "text/event-stream; charset=utf-8");
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _framing.Dispose();
        }
    }

    private sealed class UnwrappedStream(Stream packed, IFraming framing, IEventSink sink) : ForwardStream(packed)
    {
        private readonly Stream _packed = packed;
        private readonly ArrayBufferWriter<byte> _ready = new(4096);
        private readonly byte[] _piece = new byte[16 * 1024];
        private int _taken;
        private bool _ended;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (_taken == _ready.WrittenCount)
            {
                if (_ended)
                {
                    return 0;
                }

                _ready.ResetWrittenCount();
                _taken = 0;
                int read = await _packed.ReadAsync(_piece, cancellationToken);
                if (read > 0)
                {
                    framing.Feed(_piece.AsSpan(0, read), sink, _ready);
                }
                else
                {
                    _ended = true;
                    framing.End(sink, _ready);
                    sink.End(_ready);
                }
            }

            int size = Math.Min(buffer.Length, _ready.WrittenCount - _taken);
            _ready.WrittenSpan.Slice(_taken, size).CopyTo(buffer.Span);
            _taken += size;
            return size;
        }
    }
}
