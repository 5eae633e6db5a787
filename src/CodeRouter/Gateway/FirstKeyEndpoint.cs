using System.Text.Json;
using CodeRouter.Access;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Gateway;

/// <summary>
/// <c>POST /admin/v1/keys</c> with the set-up token as its credential makes the first key, once, for whoever read the token where the
/// program was started. Further keys come from the command line.
/// </summary>
public sealed class FirstKeyEndpoint(SetupToken setup, KeyRing keys)
{
    private const int LargestBody = 16 * 1024;

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/admin/v1/keys", HandleAsync);

    private async Task HandleAsync(HttpContext http)
    {
        string? token = Credential.Of(http.Request);
        if (token is null || !setup.Matches(token))
        {
            await NotFound.WriteAsync(http, new GatewayFailure(token is null ? FailureCode.MissingKey : FailureCode.InvalidKey, "This needs the set-up token that the first start printed, as Authorization: Bearer. It is good once; after that use `coderouter keys create NAME`."));
            return;
        }

        var (body, failure) = await RequestBody.ReadAsync(http.Request, LargestBody, http.RequestAborted);
        using (body)
        {
            string? name = failure is null ? Name(body!.Bytes) : null;
            if (name is null)
            {
                await NotFound.WriteAsync(http, failure ?? new GatewayFailure(FailureCode.InvalidValue, "Send {\"name\": \"what the key is for\"}, the name at most 200 characters."));
                return;
            }

            if (setup.Redeem(token, name) is not { } made)
            {
                await NotFound.WriteAsync(http, new GatewayFailure(FailureCode.InvalidKey, "The set-up token has been used. Make further keys with `coderouter keys create NAME`."));
                return;
            }

            keys.Refresh();
            byte[] answer = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(StringComparer.Ordinal) { ["id"] = made.Key.Id, ["key"] = made.Text }, FirstKeyJson.Default.DictionaryStringString);
            http.Response.StatusCode = 201;
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = answer.Length;
            await http.Response.BodyWriter.WriteAsync(answer);
        }
    }

    private static string? Name(ReadOnlyMemory<byte> body)
    {
        var scan = JsonScanner.Scan(body.Span);
        if (scan.Problem != ScanProblem.None)
        {
            return null;
        }

        var at = scan.Find(body.Span, "name"u8);
        string? name = BodyScan.DecodeString(body.Span.Slice(at.Start, at.Length))?.Trim();
        return name is { Length: > 0 and <= 200 } ? name : null;
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class FirstKeyJson : System.Text.Json.Serialization.JsonSerializerContext;
