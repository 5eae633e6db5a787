using System.Diagnostics;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
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
    /// <remarks>A client's: of a model that runs elsewhere. The request that came in has the web server's own span around it.</remarks>
    public static Activity? Start(DataRoute route) => GatewayMetrics.Activities.StartActivity(OperationName(route), ActivityKind.Client);

    public static void Finish(Exchange exchange, GatewayMetrics metrics, ILogger log, Activity? span, double decisionMicroseconds)
    {
        var record = exchange.Record;
        string operation = OperationName(exchange.Route);
        string? provider = span is null && !GatewayMetrics.IsExported ? null : Provider(exchange);
        metrics.Finished(new StepMeasure(
            operation, WireFormatNames.ApiName(record.Dialect), record.AskedModel, record.Model, record.Tier?.Name(), record.Channel, record.Phase.Name(),
            record.State.Name(), record.Status, record.ErrorKind, record.Usage.TotalInput, record.Usage.CacheRead, record.Usage.Output,
            record.CostUsd, record.CostUsd is null && exchange.Journalled, record.TotalMs ?? 0, record.FirstByteMs, decisionMicroseconds) { Agent = record.Agent, Rule = record.Rule, Provider = provider });
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
            Tag(span, record, operation, provider);
        }
    }

    private static void Tag(Activity span, StepRecord record, string operation, string? provider)
    {
        string? asked = record.AskedModel is { Length: > 0 } name ? name : null;
        span.DisplayName = (record.Model ?? asked) is { } model ? $"{operation} {model}" : operation;
        span.SetTag("gen_ai.operation.name", operation);
        span.SetTag("gen_ai.provider.name", provider);
        span.SetTag("gen_ai.request.model", asked);
        span.SetTag("gen_ai.response.model", record.Model);

        // Callers name sessions, and some put a key where the name belongs.
        span.SetTag("gen_ai.conversation.id", record.Session.Length > 0 ? SecretlessText.Of(record.Session) : null);
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

    // The conventions' own words. A compatible server goes by the format it speaks, as they allow.
    private static string? Provider(Exchange exchange)
    {
        var channel = exchange.Record.Channel is { } name ? exchange.Snapshot.Settings.Channels.FirstOrDefault(c => c.Name == name) : null;
        return channel?.Kind switch
        {
            null => null,
            ChannelKind.Azure => "azure.ai.openai",
            ChannelKind.Bedrock => "aws.bedrock",
            ChannelKind.Vertex => "gcp.vertex_ai",
            ChannelKind.Cohere => "cohere",
            ChannelKind.OpenRouter => "openrouter",
            ChannelKind.Ollama => "ollama",
            _ => channel.Format switch
            {
                WireFormat.AnthropicMessages => "anthropic",
                WireFormat.Gemini => "gcp.gemini",
                _ => "openai",
            },
        };
    }

    private static string OperationName(DataRoute route) => route.Operation switch
    {
        Operation.Service => route.Service!.Name,
        Operation.CountTokens => "count_tokens",
        _ => route.Format == WireFormat.Gemini ? "generate_content" : "chat",
    };
}
