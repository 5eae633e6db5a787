using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Ledger;

/// <summary>
/// The JSON of `GET /v1/coderoute/decisions/{id or request hash}`: the step's row, then the members of its detail (signals, candidates,
/// rejected, reasons …) beside them. A step still under way is shown with <c>"state":"running"</c>, a request that was turned away with
/// <c>"state":"refused"</c>.
/// </summary>
public sealed class DecisionReport(LedgerWriter writer, ILedgerStore store, RecentRefusals refusals)
{
    private static readonly Risk[] Risks = Enum.GetValues<Risk>();

    /// <summary>Null where there is no such decision, or not for this key.</summary>
    public async Task<byte[]?> ForAsync(string idOrHash, string? keyId, CancellationToken cancellationToken)
    {
        var live = writer.Find(idOrHash);
        for (int i = 0; i < 100 && live is { Mark.Completed: 0, Stream: false, State: StepState.Answered }; i++)
        {
            // Its last byte is out, so its caller may ask already, but its books close a moment later.
            await Task.Delay(2, cancellationToken).ConfigureAwait(false);
        }

        if (live is { Mark.Completed: 0 })
        {
            return keyId is null || keyId == live.KeyId ? Write(live, null, "running") : null;
        }

        await writer.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        if (await store.FindAsync(idOrHash, keyId, cancellationToken).ConfigureAwait(false) is not { } step)
        {
            // The store is in trouble, and what is still in memory can be told all the same; or it was turned away before the books.
            var elsewhere = writer.Find(idOrHash) is { } waiting && (keyId is null || keyId == waiting.KeyId) ? waiting
                : await refusals.FindAsync(idOrHash, keyId, cancellationToken).ConfigureAwait(false);
            return elsewhere is null ? null : Write(elsewhere, null, elsewhere.State.Name());
        }

        var task = await store.TaskOfAsync(step.Id, keyId, cancellationToken).ConfigureAwait(false);
        return Write(step, task, step.State.Name());
    }

    private static byte[] Write(StepRecord r, TaskSummary? task, string state) => ReportJson.Write(json =>
    {
        json.WriteString("decision_id", r.Id);
        json.WriteString("id", r.Id);
        json.Moment("at", r.At);
        json.WriteString("state", state);
        json.WriteNumber("status", r.Status);
        json.WriteString("session_id", r.Session);
        json.WriteString("track", r.Track);
        json.WriteString("agent", r.Agent);
        json.Number("agent_confidence", r.AgentConfidence);
        json.WriteString("kind", r.Kind.Name());
        json.WriteString("phase", r.Phase.Name());
        json.Number("phase_confidence", r.PhaseConfidence);
        json.WriteNumber("difficulty", r.Difficulty);
        WriteRisk(json, r.Risk);
        json.WriteBoolean("human_turn", r.HumanTurn);
        json.WriteString("asked_model", r.AskedModel);
        json.WriteString("model", r.Model);
        json.WriteString("upstream_model", r.UpstreamModel);
        json.WriteString("channel", r.Channel);
        json.WriteString("tier", r.Tier?.Name());
        json.WriteString("dialect", r.Dialect.ApiName());
        json.WriteString("upstream_dialect", r.UpstreamDialect?.ApiName());
        json.WriteBoolean("stream", r.Stream);
        json.WriteString("mode", r.Mode);
        json.WriteString("decision", r.Rule);
        json.WriteString("rule", r.Rule);
        json.WriteString("reason", r.Reason);
        json.WriteString("request_hash", r.RequestHash);
        json.WriteNumber("request_bytes", r.RequestBytes);
        json.WriteNumber("response_bytes", r.ResponseBytes);
        json.WriteNumber("input_tokens_estimated", r.InputTokensEstimated);
        WriteUsage(json, r);
        json.Usd("cost_usd", r.CostUsd);
        json.Usd("estimated_cost_usd", r.EstimatedCostUsd);
        json.Usd("reserved_usd", r.ReservedUsd);
        json.WriteString("baseline_model", r.BaselineModel);
        json.Usd("baseline_cost_usd", r.BaselineCostUsd);
        json.Usd("router_cost_usd", r.RouterCostUsd);
        json.Usd("switch_cost_usd", r.SwitchCostUsd);
        json.WriteString("attempts", r.Attempts);
        json.Number("first_byte_ms", r.FirstByteMs);
        json.Number("total_ms", r.TotalMs);
        json.WriteString("key_id", r.KeyId);
        json.WriteBoolean("cache_hit", r.CacheHit);
        json.WriteString("loss", r.Loss);
        json.WriteString("repository", r.Repository);
        json.WriteNumber("generation", r.Generation);
        WriteError(json, r);
        WriteEvidence(json, r);
        WriteTask(json, task);
        DetailMembers.WriteTo(json, r.DetailJson);
    });

    private static void WriteUsage(Utf8JsonWriter json, StepRecord r)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", r.Usage.Input);
        json.WriteNumber("cached_input_tokens", r.Usage.CacheRead);
        json.WriteNumber("cache_write_tokens", r.Usage.CacheWrite);
        json.WriteNumber("cache_write_5m_tokens", r.Usage.CacheWrite5m);
        json.WriteNumber("cache_write_1h_tokens", r.Usage.CacheWrite1h);
        json.WriteNumber("total_input_tokens", r.Usage.TotalInput);
        json.WriteNumber("output_tokens", r.Usage.Output);
        json.WriteNumber("reasoning_tokens", r.Usage.Reasoning);
        json.WriteBoolean("estimated", r.UsageEstimated);
        json.WriteEndObject();
    }

    private static void WriteRisk(Utf8JsonWriter json, Risk risk)
    {
        json.WriteStartArray("risk");
        foreach (var one in Risks)
        {
            if (one != Risk.None && risk.HasFlag(one))
            {
                json.WriteStringValue(JsonNamingPolicy.SnakeCaseLower.ConvertName(one.ToString()));
            }
        }

        json.WriteEndArray();
    }

    private static void WriteError(Utf8JsonWriter json, StepRecord r)
    {
        if (r.ErrorKind is null && r.ErrorMessage is null)
        {
            json.WriteNull("error");
            return;
        }

        json.WriteStartObject("error");
        json.WriteString("kind", r.ErrorKind);
        json.WriteString("message", r.ErrorMessage);
        json.WriteString("id", r.ErrorId);
        json.WriteEndObject();
    }

    private static void WriteEvidence(Utf8JsonWriter json, StepRecord r)
    {
        json.WriteStartObject("evidence");
        json.WriteString("outcome", r.EvidenceOutcome?.Name());
        json.WriteString("summary", r.EvidenceSummary);
        json.WriteEndObject();
    }

    private static void WriteTask(Utf8JsonWriter json, TaskSummary? task)
    {
        if (task is null)
        {
            json.WriteNull("task");
            return;
        }

        json.WriteStartObject("task");
        json.Moment("started_at", task.StartedAt);
        json.WriteNumber("steps", task.Steps);
        json.Usd("cost_usd", task.CostUsd);
        json.WriteString("verdict", task.Verdict switch { Verdict.Successful => "success", Verdict.Failed => "failure", _ => null });
        json.WriteString("feedback", task.FeedbackOutcome);
        json.WriteString("feedback_source", task.FeedbackSource);
        json.WriteEndObject();
    }
}
