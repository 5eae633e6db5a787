using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>From a decided exchange to the call that goes out.</summary>
public static class CallBuilder
{
    /// <param name="mayTry">Asked before each model: whether its budgets take it.</param>
    public static UpstreamCall Build(Exchange exchange, Func<ModelCard, ValueTask<bool>> mayTry)
    {
        var http = exchange.Http;
        var request = exchange.Request!;
        var decision = exchange.Decision!;
        var home = exchange.Route.Operation == Operation.Generate ? Outgoing.WithoutForeignReasoning(request) : request;
        return new UpstreamCall
        {
            Format = exchange.Route.Format,
            Operation = exchange.Route.Operation,
            Dialect = exchange.Dialect,
            Request = request,
            Id = exchange.Record.Id,
            At = exchange.Record.At,
            InputEstimate = (int)Math.Min(int.MaxValue, exchange.Session?.InputLike(decision.Model!.Name, exchange.Step!.InputTokens) ?? exchange.Snapshot.Tokens.Estimate(decision.Model!.Name, exchange.Route.Format, exchange.Step!.InputTokens)),
            Earlier = exchange.Earlier,
            KeepsAnswer = exchange.KeepsAnswer,
            PreviousAnswer = exchange.PreviousAnswer,
            Body = home.Body,
            ServicePath = exchange.Route.Service?.Path,
            ContentType = exchange.FormType ?? "application/json",
            IsForm = exchange.FormType is not null,
            ModelAt = ReferenceEquals(home, request) || exchange.Route.PathModel is not null ? exchange.ModelAt : home.Scan.Find(home.Body.Span, "model"u8),
            UsageOption = exchange.Route is { Operation: Operation.Generate } or { Service.IsText: true } ? UsageOption.For(home) : null,
            Stream = request.Stream && exchange.Route.Operation is Operation.Generate or Operation.Service,
            Query = PassedAlong.Query(http.Request, exchange.Guarded?.Redactions),
            Headers = RulePlugins.Headers(exchange, PassedAlong.Headers(http.Request, exchange.Guarded?.Redactions)),
            CallerCredential = exchange.Snapshot.Settings.Channels.Any(c => c.Auth == ChannelAuth.Passthrough) ? Access.Credential.Foreign(http.Request) : null,
            Silence = Silence(exchange),
            Models = Models(decision.Model!, decision.Fallbacks),
            MayTry = mayTry,
            OnlyChannels = decision.MemberChannels,
            Sticky = Sticky(exchange),
            Draw = StepRecords.Draw(exchange.Record, 0),
        };
    }

    // A first request has no cache to keep, so balancing is free; from the second on the session stays where its prefix is warm.
    private static Func<string, string?> Sticky(Exchange exchange)
    {
        if (exchange.Earlier is { } earlier)
        {
            return _ => earlier.Channel;
        }

        var session = exchange.Session;
        if (session is null || (!exchange.Step!.SessionIsNative && exchange.Step.Messages <= 1 && exchange.PreviousAnswer is null))
        {
            return static _ => null;
        }

        return session.ChannelOf;
    }

    private static IReadOnlyList<ModelCard> Models(ModelCard first, IReadOnlyList<ModelCard> rest) => rest.Count == 0 ? [first] : [first, .. rest];

    private static TimeSpan Silence(Exchange exchange)
    {
        int port = exchange.Http.Connection.LocalPort;
        var listeners = exchange.Snapshot.Settings.Listeners;
        foreach (var listener in listeners)
        {
            if (listener.Port == port)
            {
                return listener.Timeout;
            }
        }

        return listeners.Count > 0 ? listeners[0].Timeout : TimeSpan.FromSeconds(300);
    }
}
