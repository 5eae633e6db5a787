using System.Text.Json;
using CodeRouter.Access;
using CodeRouter.Ledger;

namespace CodeRouter.Gateway;

/// <summary>The books over HTTP: usage, decisions, feedback. A caller with a key sees and judges its own steps only.</summary>
public sealed class LedgerEndpoints(GatewayState state, LedgerWriter writer, ILedgerStore store, RecentRefusals refusals, SessionBook sessions, PhaseJudgeTally judged, TimeProvider clock)
{
    private const int LargestFeedback = 64 * 1024;

    private static readonly IReadOnlyList<(string, string)> Asked = ServedPaths.All.Single(static p => p.Path == "/v1/coderoute/usage").Query;

    private readonly UsageReport _usage = new(writer, store);
    private readonly BudgetUse _budgets = new(writer, store, clock);
    private readonly DecisionReport _decisions = new(writer, store, refusals);
    private readonly FeedbackReceiver _feedback = new(writer, store, clock);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/coderoute/usage", http => ToldAsync(http, UsageAsync));
        routes.MapGet("/v1/coderoute/decisions/{id}", http => ToldAsync(http, DecisionAsync));
        routes.MapPost("/v1/coderoute/feedback", http => ToldAsync(http, FeedbackAsync));
    }

    private static async Task ToldAsync(HttpContext http, Func<HttpContext, Task> ask)
    {
        try
        {
            await ask(http);
        }
        catch (System.Data.Common.DbException) when (!http.Response.HasStarted)
        {
            await NotFound.WriteAsync(http, new GatewayFailure(FailureCode.StoreUnavailable, "The store does not answer just now. Wait a moment and ask again; if it lasts, see coderouter doctor.") { RetryAfter = "5" });
        }
    }

    private async Task UsageAsync(HttpContext http)
    {
        if (await Refusals.AdmitAsync(http, state) is not { } caller)
        {
            return;
        }

        if (QueryNames.Refusal(http.Request.Query, Asked) is { } refused)
        {
            await NotFound.WriteAsync(http, refused);
            return;
        }

        var query = UsageQuery.Parse(name => http.Request.Query[name], caller.KeyId, clock.GetUtcNow(), out string? problem);
        if (query is null)
        {
            await NotFound.WriteAsync(http, new GatewayFailure(FailureCode.InvalidValue, problem!));
            return;
        }

        var used = await _budgets.OfAsync(caller.OnCalls, http.RequestAborted);
        await SendAsync(http, 200, await _usage.ForAsync(query, state.Current.Settings.Policy.BaselineModel, caller.KeyId is null ? Judged() : json => Limits(json, used), http.RequestAborted));
    }

    // Of the whole gateway since its start: nothing for a caller who sees its own use only.
    private Action<Utf8JsonWriter>? Judged() => state.Current.Settings.Classifier is not null ? judged.Write : null;

    // What a key holder wants to know before a request is refused.
    private void Limits(Utf8JsonWriter json, IReadOnlyList<(Limit Limit, decimal Used)> budgets)
    {
        json.WriteStartArray("limits");
        foreach (var (limit, used) in budgets)
        {
            json.WriteStartObject();
            json.WriteString("of", limit.Scope == LimitScope.Key ? "key" : "group");
            json.WriteString("limit", limit.Name);
            json.Usd("most", limit.Most);
            json.Usd("used", used);
            json.Usd("left", Math.Max(limit.Most - used, 0));
            if (limit.FreesAt(clock.GetUtcNow()) is { } frees)
            {
                json.Moment("frees_at", frees);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private async Task DecisionAsync(HttpContext http)
    {
        if (await Refusals.AdmitAsync(http, state) is not { } caller)
        {
            return;
        }

        string id = http.Request.RouteValues["id"] as string ?? "";
        if (await _decisions.ForAsync(id, caller.KeyId, http.RequestAborted) is { } found)
        {
            await SendAsync(http, 200, found);
            return;
        }

        await NotFound.WriteAsync(http, new GatewayFailure(FailureCode.NotFound, "There is no decision with this id or request hash that you may see. Take it from X-CodeRouter-Decision or X-CodeRouter-Request-Hash of an answer."));
    }

    private async Task FeedbackAsync(HttpContext http)
    {
        if (await Refusals.AdmitAsync(http, state) is not { } caller)
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
            var reply = await JudgeAsync(body!.Bytes, caller.KeyId, http.RequestAborted);
            if (reply.Code is not null)
            {
                await NotFound.WriteAsync(http, new GatewayFailure(reply.Status == 404 ? FailureCode.NotFound : FailureCode.InvalidValue, reply.Message!));
                return;
            }

            await SendAsync(http, reply.Status, reply.Json);
        }
    }

    /// <summary>Keeps a feedback. The tracks it is about hear of it at once: the next step goes up, or may come down.</summary>
    /// <param name="keyId">The sender's key; null for a caller without one.</param>
    public async Task<FeedbackReply> JudgeAsync(ReadOnlyMemory<byte> body, string? keyId, CancellationToken cancellationToken)
    {
        var reply = await _feedback.ReceiveAsync(body, keyId, cancellationToken);
        foreach (var track in reply.Tracks)
        {
            var entry = await sessions.OpenAsync(track);
            entry.Change(s => s.AfterFeedback(reply.Success));
            await sessions.LeaveAsync(entry);
        }

        return reply;
    }

    private static async Task SendAsync(HttpContext http, int status, byte[] body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.BodyWriter.WriteAsync(body);
    }
}
