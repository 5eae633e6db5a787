namespace CodeRouter.Gateway;

/// <summary>What is served where, for people and for whoever asked for something else.</summary>
public static class ServedPaths
{
    public static IReadOnlyList<string> All { get; } =
    [
        "POST /v1/chat/completions", "POST /v1/responses", "POST /v1/responses/compact", "POST /v1/responses/input_tokens", "POST /v1/messages", "POST /v1/messages/count_tokens",
        "POST /v1beta/models/{model}:generateContent", "POST /v1beta/models/{model}:streamGenerateContent", "POST /v1beta/models/{model}:countTokens",
        .. ServiceRoute.All.Select(service => "POST /v1" + service.Path),
        "GET /v1/models", "GET /v1beta/models", "POST /v1/coderoute/feedback", "GET /v1/coderoute/usage", "POST /v1/coderoute/explain", "GET /v1/coderoute/decisions/{id}",
        "GET /health", "GET /meta", "GET /harnesses", "GET /model-plan", "POST /mcp", "GET /metrics", "GET /dashboard",
    ];
}
