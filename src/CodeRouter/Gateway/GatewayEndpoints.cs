using CodeRouter.Core.Conversations;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>The map of the data plane: which path speaks which format.</summary>
public static class GatewayEndpoints
{
    public static void MapGateway(this IEndpointRouteBuilder routes, GatewayHandler handler, ModelLists models)
    {
        Post("/v1/chat/completions", new DataRoute(WireFormat.OpenAIChat, Operation.Generate));
        Post("/v1/responses", new DataRoute(WireFormat.OpenAIResponses, Operation.Generate));
        Post("/v1/responses/compact", new DataRoute(WireFormat.OpenAIResponses, Operation.Compact));
        Post("/v1/responses/input_tokens", new DataRoute(WireFormat.OpenAIResponses, Operation.CountTokens));
        Post("/v1/messages", new DataRoute(WireFormat.AnthropicMessages, Operation.Generate));
        Post("/v1/messages/count_tokens", new DataRoute(WireFormat.AnthropicMessages, Operation.CountTokens));
        foreach (var service in ServiceRoute.All)
        {
            Post("/v1" + service.Path, new DataRoute(WireFormat.OpenAIChat, Operation.Service) { Service = service });
        }

        foreach (string version in (ReadOnlySpan<string>)["/v1beta", "/v1"])
        {
            routes.MapPost(version + "/models/{**call}", http => GeminiRoute(http) is { } route ? handler.HandleAsync(http, route) : NotFound.WriteAsync(http));
            routes.MapMethods(version + "/models", ServiceEndpoints.Looks, models.ListAsync);
            routes.MapMethods(version + "/models/{**model}", ServiceEndpoints.Looks, models.OneAsync);
        }

        // Codex tries a WebSocket first: answered at once, so that it goes on over HTTP without waiting.
        routes.MapGet("/v1/responses", NotFound.NoWebSocketAsync);
        routes.MapMethods("/api/hello", ServiceEndpoints.Looks, static http =>
        {
            http.Response.StatusCode = 200;
            return Task.CompletedTask;
        });

        void Post(string path, DataRoute route) => routes.MapPost(path, http => handler.HandleAsync(http, route));
    }

    /// <summary><c>models/NAME:generateContent</c>: the name may hold slashes and colons, the verb is behind the last colon.</summary>
    private static DataRoute? GeminiRoute(HttpContext http)
    {
        string call = http.Request.RouteValues["call"] as string ?? "";
        int colon = call.LastIndexOf(':');
        if (colon <= 0)
        {
            return null;
        }

        string model = Uri.UnescapeDataString(call[..colon]);
        return call[(colon + 1)..] switch
        {
            "generateContent" => new DataRoute(WireFormat.Gemini, Operation.Generate, model),
            "streamGenerateContent" => new DataRoute(WireFormat.Gemini, Operation.Generate, model, PathStream: true),
            "countTokens" => new DataRoute(WireFormat.Gemini, Operation.CountTokens, model),
            _ => null,
        };
    }
}
