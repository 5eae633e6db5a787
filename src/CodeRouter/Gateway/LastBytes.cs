using System.IO.Pipelines;

namespace CodeRouter.Gateway;

/// <summary>
/// Writes a whole body and leaves its last bytes to the server, which sends them when the request is over. By then the books are closed:
/// whoever asks for usage on seeing the answer finds it there.
/// </summary>
public static class LastBytes
{
    private const int Kept = 2048;

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
}
