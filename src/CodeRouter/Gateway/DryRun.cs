using System.Buffers;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Guards;
using CodeRouter.Ledger;

namespace CodeRouter.Gateway;

/// <summary>The decision without the call: what would be chosen, at what price, and why. Shared by the dry-run header and by explain.</summary>
public static class DryRun
{
    /// <summary>How a record says that nothing was asked for.</summary>
    public const string Kind = "dry_run";

    /// <summary>Whether the header asks for one: by 1, or any word but a no. Who wrote <c>true</c> did not mean to pay for an answer.</summary>
    public static bool IsAsked(string? header) => header?.Trim() is { Length: > 0 } word && word != "0" && !word.Equals("false", StringComparison.OrdinalIgnoreCase) && !word.Equals("no", StringComparison.OrdinalIgnoreCase);

    public static async Task WriteAsync(Exchange exchange)
    {
        exchange.Record.State = Ledger.StepState.Refused;
        exchange.Record.ErrorKind = Kind;
        byte[] body = Describe(exchange);
        var response = exchange.Http.Response;
        response.StatusCode = exchange.Record.Status = 200;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        DecisionHeaders.Write(response.Headers, exchange, exchange.Record.EstimatedCostUsd, exchange.Record.BaselineCostUsd);
        await response.BodyWriter.WriteAsync(body);
    }

    private static byte[] Describe(Exchange exchange) =>
        Describe(exchange.Record.Id, exchange.Record.RequestHash, exchange.Request!, exchange.Step!, exchange.Decision!, exchange.Snapshot.Settings.Policy, exchange.Situation!, exchange.Guarded);

    /// <summary>The shape of <c>POST /v1/coderoute/explain</c>: the decision, and all that spoke for and against it.</summary>
    /// <param name="guarded">What the guards found; null where none was asked.</param>
    public static byte[] Describe(string id, string? requestHash, RequestView request, Step step, Decision decision, Policy policy, Situation situation, GuardVerdict? guarded = null)
    {
        string? refusal = GuardGate.Refusal(guarded, decision.Model);
        if (refusal is not null)
        {
            // It would not be sent to anybody.
            decision = decision with { Model = null, Fallbacks = [] };
        }

        var buffer = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("decision_id"u8, id);
        json.WriteString("decision"u8, decision.Rule);
        json.WriteString("model"u8, decision.Model?.Name);
        json.WriteString("tier"u8, decision.Model?.Tier.Name());
        json.WriteBoolean("reasoning"u8, decision.Reasoning ?? ((decision.Model?.Capabilities ?? Capability.None) & Capability.Reasoning) != Capability.None);
        if (decision.ReasoningEffort is { } effort)
        {
            json.WriteString("reasoning_effort"u8, effort);
        }

        json.WriteString("phase"u8, step.Phase.Name());
        json.WriteString("kind"u8, step.Kind.Name());
        json.WriteString("agent"u8, step.Agent);
        json.WriteString("headline"u8, decision.Headline?.Text);
        WriteGuards(json, guarded, refusal, decision.Model is not null);
        json.WriteString("request_hash"u8, requestHash);
        json.WriteString("baseline_model"u8, decision.BaselineModel);
        Usd(json, "cost_usd"u8, decision.CostUsd);
        Usd(json, "baseline_cost_usd"u8, decision.BaselineCostUsd);
        json.WriteStartArray("fallbacks"u8);
        foreach (var model in decision.Fallbacks)
        {
            json.WriteStringValue(model.Name);
        }

        json.WriteEndArray();
        WriteWay(json, request, decision.Model);
        DecisionDetail.WriteDecision(json, decision with { Signals = SignalSurvey.Of(step, policy, situation) });
        WritePrices(json, policy);
        PhaseTable.Write(json, step.Phase);
        StepNote.Write(json, step);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>What the guards would do: types and numbers, and the refusal in the caller's words.</summary>
    private static void WriteGuards(Utf8JsonWriter json, GuardVerdict? guarded, string? refusal, bool decided)
    {
        if (guarded is null)
        {
            return;
        }

        json.WriteStartObject("guards"u8);
        bool routed = guarded.LocalOnly is not null || guarded.Routing.Count > 0;
        json.WriteString("would"u8, refusal is not null || (routed && !decided) ? "block"u8 : routed ? "route"u8 : guarded.Redacted > 0 ? "redact"u8 : "pass"u8);
        json.WriteStartObject("found"u8);
        foreach (var (name, count) in guarded.Found)
        {
            json.WriteNumber(name, count);
        }

        json.WriteEndObject();
        json.WriteNumber("redacted"u8, guarded.Redacted);
        json.WriteString("refusal"u8, refusal);
        json.WriteString("local_only"u8, guarded.LocalOnly);
        json.WriteEndObject();
    }

    /// <summary>In which format the chosen model is reached, and what the request would lose on the way there.</summary>
    private static void WriteWay(Utf8JsonWriter json, RequestView request, ModelCard? model)
    {
        if (model is null)
        {
            return;
        }

        bool home = model.Formats.Count == 0 || model.Formats.Contains(request.Format);
        var translated = home ? null : Translator.TranslateRequest(request, model.Formats[0], new TranslationTarget(model.UpstreamModel, "") { Capabilities = model.Capabilities, MaxOutput = model.MaxOutput });
        json.WriteString("upstream_dialect"u8, (home ? request.Format : model.Formats[0]).ApiName());
        json.WriteStartArray("losses"u8);
        foreach (string loss in translated?.Losses ?? [])
        {
            json.WriteStringValue(loss);
        }

        json.WriteEndArray();
        if (translated?.Refusal is { } refusal)
        {
            json.WriteString("refusal"u8, refusal.Message);
        }
    }

    private static void WritePrices(Utf8JsonWriter json, Policy policy)
    {
        json.WriteStartObject("prices"u8);
        foreach (var model in policy.Models)
        {
            json.WriteStartObject(model.Name);
            Usd(json, "prompt_per_1m"u8, model.Price.Input);
            Usd(json, "cached_input_per_1m"u8, model.Price.CachedInput);
            Usd(json, "cache_write_per_1m"u8, model.Price.CacheWrite5m);
            Usd(json, "completion_per_1m"u8, model.Price.Output);
            json.WriteString("source"u8, model.Price.Source);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Usd(Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal? usd)
    {
        if (usd is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
