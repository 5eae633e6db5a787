using System.Text.Json;
using System.Text.Json.Nodes;
using CodeRouter.Access;
using CodeRouter.Gateway;
using CodeRouter.Telemetry;

namespace CodeRouter.Admin;

/// <summary>
/// The administration over HTTP: <c>/admin/v1/…</c> and its description at <c>/admin/openapi.json</c>. Who may is decided here, once, for
/// every endpoint: a key with a role; on loopback without required keys whoever sits at this machine; the set-up token for the first key.
/// </summary>
public sealed class AdminRoutes(GatewayState state, KeyDesk keys, IReadOnlyList<AdminEndpoint> endpoints, ILogger<AdminRoutes> log)
{
    private const int LargestBody = 4 << 20;
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };
    // Made when somebody asks: writing it takes a twentieth of the start.
    private readonly Lazy<byte[]> _openApi = new(() => OpenApi.Write(endpoints, ServiceEndpoints.Version));

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var endpoint in endpoints)
        {
            routes.MapMethods("/admin/v1" + endpoint.Path, [endpoint.Method], http => HandleAsync(http, endpoint));
        }

        routes.MapGet("/admin/openapi.json", http => new AdminAnswer(200, _openApi.Value).WriteAsync(http));
    }

    private async Task HandleAsync(HttpContext http, AdminEndpoint endpoint)
    {
        AdminAnswer answer;
        try
        {
            answer = await AnswerAsync(http, endpoint);
        }
        catch (System.Data.Common.DbException e)
        {
            answer = AdminAnswer.Fail(new GatewayFailure(FailureCode.StoreUnavailable, $"The store cannot be reached ({e.Message.TrimEnd('.')}). Wait a moment; if it lasts, see `coderouter doctor`.") { RetryAfter = "5" });
            http.Response.Headers.RetryAfter = "5";
        }
        catch (BadHttpRequestException e)
        {
            answer = AdminAnswer.Fail(FailureWriter.Of(e));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var failure = new GatewayFailure(FailureCode.Internal, "Something in the gateway went wrong; the log has the details under this id. Please report it.");
            log.AdministrationFailed(failure.Id, e);
            answer = AdminAnswer.Fail(failure);
        }

        if (!http.Response.HasStarted)
        {
            await answer.WriteAsync(http);
        }
    }

    private async ValueTask<AdminAnswer> AnswerAsync(HttpContext http, AdminEndpoint endpoint)
    {
        string? address = http.Connection.RemoteIpAddress?.ToString();
        string? credential = Credential.Of(http.Request);
        bool first = credential is not null && endpoint is { Method: "POST", Path: "/keys" } && SetupToken.IsOne(credential);
        Actor? actor = null;
        if (!first)
        {
            var verdict = await state.Current.Admission.DecideAsync(http);
            if (verdict.Refusal is { } refusal)
            {
                return AdminAnswer.Fail(Refusals.Tell(refusal));
            }

            actor = Actor.Of(verdict.Caller!, address);
            if (actor.Role < endpoint.Role)
            {
                return AdminAnswer.Fail(new GatewayFailure(
                    verdict.Caller!.Key is null ? FailureCode.MissingKey : FailureCode.Forbidden,
                    $"This needs a key with the role {endpoint.Role.ToString().ToLowerInvariant()}. Make one with `coderouter keys create NAME --role {endpoint.Role.ToString().ToLowerInvariant()}`."));
            }
        }

        if (QueryNames.Refusal(http.Request.Query, endpoint.Query) is { } asked)
        {
            return AdminAnswer.Fail(asked);
        }

        var (json, problem) = await BodyAsync(http, endpoint);
        if (problem is not null)
        {
            return problem;
        }

        if (first)
        {
            return keys.CreateFirst(credential!, json!, new Actor("set-up token", Role.None, address)) is { } made
                ? AdminAnswer.Of(made, "key", key => KeyEndpoints.Show(key, made.Problems))
                : AdminAnswer.Fail(new GatewayFailure(FailureCode.InvalidKey, "The set-up token does not count (any more). The last start without a key printed the one that does; with a key, use that, or `coderouter keys create NAME`."));
        }

        return await endpoint.Handle(new AdminCall(http, actor!, json!));
    }

    private static async ValueTask<(JsonObject? Json, AdminAnswer? Problem)> BodyAsync(HttpContext http, AdminEndpoint endpoint)
    {
        if (endpoint.Request is null)
        {
            return ([], null);
        }

        var (body, failure) = await RequestBody.ReadAsync(http.Request, LargestBody, http.RequestAborted);
        if (failure is not null)
        {
            return (null, AdminAnswer.Fail(failure));
        }

        using (body)
        {
            try
            {
                if (body!.Length == 0)
                {
                    return ([], null);
                }

                // A name that is stored is not one that was mended on the way.
                if (!Core.Conversations.EscapedHalves.Replaced(body.Bytes).Equals(body.Bytes))
                {
                    return (null, AdminAnswer.Fail(new GatewayFailure(FailureCode.MalformedRequest, "A text of the body has half a surrogate pair, which is no character. Send whole characters.")));
                }

                if (JsonNode.Parse(body.Bytes.Span, documentOptions: Strict) is JsonObject json)
                {
                    return (json, null);
                }
            }
            catch (JsonException)
            {
                // Told below.
            }

            return (null, AdminAnswer.Fail(new GatewayFailure(FailureCode.MalformedRequest, "The body is not a JSON object. Send {…} with the members that /admin/openapi.json names, each once.")));
        }
    }
}
