using System.IO.Compression;
using System.Net;

namespace CodeRouter.Upstreams;

/// <summary>
/// Answers that a server, or a proxy before it, has compressed though nobody asked for it. They are unpacked as they are read, so whatever
/// bounds an answer bounds this one too.
/// </summary>
internal static class PackedAnswers
{
    /// <returns>The encoding, where it is none that is known here.</returns>
    public static string? Unpack(HttpResponseMessage message)
    {
        var packed = message.Content;
        if (!packed.Headers.NonValidated.TryGetValues("Content-Encoding", out var values) || values.ToString().Trim() is not { Length: > 0 } encoding || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        Func<Stream, Stream>? unpack = encoding.ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => static s => new GZipStream(s, CompressionMode.Decompress),
            "br" => static s => new BrotliStream(s, CompressionMode.Decompress),
            "deflate" => static s => new ZLibStream(s, CompressionMode.Decompress),
            _ => null,
        };
        if (unpack is null)
        {
            return encoding;
        }

        message.Content = new UnpackedContent(packed, unpack);
        return null;
    }

    private sealed class UnpackedContent : HttpContent
    {
        private readonly HttpContent _packed;
        private readonly Func<Stream, Stream> _unpack;

        public UnpackedContent(HttpContent packed, Func<Stream, Stream> unpack)
        {
            (_packed, _unpack) = (packed, unpack);
            if (packed.Headers.NonValidated.TryGetValues("Content-Type", out var type))
            {
                Headers.TryAddWithoutValidation("Content-Type", type.ToString());
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

        protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) => new Unpacked(_unpack(await _packed.ReadAsStreamAsync(cancellationToken)));

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await using var plain = await CreateContentReadStreamAsync();
            await plain.CopyToAsync(stream);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _packed.Dispose();
            }

            base.Dispose(disposing);
        }
    }

    /// <summary>Bytes that are not what they were said to be are a broken connection like any other.</summary>
    private sealed class Unpacked(Stream plain) : Stream
    {
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
            try
            {
                return await plain.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
            {
                throw new IOException("The upstream's compressed answer cannot be unpacked.", e);
            }
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
                plain.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
