using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>
/// Counts requests per (model, conversation), so that "-twice" means twice for each test and not for all of them together.
/// A conversation is known by the header <c>x-test-id</c>, a mark <c>test-id=WORD</c> anywhere in the body (headers may be
/// dropped on the way), the client's own key, or else its first message.
/// </summary>
internal sealed class Attempts
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public int Next(string model, SimulatedRequest request, JsonElement body) =>
        _counts.AddOrUpdate(model + '\n' + Key(request, body), 1, (_, n) => n + 1);

    private static string Key(SimulatedRequest request, JsonElement body)
    {
        if (request.Headers.TryGetValue("x-test-id", out string? id))
        {
            return id;
        }

        var bytes = request.Body.AsSpan();
        int at = bytes.IndexOf("test-id="u8);
        if (at >= 0)
        {
            var rest = bytes[(at + 8)..];
            int end = rest.IndexOfAnyExcept(s_word);
            return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
        }

        if ((body.Str("prompt_cache_key") ?? body.Get("metadata")?.Str("user_id")) is { } key)
        {
            return key;
        }

        var first = body.Items("messages").Concat(body.Items("input")).Concat(body.Items("contents")).FirstOrDefault();
        string text = first.ValueKind == JsonValueKind.Undefined ? body.GetRawText() : first.GetRawText();
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static readonly System.Buffers.SearchValues<byte> s_word =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."u8);
}
