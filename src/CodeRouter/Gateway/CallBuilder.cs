using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Upstreams;
using Microsoft.AspNetCore.WebUtilities;

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
            Query = Query(http.Request.QueryString),
            Headers = RulePlugins.Headers(exchange, Headers(http.Request.Headers)),
            CallerCredential = exchange.Snapshot.Settings.Channels.Any(c => c.Auth == ChannelAuth.Passthrough) ? Access.Credential.Foreign(http.Request) : null,
            Silence = Silence(exchange),
            Models = Models(decision.Model!, decision.Fallbacks),
            MayTry = mayTry,
            OnlyChannel = decision.Channel,
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
        if (session is null || (!exchange.Step!.SessionIsNative && exchange.Step.Messages <= 1))
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

    private static List<KeyValuePair<string, string>> Headers(IHeaderDictionary headers)
    {
        var passed = new List<KeyValuePair<string, string>>(6);
        foreach (var (name, value) in headers)
        {
            if (PassedHeaders.GoesUpstream(name))
            {
                passed.Add(new(name, value.ToString()));
            }
        }

        return passed;
    }

    private static string Query(QueryString query)
    {
        if (!query.HasValue)
        {
            return "";
        }

        if (!query.Value!.Contains("key=", StringComparison.OrdinalIgnoreCase))
        {
            return query.Value;
        }

        var kept = new List<string>();
        foreach (var pair in new QueryStringEnumerable(query.Value))
        {
            if (!pair.DecodeName().Span.Equals("key", StringComparison.OrdinalIgnoreCase))
            {
                kept.Add(pair.EncodedValue.IsEmpty ? pair.EncodedName.ToString() : $"{pair.EncodedName}={pair.EncodedValue}");
            }
        }

        return kept.Count == 0 ? "" : "?" + string.Join('&', kept);
    }
}
