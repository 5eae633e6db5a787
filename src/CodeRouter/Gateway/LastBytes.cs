using System.IO.Pipelines;

namespace CodeRouter.Gateway;

/// <summary>
/// Writes a whole body but for its last bytes, which wait until the books are closed: whoever asks for usage on seeing the answer
/// finds it there.
/// </summary>
public static class LastBytes
{
    // Most answers that are no streams fit: they leave in one packet with their headers.
    private const int Kept = 32 * 1024;

    public static async ValueTask WriteAsync(PipeWriter writer, ReadOnlyMemory<byte> body, CancellationToken aborted)
    {
        if (body.Length > Kept)
        {
            await writer.WriteAsync(body[..^Kept], aborted);
            body = body[^Kept..];
        }

        body.Span.CopyTo(writer.GetSpan(body.Length));
        writer.Advance(body.Length);
    }

    /// <summary>Sends what was kept back. A caller that has left takes it along.</summary>
    public static async ValueTask LetGoAsync(HttpContext http)
    {
        if (!http.RequestAborted.IsCancellationRequested)
        {
            await http.Response.BodyWriter.FlushAsync();
        }
    }
}
