using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Dialects;

namespace CodeRouter.Gateway;

/// <summary>Answers for paths that are not there: which ones are near, in the shape the caller most likely reads.</summary>
public static class NotFound
{
    private static readonly ILookup<string, ServedPath> Served = ServedPaths.All.ToLookup(static p => p.Path, StringComparer.Ordinal);

    public static Task WriteAsync(HttpContext http) =>
        WriteAsync(http, new GatewayFailure(FailureCode.NotFound, $"There is nothing at {http.Request.Method} {Shorten(http.Request.Path)}. {Meant(http.Request)}{Nearest(http.Request.Path)}"));

    // What a base URL that is a little off asks for: the version once too often, or not at all.
    private static string Meant(HttpRequest request)
    {
        string path = request.Path.Value ?? "";
        foreach (string version in (ReadOnlySpan<string>)["/v1", "/v1beta"])
        {
            if (path.StartsWith(version + version + "/", StringComparison.Ordinal))
            {
                return $"Your client puts {version} behind the base URL itself: leave it out there. ";
            }

            if (IsServed(request.Method, version + path))
            {
                return $"Your client's base URL has to end in {version}. ";
            }
        }

        return IsServed(HttpMethods.Post, path) ? "It has to be asked with POST. " : "";
    }

    // The few that may have been meant; a page has the rest.
    private static string Nearest(PathString path)
    {
        if (path.StartsWithSegments("/admin", StringComparison.Ordinal))
        {
            return "The administration's paths are in /admin/openapi.json.";
        }

        var near = NearestNames.To(Shorten(path), Served.Select(static p => p.Key)).SelectMany(static p => Served[p]).ToList();
        return $"Nearest is {near[0]}, then {string.Join(", ", near.Skip(1))}. /docs lists all there are for people, /openapi.json for programs.";
    }

    private static bool IsServed(string method, string path) => Served[path].Any(p => p.Method == method);

    public static Task NoWebSocketAsync(HttpContext http)
    {
        http.Response.Headers.Allow = "POST";

        // Codex takes 426 for "not here" and goes on over HTTP at once; any other refusal it tries again for ten seconds.
        bool asks = string.Equals(http.Request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase);
        return WriteAsync(http, new GatewayFailure(asks ? FailureCode.WebSocket : FailureCode.MethodNotAllowed, "Responses are served over HTTP: POST here, with \"stream\": true for events. WebSockets are not spoken."));
    }

    public static async Task WriteAsync(HttpContext http, GatewayFailure failure)
    {
        byte[] body = BuiltInDialects.Of(FormatOf(http.Request)).WriteError(failure.ToWire());
        http.Response.StatusCode = failure.Status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        if (failure.RetryAfter is { } wait)
        {
            http.Response.Headers.RetryAfter = wait;
        }

        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.BodyWriter.WriteAsync(body);
        }
    }

    public static WireFormat FormatOf(HttpRequest request) =>
        request.Path.StartsWithSegments("/v1beta", StringComparison.Ordinal) || request.Headers.ContainsKey("x-goog-api-key") || IsGeminiCall(request.Path) ? WireFormat.Gemini
        : request.Path.StartsWithSegments("/v1/messages", StringComparison.Ordinal) || request.Headers.ContainsKey("anthropic-version") ? WireFormat.AnthropicMessages
        : request.Path.StartsWithSegments("/v1/responses", StringComparison.Ordinal) ? WireFormat.OpenAIResponses
        : WireFormat.OpenAIChat;

    // models/NAME:verb is Gemini's spelling, below /v1 too.
    private static bool IsGeminiCall(PathString path) => path.StartsWithSegments("/v1/models", StringComparison.Ordinal, out var rest) && rest.Value is { } call && call.Contains(':', StringComparison.Ordinal);

    private static string Shorten(PathString path) => path.Value is { Length: > 100 } long_ ? long_[..100] + "…" : path.Value ?? "/";
}
