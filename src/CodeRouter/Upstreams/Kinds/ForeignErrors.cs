using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;

namespace CodeRouter.Upstreams.Kinds;

/// <summary>Errors that came in a cloud's own shape, said in the format's: clients act on the words and the shape they know.</summary>
internal static class ForeignErrors
{
    private const int Largest = 1 << 20;

    public static async ValueTask RewriteAsync(HttpResponseMessage message, Sending sending, CancellationToken cancel)
    {
        if ((int)message.StatusCode < 400)
        {
            return;
        }

        byte[] body = await ReadAsync(message.Content, Largest, cancel) ?? [];
        int status = (int)message.StatusCode switch
        {
            // Bedrock's own number for a model that failed: nobody else knows it.
            424 => 502,
            var other => other,
        };
        message.StatusCode = (System.Net.HttpStatusCode)status;
        bool own = JsonSpan.Of(body)["error"u8].IsObject && JsonScanner.IsWellFormed(body)
            && (sending.Dialect.Format == WireFormat.AnthropicMessages) == JsonSpan.Of(body)["type"u8].Is("error"u8);
        Replace(message, own ? body : Write(body, status, message, sending));
    }

    public static byte[] Write(ReadOnlySpan<byte> body, int status, HttpResponseMessage message, Sending sending)
    {
        var failure = UpstreamErrors.Read(body, status);
        string? name = failure.Code ?? (message.Headers.NonValidated.TryGetValues("x-amzn-errortype", out var type) ? type.ToString().Split(':')[0] : null);
        return sending.Dialect.WriteError(new WireError(status, name ?? "upstream_error", failure.Message, sending.Call.Id));
    }

    public static void Replace(HttpResponseMessage message, byte[] body)
    {
        message.Content.Dispose();
        message.Content = new ByteArrayContent(body);
        message.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    /// <summary>The whole body; null when it is longer than allowed.</summary>
    public static async ValueTask<byte[]?> ReadAsync(HttpContent content, int most, CancellationToken cancel)
    {
        await using var stream = await content.ReadAsStreamAsync(cancel);
        using var copy = new MemoryStream();
        byte[] piece = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(piece, cancel)) > 0)
        {
            if (copy.Length + read > most)
            {
                return null;
            }

            copy.Write(piece, 0, read);
        }

        return copy.ToArray();
    }
}
