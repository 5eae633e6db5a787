using CodeRouter.Access;
using CodeRouter.Ledger;

namespace CodeRouter.Gateway;

/// <summary>The books over HTTP: usage, decisions, feedback. A caller with a key sees and judges its own steps only.</summary>
public sealed class LedgerEndpoints(GatewayState state, Admission admission, LedgerWriter writer, ILedgerStore store, FeedbackReceiver feedback, SessionBook sessions, TimeProvider clock)
{
    private const int LargestFeedback = 64 * 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/coderoute/usage", UsageAsync);
        routes.MapGet("/v1/coderoute/decisions/{id}", DecisionAsync);
        routes.MapPost("/v1/coderoute/feedback", FeedbackAsync);
    }

    private async Task UsageAsync(HttpContext http)
    {
        if (await CallerAsync(http) is not { } caller)
        {
            return;
        }

        var query = UsageQuery.Parse(name => http.Request.Query[name], caller.KeyId, clock.GetUtcNow(), out string? problem);
        if (query is null)
        {
            await NotFound.WriteAsync(http, new GatewayFailure(FailureCode.InvalidValue, problem!));
            return;
        }

        await writer.FlushAsync(http.RequestAborted);
        await SendAsync(http, 200, UsageReport.Write(await store.UsageAsync(query, http.RequestAborted), query));
    }

    private async Task DecisionAsync(HttpContext http)
    {
        if (await CallerAsync(http) is not { } caller)
        {
            return;
        }

        string id = http.Request.RouteValues["id"] as string ?? "";
        await writer.FlushAsync(http.RequestAborted);
        var found = writer.Find(id) is { } live && (caller.KeyId is null || live.KeyId == caller.KeyId) ? live : await store.FindAsync(id, caller.KeyId, http.RequestAborted);
        if (found is null)
        {
            await NotFound.WriteAsync(http, new GatewayFailure(FailureCode.NotFound, "There is no decision with this id or request hash that you may see. Take it from X-CodeRouter-Decision or X-CodeRouter-Request-Hash of an answer."));
            return;
        }

        var task = await store.TaskOfAsync(found.Id, caller.KeyId, http.RequestAborted);
        await SendAsync(http, 200, DecisionReport.Write(found, task));
    }

    private async Task FeedbackAsync(HttpContext http)
    {
        if (await CallerAsync(http) is not { } caller)
        {
            return;
        }

        var (body, failure) = await RequestBody.ReadAsync(http.Request, LargestFeedback, http.RequestAborted);
        if (failure is not null)
        {
            await NotFound.WriteAsync(http, failure);
            return;
        }

        using (body)
        {
            await writer.FlushAsync(http.RequestAborted);
            var answer = await feedback.ReceiveAsync(body!.Bytes, caller.KeyId, clock.GetUtcNow(), http.RequestAborted);
            if (answer.Problem is { } problem)
            {
                await NotFound.WriteAsync(http, new GatewayFailure(answer.Status == 404 ? FailureCode.NotFound : FailureCode.InvalidValue, problem));
                return;
            }

            // The session hears of it at once: the next step goes up, or may come down.
            foreach (var (session, track, success) in answer.Sessions)
            {
                sessions.Find(session, track)?.Change(s => s.AfterFeedback(success));
            }

            await SendAsync(http, answer.Status, answer.Body);
        }
    }

    private async ValueTask<Caller?> CallerAsync(HttpContext http)
    {
        var (caller, refusal) = admission.Admit(http, state.Current.Settings);
        if (refusal is { } why)
        {
            await NotFound.WriteAsync(http, new GatewayFailure(why.Status == 403 ? FailureCode.Forbidden : why.MissingKey ? FailureCode.MissingKey : FailureCode.InvalidKey, why.Message));
            return null;
        }

        return caller;
    }

    private static async Task SendAsync(HttpContext http, int status, byte[] body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.BodyWriter.WriteAsync(body);
    }
}
