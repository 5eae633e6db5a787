using System.Net.Http.Headers;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams;

/// <summary>
/// Which headers pass. Lists of what may go, not of what may not: a header nobody thought of stays here. Credentials never go upstream
/// (unless the channel passes the caller's through), cookies and hop-by-hop headers never go anywhere.
/// </summary>
public static class PassedHeaders
{
    public static bool GoesUpstream(string name) =>
        Starts(name, "anthropic-") || Starts(name, "openai-") || (Starts(name, "x-goog-") && !Is(name, "x-goog-api-key"))
        || Is(name, "user-agent") || Is(name, "accept") || Is(name, "idempotency-key");

    /// <summary>The same towards another vendor than the caller had in mind.</summary>
    public static bool GoesAbroad(string name) => Is(name, "user-agent") || Is(name, "accept") || Is(name, "idempotency-key");

    /// <summary>Headers only the gateway itself sets on a call: credentials, framing, its own.</summary>
    public static bool IsOurs(string name) =>
        Is(name, "authorization") || Is(name, "x-api-key") || Is(name, "x-goog-api-key") || Is(name, "api-key") || Is(name, "cookie") || Is(name, "host")
        || Starts(name, "content-") || Starts(name, "transfer-") || Starts(name, "proxy-") || Starts(name, "x-coderouter-") || Is(name, "connection") || Is(name, "upgrade");

    public static bool ComesBack(string name) =>
        name.EndsWith("request-id", StringComparison.OrdinalIgnoreCase) || Starts(name, "retry-after") || name.Contains("ratelimit", StringComparison.OrdinalIgnoreCase);

    public static List<KeyValuePair<string, string>> Returning(HttpResponseHeaders headers)
    {
        var back = new List<KeyValuePair<string, string>>();
        foreach (var header in headers.NonValidated)
        {
            // Kestrel sends ASCII alone and would fail the whole answer over one letter.
            if (ComesBack(header.Key) && Plain(header.Value.ToString()) is { } value)
            {
                back.Add(new(header.Key, value));
            }
        }

        return back;
    }

    /// <summary>A value that may stand in a header of ours; null where the upstream sent bytes that may not.</summary>
    public static string? Plain(string? value) => value is null || value.AsSpan().ContainsAnyExceptInRange(' ', '~') ? null : value;

    /// <summary>What the upstream asks callers to wait; null when it asks nothing that can be read.</summary>
    public static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (headers.NonValidated.TryGetValues("retry-after-ms", out var ms) && double.TryParse(ms.ToString(), out double milliseconds) && milliseconds >= 0)
        {
            return TimeSpan.FromMilliseconds(Math.Min(milliseconds, 86_400_000));
        }

        if (!headers.NonValidated.TryGetValues("retry-after", out var value) || !RetryConditionHeaderValue.TryParse(value.ToString(), out var parsed))
        {
            return null;
        }

        return parsed.Delta ?? (parsed.Date is { } date ? date - now : null);
    }

    public static void Authenticate(HttpRequestHeaders headers, ChannelSettings channel, string? callerCredential)
    {
        string? credential = channel.Auth == ChannelAuth.Passthrough ? callerCredential : channel.AccessKey?.Reveal();
        if (!string.IsNullOrEmpty(credential))
        {
            var (name, value) = channel.Format switch
            {
                _ when channel.KeyHeader is { Length: > 0 } own => (own, credential),
                // An Anthropic subscription token is a bearer token, its API keys are not.
                WireFormat.AnthropicMessages when channel.Auth == ChannelAuth.Passthrough && !Starts(credential, "sk-ant-api") && Starts(credential, "sk-ant-oat") => ("Authorization", "Bearer " + credential),
                WireFormat.AnthropicMessages => ("x-api-key", credential),
                WireFormat.Gemini => ("x-goog-api-key", credential),
                _ => ("Authorization", "Bearer " + credential),
            };
            headers.TryAddWithoutValidation(name, value);
        }

        if (channel.Format == WireFormat.AnthropicMessages && !headers.NonValidated.Contains("anthropic-version"))
        {
            headers.TryAddWithoutValidation("anthropic-version", "2023-06-01");
        }

        foreach (var (name, value) in channel.ExtraHeaders)
        {
            headers.Remove(name);
            headers.TryAddWithoutValidation(name, value);
        }
    }

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static bool Starts(string name, string prefix) => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
