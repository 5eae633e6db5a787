namespace CodeRouter.Upstreams.Simulated;

/// <summary>Errors and headers that OpenAI's two dialects share.</summary>
internal static class OpenAIErrors
{
    public const string Failed = "The server had an error while processing your request. Sorry about that!";

    public static object Body(VendorRefusal refusal) => new
    {
        error = new
        {
            message = refusal.Message,
            type = refusal.Status switch
            {
                429 => refusal.Code is "insufficient_quota" ? "insufficient_quota" : "requests",
                >= 500 => "server_error",
                _ => "invalid_request_error",
            },
            param = refusal.Param,
            code = refusal.Code,
        },
    };

    public static IEnumerable<KeyValuePair<string, string>> Headers(string requestId)
    {
        yield return new("x-request-id", requestId);
        yield return new("openai-version", "2020-10-01");
        yield return new("openai-processing-ms", "52");
        yield return new("openai-organization", "simulated");
        yield return new("x-ratelimit-limit-requests", "10000");
        yield return new("x-ratelimit-limit-tokens", "2000000");
        yield return new("x-ratelimit-remaining-requests", "9999");
        yield return new("x-ratelimit-remaining-tokens", "1999000");
        yield return new("x-ratelimit-reset-requests", "6ms");
        yield return new("x-ratelimit-reset-tokens", "30ms");
    }
}
