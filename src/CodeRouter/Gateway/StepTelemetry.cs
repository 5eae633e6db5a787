using System.Diagnostics;
using CodeRouter.Core.Findings.Secrets;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Ledger;
using CodeRouter.Telemetry;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>A finished exchange in the terms of metrics, traces and the log.</summary>
public static class StepTelemetry
{
    /// <summary>The span of the request, by the GenAI conventions; null when nobody listens.</summary>
    public static Activity? Start(DataRoute route) => GatewayMetrics.Activities.StartActivity(OperationName(route), ActivityKind.Server);

    public static void Finish(Exchange exchange, GatewayMetrics metrics, ILogger log, Activity? span, double decisionMicroseconds)
    {
        var record = exchange.Record;
        string operation = OperationName(exchange.Route);
        metrics.Finished(new StepMeasure(
            operation, Core.Conversations.WireFormatNames.ApiName(record.Dialect), record.AskedModel, record.Model, record.Tier?.Name(), record.Channel, record.Phase.Name(),
            record.State.Name(), record.Status, record.ErrorKind, record.Usage.TotalInput, record.Usage.CacheRead, record.Usage.Output,
            record.CostUsd, record.CostUsd is null && exchange.Journalled, record.TotalMs ?? 0, record.FirstByteMs, decisionMicroseconds) { Agent = record.Agent, Rule = record.Rule });
        if (record.ErrorKind is not null && record.ErrorKind != "dry_run")
        {
            log.Failed(record.Id, record.State.Name(), record.Status, record.ErrorKind, record.ErrorId, record.ErrorMessage);
        }
        else if (log.IsEnabled(LogLevel.Debug))
        {
            log.Step(record.Id, record.Agent ?? "unknown agent", record.Kind.Name(), record.Phase.Name(), record.Model, record.Status, record.TotalMs ?? 0, DecisionHeaders.Usd(record.CostUsd), SecretlessText.Of(record.Reason));
        }

        if (span is not null)
        {
            Tag(span, record, operation);
        }
    }

    private static void Tag(Activity span, StepRecord record, string operation)
    {
        // Callers name sessions, and some put a key where the name belongs.
        span.DisplayName = $"{operation} {record.Model ?? record.AskedModel}";
        span.SetTag("gen_ai.operation.name", operation);
        span.SetTag("gen_ai.request.model", record.AskedModel);
        span.SetTag("gen_ai.response.model", record.Model);
        span.SetTag("gen_ai.conversation.id", SecretlessText.Of(record.Session));
        span.SetTag("gen_ai.usage.input_tokens", record.Usage.TotalInput);
        span.SetTag("gen_ai.usage.output_tokens", record.Usage.Output);
        span.SetTag("gen_ai.usage.cache_read.input_tokens", record.Usage.CacheRead);
        span.SetTag("gen_ai.usage.cache_creation.input_tokens", record.Usage.CacheWrite);
        span.SetTag("http.response.status_code", record.Status);
        span.SetTag("coderouter.decision.id", record.Id);
        span.SetTag("coderouter.agent", record.Agent);
        span.SetTag("coderouter.phase", record.Phase.Name());
        span.SetTag("coderouter.tier", record.Tier?.Name());
        span.SetTag("coderouter.channel", record.Channel);
        span.SetTag("coderouter.reason", SecretlessText.Of(record.Reason));
        if (record.ErrorKind is { } error)
        {
            span.SetTag("error.type", error);
            span.SetStatus(ActivityStatusCode.Error, record.ErrorMessage);
        }

        span.Dispose();
    }

    private static string OperationName(DataRoute route) => route.Operation switch
    {
        Operation.Service => route.Service!.Name,
        Operation.CountTokens => "count_tokens",
        _ => route.Format == Core.Conversations.WireFormat.Gemini ? "generate_content" : "chat",
    };
}
