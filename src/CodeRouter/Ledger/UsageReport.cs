using System.Text.Json;

namespace CodeRouter.Ledger;

/// <summary>
/// The JSON of `GET /v1/coderoute/usage`. Token buckets are disjoint: <c>input_tokens</c> are those neither read from nor written to a
/// cache, <c>total_input_tokens</c> is all of them; <c>reasoning_tokens</c> are a part of the output. Money is USD.
/// </summary>
public sealed class UsageReport(LedgerWriter writer, ILedgerStore store)
{
    /// <param name="baselineModel">The baseline in force, named where no step has been compared yet.</param>
    /// <param name="more">Writes members the books do not know of; null for none.</param>
    public async Task<byte[]> ForAsync(UsageQuery query, string? baselineModel, Action<Utf8JsonWriter>? more, CancellationToken cancellationToken)
    {
        await writer.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        return await OfAsync(store, query, baselineModel, more, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Of the books as they stand, beside a gateway that may be writing them.</summary>
    public static async Task<byte[]> OfAsync(ILedgerStore store, UsageQuery query, string? baselineModel, Action<Utf8JsonWriter>? more, CancellationToken cancellationToken)
    {
        var answer = await store.UsageAsync(query, cancellationToken).ConfigureAwait(false);
        var newest = query.Session is null ? [] : await store.StepsAsync(new StepQuery { Session = query.Session, KeyId = query.KeyId, Limit = 1 }, cancellationToken).ConfigureAwait(false);
        return ReportJson.Write(json =>
        {
            json.WriteStartObject("totals");
            Sums(json, answer.Totals);
            json.WriteEndObject();
            Counterfactual(json, answer, baselineModel, query.IsKeyHolders);
            Tasks(json, answer.Tasks);
            more?.Invoke(json);
            foreach (var step in newest)
            {
                Last(json, step);
            }

            if (query.GroupBy != UsageGrouping.None)
            {
                json.WriteString("group_by", query.GroupBy.ToString().ToLowerInvariant());
            }

            json.WriteStartArray("groups");
            foreach (var group in answer.Groups)
            {
                json.WriteStartObject();
                string name = query.GroupBy.ToString().ToLowerInvariant();
                json.WriteString("name", group.Name);
                json.WriteString(name == "session" ? "session_id" : name, group.Name);
                Sums(json, group.Sums);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    internal static void Sums(Utf8JsonWriter json, UsageSums sums)
    {
        json.WriteNumber("requests", sums.Whole(Measure.Requests));
        json.WriteNumber("input_tokens", sums.Whole(Measure.InputTokens));
        json.WriteNumber("cached_input_tokens", sums.Whole(Measure.CachedInputTokens));
        json.WriteNumber("cache_write_tokens", sums.Whole(Measure.CacheWriteTokens));
        json.WriteNumber("total_input_tokens", sums.Whole(Measure.InputTokens) + sums.Whole(Measure.CachedInputTokens) + sums.Whole(Measure.CacheWriteTokens));
        json.WriteNumber("output_tokens", sums.Whole(Measure.OutputTokens));
        json.WriteNumber("reasoning_tokens", sums.Whole(Measure.ReasoningTokens));
        json.Usd("cost_usd", sums.IsCostUnknown ? null : sums.Usd(Measure.Cost));
        json.Usd("billed_usd", sums.IsCostUnknown ? null : sums.Usd(Measure.Billed));
        json.WriteNumber("cost_unknown", sums.Whole(Measure.CostUnknown));
        bool reported = sums.Whole(Measure.Reported) > 0;
        json.WriteNumber("reported", sums.Whole(Measure.Reported));
        json.Usd("reported_cost_usd", reported ? sums.Usd(Measure.ReportedCost) : null);
        json.Usd("reported_compared_cost_usd", reported ? sums.Usd(Measure.ReportedComparedCost) : null);
        json.Usd("router_cost_usd", sums.Usd(Measure.RouterCost));
        json.Usd("switch_cost_usd", sums.Usd(Measure.SwitchCost));
        json.Usd("baseline_cost_usd", sums.Usd(Measure.BaselineCost));
        json.WriteNumber("failed", sums.Whole(Measure.Failed));
        json.WriteNumber("aborted", sums.Whole(Measure.Aborted));
        json.WriteNumber("truncated", sums.Whole(Measure.Truncated));
        json.WriteNumber("refused", sums.Whole(Measure.Refused));
        json.WriteNumber("interrupted", sums.Whole(Measure.Interrupted));
        json.Usd("reserved_usd", sums.Usd(Measure.InterruptedReserved));
        json.WriteNumber("cache_hits", sums.Whole(Measure.CacheHits));
        json.WriteNumber("usage_estimated", sums.Whole(Measure.UsageEstimated));
        json.Number("mean_first_byte_ms", sums.Whole(Measure.FirstBytes) is > 0 and var firsts ? (double)sums.Whole(Measure.FirstByteMs) / firsts : null);
    }

    private static void Counterfactual(Utf8JsonWriter json, UsageAnswer answer, string? baselineModel, bool ofKey)
    {
        var sums = answer.Totals;
        decimal cost = sums.Usd(Measure.BaselineComparedCost), billed = sums.Usd(Measure.BaselineComparedBilled);
        // Who is charged by a ratio would have been charged by it for the baseline too.
        decimal ratio = ofKey && cost > 0 ? billed / cost : 1;
        decimal high = ratio * sums.Usd(Measure.BaselineCost);
        decimal low = high - (ratio * sums.Usd(Measure.BaselineExtraCost));
        decimal spent = ofKey ? billed : cost + sums.Usd(Measure.RouterCost);
        json.WriteStartObject("counterfactual");
        json.WriteString("baseline_model", answer.BaselineModels is [var first, ..] ? first : baselineModel);
        json.WriteStartArray("baseline_models");
        foreach (string model in answer.BaselineModels)
        {
            json.WriteStringValue(model);
        }

        json.WriteEndArray();
        json.Usd("cost_usd_low", low);
        json.Usd("cost_usd_high", high);
        json.Usd("compared_cost_usd", spent);
        json.Usd("savings_usd_low", low - spent);
        json.Usd("savings_usd_high", high - spent);
        json.Number("savings_percent_low", low > 0 ? (double)((low - spent) / low) * 100 : null);
        json.Number("savings_percent_high", high > 0 ? (double)((high - spent) / high) * 100 : null);
        json.WriteNumber("not_compared", sums.Whole(Measure.BaselineUnknown));
        json.WriteString(
            "method",
            "High: the same answered steps, token for token, at the baseline's list price with the same cache reads and writes. "
            + "Low: without the steps that came before the tier was raised within a task, which the baseline may not have needed. "
            + "Steps whose cost or baseline cost is unknown are left out on both sides (not_compared); what routing itself spent counts against the savings. "
            + "A key that is charged by a ratio has both sides times that ratio. "
            + "Negative savings mean that routing cost money.");
        json.WriteEndObject();
    }

    // Of one session: where it stands now.
    private static void Last(Utf8JsonWriter json, StepRecord step)
    {
        json.WriteStartObject("last");
        json.WriteString("at", step.At);
        json.WriteString("decision_id", step.Id);
        json.WriteString("model", step.Model);
        json.WriteString("phase", Core.Steps.StepNames.Name(step.Phase));
        json.WriteString("reason", step.Reason);
        json.WriteEndObject();
    }

    private static void Tasks(Utf8JsonWriter json, TaskTotals tasks)
    {
        json.WriteStartObject("tasks");
        json.WriteNumber("successful", tasks.Successful);
        json.WriteNumber("failed", tasks.Failed);
        json.WriteNumber("no_verdict", tasks.NoVerdict);
        json.Usd("cost_usd", tasks.CostUsd);
        json.Usd("judged_cost_usd", tasks.JudgedCostUsd);
        json.Usd("cost_per_successful_task_usd", tasks.CostPerSuccessfulUsd);
        json.WriteEndObject();
    }
}
