using System.Text.Json;
using CodeRouter.Core;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Steps;
using CodeRouter.Ledger;

namespace CodeRouter.Gateway;

/// <summary><c>POST /v1/coderoute/explain</c>: a raw request, or one wrapped with its dialect and headers, is decided and not sent.</summary>
public sealed class ExplainEndpoint(GatewayState state, SessionBook sessions, SituationMaker situations, TimeProvider clock)
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

        var dialect = BuiltInDialects.Of(asked.Format);
        var now = clock.GetUtcNow();
        using var exchange = new Exchange(http, new DataRoute(asked.Format, Upstreams.Operation.Generate), snapshot, dialect, new StepRecord { Id = StepId.New(now), At = now, Dialect = asked.Format, Generation = snapshot.Settings.Generation });
        var knobs = dialect.ReadKnobs(asked);
        var step = StepReader.Read(asked, dialect, knobs.MaxOutput, knobs.Needs);
        exchange.Request = asked;
        exchange.Step = step;
        exchange.Record.RequestHash = BodyHash.Of(asked.Body.Span, out _);
        StepRecords.Describe(exchange.Record, step);
        exchange.Caller = caller;
        var situation = situations.For(exchange, sessions.Find(new TrackName(caller.KeyId ?? "", step.Session, step.Track))?.State ?? SessionState.New, budgetLeft: null, sameFormatOnly: false);
        exchange.Decision = Router.Decide(step, snapshot.Settings.Policy, situation);
        DecisionRecords.Describe(exchange, situation);
        return exchange.Decision.Model is null && exchange.Decision.Mode == "unknown" ? (null, DecisionRecords.WhyNone(exchange)) : (DryRun.Describe(exchange.Record.Id, exchange.Record.RequestHash, asked, step, exchange.Decision, snapshot.Settings.Policy, situation), null);
    }
}
