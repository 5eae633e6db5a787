using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Numerics;

namespace CodeRouter.Gateway;

/// <summary>
/// The whole request body in one pooled array. Sized by Content-Length only up to 1 MB: what a header claims is not memory yet.
/// A claim beyond that gets an eighth of it first, at most 1 MB, and four times what has really arrived after that, so that little is copied twice.
/// </summary>
public sealed class RequestBody : IDisposable
{
    private const int Trusted = 1 << 20;
    private byte[] _bytes;

    private RequestBody(byte[] bytes, int length)
    {
        _bytes = bytes;
        Length = length;
    }

    public int Length { get; }

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, Length);

    /// <summary>Reads and, where it is compressed, unpacks the body; the limit holds after unpacking.</summary>
    /// <exception cref="BadHttpRequestException">The body breaks HTTP's rules or comes too slowly.</exception>
    public static async ValueTask<(RequestBody? Body, GatewayFailure? Failure)> ReadAsync(HttpRequest request, int limit, CancellationToken aborted)
    {
        if (request.ContentLength > limit)
        {
            return (null, TooLarge(limit));
        }

        string encoding = request.Headers.ContentEncoding.ToString();
        if (encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return await ReadPlainAsync(request.BodyReader, request.ContentLength, limit, aborted);
        }

        Stream? unpacked = encoding.Trim().ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
            "br" => new BrotliStream(request.Body, CompressionMode.Decompress),
            "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress),
            _ => null,
        };
        if (unpacked is null)
        {
            return (null, new GatewayFailure(FailureCode.UnsupportedEncoding, "This content encoding is not understood. Send the body plain, or as gzip, br or deflate."));
        }

        await using (unpacked)
        {
            return await UnpackAsync(unpacked, limit, aborted);
        }
    }

    public void Dispose()
    {
        byte[] bytes = Interlocked.Exchange(ref _bytes, []);
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static async ValueTask<(RequestBody?, GatewayFailure?)> ReadPlainAsync(PipeReader reader, long? announced, int limit, CancellationToken aborted)
    {
        long claimed = announced ?? 32 * 1024;
        byte[] bytes = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(claimed <= Trusted ? claimed : (long)BitOperations.RoundUpToPowerOf2((ulong)claimed) / 8, 1024, Trusted));
        int length = 0;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(aborted);
                var piece = read.Buffer;
                if (length + piece.Length > limit)
                {
                    // Handed back, or the server cannot read the rest away and resets the caller before it has read why.
                    reader.AdvanceTo(piece.End);
                    ArrayPool<byte>.Shared.Return(bytes);
                    return (null, TooLarge(limit));
                }

                int size = (int)piece.Length;
                bytes = EnsureRoom(bytes, length, size, Math.Min(claimed, length * 4L), limit);
                piece.CopyTo(bytes.AsSpan(length));
                length += size;
                reader.AdvanceTo(piece.End);
                if (read.IsCompleted)
                {
                    return (new RequestBody(bytes, length), null);
                }
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(bytes);
            throw;
        }
    }

    private static async ValueTask<(RequestBody?, GatewayFailure?)> UnpackAsync(Stream unpacked, int limit, CancellationToken aborted)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(64 * 1024);
        int length = 0;
        try
        {
            while (true)
            {
                bytes = EnsureRoom(bytes, length, 1, 0, limit);
                int read = await unpacked.ReadAsync(bytes.AsMemory(length), aborted);
                if (read == 0)
                {
                    return (new RequestBody(bytes, length), null);
                }

                length += read;
                if (length > limit)
                {
                    ArrayPool<byte>.Shared.Return(bytes);
                    return (null, TooLarge(limit));
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            // Brotli reports broken data as an invalid operation.
            ArrayPool<byte>.Shared.Return(bytes);
            return (null, new GatewayFailure(FailureCode.MalformedRequest, "The body is not what its Content-Encoding says. Send it plain or compress it again."));
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(bytes);
            throw;
        }
    }

    private static byte[] EnsureRoom(byte[] bytes, int length, int more, long expected, int limit)
    {
        if (bytes.Length - length >= more)
        {
            return bytes;
        }

        byte[] bigger = ArrayPool<byte>.Shared.Rent((int)Math.Max(length + (long)more, Math.Min(Math.Max(bytes.Length * 2L, expected), limit + 1L)));
        bytes.AsSpan(0, length).CopyTo(bigger);
        ArrayPool<byte>.Shared.Return(bytes);
        return bigger;
    }

    private static GatewayFailure TooLarge(int limit) =>
        new(FailureCode.TooLarge, $"The body is larger than {limit} bytes. Send less, or raise limits.max_body_bytes.");
}
