using System.Buffers;
using System.Text.Json;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Gateway;

/// <summary>The decision without the call: what would be chosen, at what price, and why. Shared by the dry-run header and by explain.</summary>
public static class DryRun
{
    public static async Task WriteAsync(Exchange exchange)
    {
        exchange.Record.State = Ledger.StepState.Refused;
        exchange.Record.ErrorKind = "dry_run";
        byte[] body = Describe(exchange);
        var response = exchange.Http.Response;
        response.StatusCode = exchange.Record.Status = 200;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        DecisionHeaders.Write(response.Headers, exchange, exchange.Record.EstimatedCostUsd, exchange.Record.BaselineCostUsd);
        await response.BodyWriter.WriteAsync(body);
    }

    /// <summary>The shape of <c>POST /v1/coderoute/explain</c>.</summary>
    public static byte[] Describe(Exchange exchange)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = false });
        var decision = exchange.Decision!;
        var step = exchange.Step!;
        json.WriteStartObject();
        json.WriteString("decision_id"u8, exchange.Record.Id);
        json.WriteString("decision"u8, decision.Rule);
        json.WriteString("model"u8, decision.Model?.Name);
        json.WriteString("tier"u8, decision.Model?.Tier.Name());
        json.WriteBoolean("reasoning"u8, decision.Reasoning ?? ((decision.Model?.Capabilities ?? Capability.None) & Capability.Reasoning) != Capability.None);
        json.WriteString("phase"u8, step.Phase.Name());
        json.WriteString("kind"u8, step.Kind.Name());
        json.WriteString("agent"u8, step.Agent);
        json.WriteString("request_hash"u8, exchange.Record.RequestHash);
        json.WriteString("baseline_model"u8, decision.BaselineModel);
        if (decision.CostUsd is { } cost)
        {
            json.WriteNumber("cost_usd"u8, cost);
        }
        else
        {
            json.WriteNull("cost_usd"u8);
        }

        if (decision.BaselineCostUsd is { } baseline)
        {
            json.WriteNumber("baseline_cost_usd"u8, baseline);
        }
        else
        {
            json.WriteNull("baseline_cost_usd"u8);
        }

        json.WriteStartArray("fallbacks"u8);
        foreach (var model in decision.Fallbacks)
        {
            json.WriteStringValue(model.Name);
        }

        json.WriteEndArray();
        if (decision.Signals.Count == 0)
        {
            json.WriteStartObject("signals"u8);
            json.WriteEndObject();
        }

        DecisionDetail.WriteDecision(json, decision);
        DecisionDetail.WriteStep(json, step);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
