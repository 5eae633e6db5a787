using System.Buffers;
using System.Net;

namespace CodeRouter.Upstreams.Kinds;

/// <summary>A body of packed events, read as server-sent events of a known format.</summary>
internal sealed class UnwrappedContent : HttpContent
{
    private readonly HttpContent _packed;
    private readonly IFraming _framing;
    private readonly IEventSink _sink;

    public UnwrappedContent(HttpContent packed, IFraming framing, IEventSink sink)
    {
        (_packed, _framing, _sink) = (packed, framing, sink);
        Headers.TryAddWithoutValidation("Content-Type", "text/event-stream; charset=utf-8");
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new UnwrappedStream(await _packed.ReadAsStreamAsync(cancellationToken), _framing, _sink);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await using var unwrapped = await CreateContentReadStreamAsync();
        await unwrapped.CopyToAsync(stream);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _packed.Dispose();
            _framing.Dispose();
        }

        base.Dispose(disposing);
    }

    private sealed class UnwrappedStream(Stream packed, IFraming framing, IEventSink sink) : Stream
    {
        private readonly ArrayBufferWriter<byte> _ready = new(4096);
        private readonly byte[] _piece = new byte[16 * 1024];
        private int _taken;
        private bool _ended;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

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
                int read = await packed.ReadAsync(_piece, cancellationToken);
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

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is read without blocking.");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                packed.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
