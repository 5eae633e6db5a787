using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Signals;
using CodeRouter.Core.Steps;

namespace CodeRouter.Gateway;

/// <summary>How much depends on the code a step touches.</summary>
/// <param name="Impact">0..1</param>
/// <param name="Why">One plain clause: <c>src/core/session.py is used by 214 files</c>.</param>
public readonly record struct TouchedCode(double Impact, string Why);

/// <summary>What the gateway knows around a request, as the plain data a decision takes.</summary>
/// <param name="learned">What outcomes taught by now.</param>
/// <param name="impact">Asks the code graph; null where there is none.</param>
public sealed class SituationMaker(GatewayState state, Func<SuccessEstimates> learned, Func<Step, TouchedCode?>? impact = null)
{
    public Situation For(Exchange exchange, SessionState session, decimal? budgetLeft, bool sameFormatOnly)
    {
        var request = exchange.Request!;
        return new Situation
        {
            Now = exchange.Record.At,
            Draw = StepRecords.Draw(exchange.Record, session.Steps),
            Session = session,
            Health = exchange.Snapshot.Health,
            Allowed = AllowedModels.For(exchange.Caller?.Allowed, request.Model, exchange.Snapshot.Settings.Policy),
            BudgetLeftUsd = budgetLeft,
            AskedModel = request.Model,
            Pin = request.Headers["X-CodeRouter-Pin"],
            Paused = state.Paused,
            Format = request.Format,
            SameFormatOnly = sameFormatOnly,
            Estimates = learned(),
            Facts = Facts(exchange, request),
        };
    }

    private SignalFacts Facts(Exchange exchange, RequestView request)
    {
        var touched = impact?.Invoke(exchange.Step!);
        bool metadata = exchange.Snapshot.ReadsMetadata;
        var caller = exchange.Caller;
        string? group = caller?.Key?.Group;
        if (touched is null && !metadata && caller?.KeyId is null)
        {
            return SignalFacts.None;
        }

        return new SignalFacts
        {
            Impact = touched?.Impact,
            ImpactWhy = touched?.Why,
            User = caller?.Key?.Name,
            Groups = group is null ? [] : [group],
            Metadata = metadata ? RequestMetadata.Of(exchange.Http.Request.Headers, request) : SignalFacts.None.Metadata,
        };
    }
}
