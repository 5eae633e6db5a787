using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>Turns a recorded request into a call, or into the refusal that the vendor would send before looking at anything else.</summary>
internal static class CallReader
{
    public static SimulatedCall? Read(SimulatedRequest request, SimulatedRoute route, SimulatedOptions options, Attempts attempts, out VendorRefusal? refusal)
    {
        refusal = null;
        if (options.Keys.Count > 0 && !options.Keys.Contains(KeyOf(request), StringComparer.Ordinal))
        {
            refusal = route.Format == WireFormat.Gemini ? new(400, "API key not valid. Please pass a valid API key.") : VendorErrors.Of(route.Format, 401, "", route.Operation);
            return null;
        }

        JsonElement body;
        try
        {
            using var document = JsonDocument.Parse(EscapedHalves.Replaced(request.Body), new JsonDocumentOptions { MaxDepth = 512 });
            body = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            refusal = VendorErrors.BadJson(route.Format);
            return null;
        }

        string? model = route.Model ?? body.Str("model");
        if (body.ValueKind != JsonValueKind.Object || model is null)
        {
            refusal = body.ValueKind != JsonValueKind.Object ? VendorErrors.BadJson(route.Format) : VendorErrors.NoModel(route.Format);
            return null;
        }

        int attempt = attempts.Next(model, request, body);
        var call = new SimulatedCall
        {
            Format = route.Format,
            Operation = route.Operation,
            Model = model,
            Stream = route.Format == WireFormat.Gemini ? route.Stream : body.Flag("stream"),
            Body = body,
            Request = request,
            Attempt = attempt,
            AsList = route.Stream && !request.Query.Contains("alt=sse", StringComparison.Ordinal),
        };
        var script = Script.Parse(options.Mishap?.Invoke(call) ?? model);
        call.Script = script.Befalls(attempt) ? script : Script.None;
        return call;
    }

    private static string KeyOf(SimulatedRequest request)
    {
        var headers = request.Headers;
        if (headers.TryGetValue("authorization", out string? bearer) && bearer.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return bearer[7..];
        }

        return headers.GetValueOrDefault("x-api-key") ?? headers.GetValueOrDefault("x-goog-api-key") ?? "";
    }
}
