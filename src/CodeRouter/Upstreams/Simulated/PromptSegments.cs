using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>A piece of the prompt in the order the model sees it.</summary>
/// <param name="Tokens">About a token for every four bytes.</param>
/// <param name="Hash">Of this piece and everything before it: equal hashes are equal prefixes.</param>
/// <param name="Breakpoint">Lifetime asked for with <c>cache_control</c> here; null where there is none.</param>
internal readonly record struct PromptSegment(int Tokens, string Hash, TimeSpan? Breakpoint);

/// <summary>Cuts a request into the pieces a provider's prompt cache works with: tools, system, then message by message.</summary>
internal static class PromptSegments
{
    public static List<PromptSegment> Read(WireFormat format, JsonElement body)
    {
        var list = new List<PromptSegment>();
        string chain = "";
        foreach (var piece in Pieces(format, body))
        {
            string text = Canonical(piece, out var breakpoint);
            chain = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(chain + text)).AsSpan(0, 12));
            list.Add(new PromptSegment((Encoding.UTF8.GetByteCount(text) + 3) / 4, chain, breakpoint));
        }

        if (format == WireFormat.AnthropicMessages && list.Count > 0 && body.Get("cache_control") is { } auto)
        {
            list[^1] = list[^1] with { Breakpoint = Lifetime(auto) };
        }

        return list;
    }

    private static IEnumerable<JsonElement> Pieces(WireFormat format, JsonElement body)
    {
        switch (format)
        {
            case WireFormat.AnthropicMessages:
                var system = body.Get("system");
                var messages = body.Items("messages").SelectMany(message => message.Get("content").IsList() ? message.Items("content") : [message]);
                return body.Items("tools").Concat(OneOrMany(system)).Concat(messages);
            case WireFormat.Gemini:
                if (body.Get("generateContentRequest") is { } inner)
                {
                    body = inner;
                }

                return body.Items("tools").Concat(OneOrMany(body.Get("systemInstruction") ?? body.Get("system_instruction"))).Concat(body.Items("contents"));
            case WireFormat.OpenAIResponses:
                return body.Items("tools").Concat(OneOrMany(body.Get("instructions"))).Concat(OneOrMany(body.Get("input")));
            default:
                return body.Items("tools").Concat(body.Items("messages"));
        }
    }

    private static IEnumerable<JsonElement> OneOrMany(JsonElement? value) => value switch
    {
        null or { ValueKind: JsonValueKind.Null } => [],
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
        { } one => [one],
    };

    /// <summary>Where a breakpoint stands is no part of the prefix: clients move it along with each step.</summary>
    private static string Canonical(JsonElement piece, out TimeSpan? breakpoint)
    {
        breakpoint = piece.Get("cache_control") is { ValueKind: JsonValueKind.Object } mark ? Lifetime(mark) : null;
        if (piece.ValueKind != JsonValueKind.Object)
        {
            return piece.GetRawText();
        }

        var text = new StringBuilder();
        foreach (var member in piece.EnumerateObject().Where(member => !member.NameEquals("cache_control")))
        {
            text.Append(member.Name).Append(':').Append(member.Value.GetRawText()).Append(',');
        }

        return text.ToString();
    }

    private static TimeSpan Lifetime(JsonElement cacheControl) =>
        cacheControl.Str("ttl") is "1h" ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(5);
}
