using CodeRouter.Cache;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Ledger;

namespace CodeRouter.Gateway;

/// <summary>An answer from the cache, in the caller's format. It costs nothing; what a model would have cost is what was saved.</summary>
public sealed record ReplayedAnswer(CachedAnswer Kept, byte[] Body, bool AsEvents)
{
    /// <summary>It answered the same question in other words.</summary>
    public bool Alike { get; init; }

    /// <summary>A stream of events was asked for. Gemini has one without them, which is not kept.</summary>
    public static bool IsEvents(Exchange exchange) =>
        exchange.Request!.Stream && (exchange.Route.Format != WireFormat.Gemini || exchange.Http.Request.QueryString.Value?.Contains("alt=sse", StringComparison.OrdinalIgnoreCase) == true);

    public async Task WriteAsync(Exchange exchange, GuardGate guards)
    {
        var record = exchange.Record;
        // Guards may have become stricter since it was kept.
        var guard = guards.BeforeAnswer(exchange);
        var body = guard is null ? Body : AsEvents ? guard.Stream(Body) : guard.Whole(Body);
        GuardGate.Note(record, guard);
        if (guard?.Refusal is { } refusal)
        {
            await FailureWriter.WriteAsync(exchange, new GatewayFailure(FailureCode.Guarded, refusal));
            return;
        }

        record.State = StepState.Answered;
        record.Status = 200;
        record.CacheHit = true;
        record.Model = Kept.Model;
        record.Tier = exchange.Snapshot.Settings.Policy.Models.FirstOrDefault(m => m.Name == Kept.Model)?.Tier ?? record.Tier;
        record.Reason = Alike ? $"answered from the cache, as decision {Kept.Decision} was, which asked the same in other words" : $"answered from the cache, as decision {Kept.Decision} was";
        record.CostUsd = record.EstimatedCostUsd = 0;
        record.SwitchCostUsd = null;
        record.BaselineCostUsd = exchange.Baseline?.Price.Cost(Kept.Used);
        record.ResponseBytes = body.Length;
        var response = exchange.Http.Response;
        response.StatusCode = 200;
        response.ContentType = AsEvents ? "text/event-stream; charset=utf-8" : "application/json";
        response.ContentLength = body.Length;
        DecisionHeaders.Write(response.Headers, exchange, 0m, record.BaselineCostUsd);
        await LastBytes.WriteAsync(response.BodyWriter, body, exchange.Http.RequestAborted);
    }
}
