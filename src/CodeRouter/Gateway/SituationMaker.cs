using CodeRouter.CodeGraph;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Findings.Secrets;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Signals;
using CodeRouter.Core.Steps;

namespace CodeRouter.Gateway;

/// <summary>What the gateway knows around a request, as the plain data a decision takes.</summary>
/// <param name="learned">What outcomes taught by now.</param>
/// <param name="touched">What depends on the code a step touches; off where there is no graph.</param>
public sealed class SituationMaker(GatewayState state, Func<SuccessEstimates> learned, TouchedCode touched)
{
    public Situation For(Exchange exchange, SessionState session, decimal? budgetLeft, bool sameFormatOnly)
    {
        var request = exchange.Request!;
        session = exchange.Step!.OpensConversation ? session.Reopened() : session;
        return new Situation
        {
            Now = exchange.Record.At,
            Draw = StepRecords.Draw(exchange.Record, session.Steps),
            Session = session,
            Health = exchange.Snapshot.Health,
            Allowed = AllowedModels.For(exchange.Caller?.Allowed, request.Model, exchange.Snapshot.Settings.Policy),
            LocalOnly = exchange.Guarded?.LocalOnly,
            Barred = MaySee.Barred(exchange.Guarded, exchange.Snapshot.Settings.Policy.Models),
            BudgetLeftUsd = budgetLeft,
            AskedModel = Named(request.Model, exchange),
            Pin = request.Headers["X-CodeRouter-Pin"] is { } pin ? Named(pin, exchange) : null,
            Paused = state.Paused,
            Format = request.Format,
            SameFormatOnly = sameFormatOnly,
            Estimates = learned(),
            Habits = exchange.Snapshot.Habits.Current,
            Facts = Facts(exchange, request),
        };
    }

    // Reasons repeat what nobody has configured, and some put a key where the name belongs.
    private static string Named(string name, Exchange exchange)
    {
        var policy = exchange.Snapshot.Settings.Policy;
        return policy.Groups.ContainsKey(name) || policy.Models.Any(m => m.Name == name) ? name : SecretlessText.Of(name)!;
    }

    private SignalFacts Facts(Exchange exchange, RequestView request)
    {
        var facts = CodeFacts.Of(exchange.Step!, touched);
        if (exchange.Guarded is { Found.Count: > 0 } guarded)
        {
            facts = facts with { Guards = guarded.Scores() };
        }

        bool metadata = exchange.Snapshot.ReadsMetadata;
        var caller = exchange.Caller;
        string? group = caller?.Key?.Group;
        if (!metadata && caller?.KeyId is null)
        {
            return facts;
        }

        return facts with
        {
            User = caller?.Key?.User ?? caller?.Key?.Name,
            Groups = group is null ? [] : [group],
            Metadata = metadata ? RequestMetadata.Of(exchange.Http.Request.Headers, request) : SignalFacts.None.Metadata,
        };
    }
}
