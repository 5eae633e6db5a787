using System.IO.Compression;

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

        message.Content = new ReadThrough(packed, under => new Unpacked(unpack(under)));
        if (packed.Headers.NonValidated.TryGetValues("Content-Type", out var type))
        {
            message.Content.Headers.TryAddWithoutValidation("Content-Type", type.ToString());
        }

        return null;
    }

    /// <summary>Bytes that are not what they were said to be are a broken connection like any other.</summary>
    private sealed class Unpacked(Stream plain) : ForwardStream(plain)
    {
        private readonly Stream _plain = plain;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await _plain.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
            {
                throw new IOException("The upstream's compressed answer cannot be unpacked.", e);
            }
        }
    }
}
