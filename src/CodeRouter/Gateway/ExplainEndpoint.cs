
namespace CodeRouter.Gateway;

/// <summary><c>POST /v1/coderoute/explain</c>: a raw request, or one wrapped with its dialect and headers, is decided and not sent.</summary>
public sealed class ExplainEndpoint(GatewayState state, DecisionTrial trials)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/coderoute/explain", HandleAsync);

    private async Task HandleAsync(HttpContext http)
    {
        var snapshot = state.Current;
        if (await Refusals.AdmitAsync(http, state) is not { } caller)
        {
            return;
        }

        var (body, failure) = await RequestBody.ReadAsync(http.Request, snapshot.Settings.Limits.MaxBodyBytes, http.RequestAborted);
        using (body)
        {
            (byte[]? answer, failure) = failure is null ? Explain(http, snapshot, caller, body!.Bytes) : (null, failure);
            if (failure is not null)
            {
                await NotFound.WriteAsync(http, failure);
                return;
            }

            http.Response.ContentType = "application/json";
            http.Response.ContentLength = answer!.Length;
            await http.Response.BodyWriter.WriteAsync(answer);
        }
    }

    private (byte[]?, GatewayFailure?) Explain(HttpContext http, GatewaySnapshot snapshot, Access.Caller caller, ReadOnlyMemory<byte> body)
    {
        if (ExplainRequest.Read(body, new ServerHeaders(http.Request.Headers), out var failure) is not { } asked)
        {
            return (null, failure);
        }

        var tried = trials.Decide(http, snapshot, caller, asked);
        return tried.Decision.Model is null && tried.Decision.Mode == "unknown"
            ? (null, tried.WhyNone)
            : (DryRun.Describe(tried.Record.Id, tried.Record.RequestHash, asked, tried.Step, tried.Decision, snapshot.Settings.Policy, tried.Situation, tried.Guarded), null);
    }
}
