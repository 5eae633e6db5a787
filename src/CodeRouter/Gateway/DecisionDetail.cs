using System.Buffers;
using System.Text.Json;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Gateway;

/// <summary>
/// Everything a decision rested on, as JSON: the ledger keeps it, <c>explain</c> and the dry run answer with it.
/// The human's words are not in it: what they said is kept as readings (phase, signals), not as text.
/// </summary>
public static class DecisionDetail
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    public static byte[] Write(Step step, Decision decision, Situation situation)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(4096);
        buffer.ResetWrittenCount();
        var json = _writer ??= new Utf8JsonWriter(buffer);
        json.Reset(buffer);
        json.WriteStartObject();
        WriteDecision(json, decision);
        WriteStep(json, step);
        WriteSituation(json, situation);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static void WriteDecision(Utf8JsonWriter json, Decision decision)
    {
        json.WriteString("mode"u8, decision.Mode);
        json.WriteNumber("propensity"u8, decision.Propensity);
        if (decision.WouldHaveChosen is { } would)
        {
            json.WriteString("would_have_chosen"u8, would);
        }

        json.WriteStartArray("reasons"u8);
        foreach (var reason in decision.Reasons)
        {
            json.WriteStartObject();
            json.WriteString("code"u8, reason.Code);
            json.WriteString("text"u8, reason.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (decision.Signals.Count > 0)
        {
            json.WriteStartObject("signals"u8);
            foreach (var (name, value) in decision.Signals)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        json.WriteStartArray("candidates"u8);
        foreach (var candidate in decision.Candidates)
        {
            json.WriteStartObject();
            json.WriteString("model"u8, candidate.Model);
            json.WriteString("tier"u8, candidate.Tier.Name());
            WriteUsd(json, "step_usd"u8, candidate.StepUsd);
            if (candidate.ExpectedUsd is { } expected && double.IsFinite(expected))
            {
                json.WriteNumber("expected_usd"u8, Math.Round(expected, 6));
            }

            json.WriteNumber("success"u8, Math.Round(candidate.Success, 4));
            json.WriteNumber("warm_tokens"u8, candidate.WarmTokens);
            if (candidate.Note is { } note)
            {
                json.WriteString("note"u8, note);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("rejected"u8);
        foreach (var rejection in decision.Rejected)
        {
            json.WriteStartObject();
            json.WriteString("model"u8, rejection.Model);
            json.WriteString("why"u8, rejection.Why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteStep(Utf8JsonWriter json, Step step)
    {
        json.WriteStartObject("step"u8);
        json.WriteString("agent"u8, step.Agent);
        json.WriteNumber("agent_confidence"u8, Math.Round(step.AgentConfidence, 3));
        json.WriteString("kind"u8, step.Kind.Name());
        json.WriteString("phase"u8, step.Phase.Name());
        json.WriteNumber("phase_confidence"u8, Math.Round(step.PhaseConfidence, 3));
        json.WriteString("phase_why"u8, step.PhaseWhy);
        json.WriteNumber("difficulty"u8, step.Difficulty);
        json.WriteStartArray("risk"u8);
        foreach (string risk in RiskNames(step.Risk))
        {
            json.WriteStringValue(risk);
        }

        json.WriteEndArray();
        json.WriteBoolean("plan_mode"u8, step.PlanMode);
        json.WriteString("session"u8, step.Session);
        json.WriteString("track"u8, step.Track);
        json.WriteBoolean("human_turn"u8, step.HumanTurn);
        json.WriteNumber("messages"u8, step.Messages);
        json.WriteNumber("input_tokens"u8, step.InputTokens);
        if (step.MaxOutput is { } most)
        {
            json.WriteNumber("max_output"u8, most);
        }

        json.WriteString("needs"u8, step.Needs.ToString());
        var evidence = step.Evidence;
        if (evidence.Outcome is { } outcome)
        {
            json.WriteStartObject("evidence"u8);
            json.WriteString("outcome"u8, Core.Evidence.OutcomeNames.Name(outcome));
            json.WriteString("summary"u8, evidence.Summary);
            if (evidence.DeltaFailing is { } delta)
            {
                json.WriteNumber("delta_failing"u8, delta);
            }

            json.WriteNumber("same_failure"u8, evidence.SameFailure);
            json.WriteBoolean("stuck"u8, evidence.Stuck);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    public static IEnumerable<string> RiskNames(Risk risk)
    {
        if ((risk & Risk.Security) != Risk.None)
        {
            yield return "security";
        }

        if ((risk & Risk.Migration) != Risk.None)
        {
            yield return "migration";
        }

        if ((risk & Risk.PublicApi) != Risk.None)
        {
            yield return "public_api";
        }

        if ((risk & Risk.MultiFile) != Risk.None)
        {
            yield return "multi_file";
        }

        if ((risk & Risk.Destructive) != Risk.None)
        {
            yield return "destructive";
        }
    }

    private static void WriteSituation(Utf8JsonWriter json, Situation situation)
    {
        json.WriteStartObject("situation"u8);
        json.WriteString("now"u8, situation.Now);
        json.WriteNumber("draw"u8, situation.Draw);
        json.WriteString("asked"u8, situation.AskedModel);
        json.WriteString("pin"u8, situation.Pin);
        json.WriteBoolean("paused"u8, situation.Paused);
        WriteUsd(json, "budget_left_usd"u8, situation.BudgetLeftUsd);
        var session = situation.Session;
        json.WriteNumber("session_steps"u8, session.Steps);
        json.WriteString("session_model"u8, session.Model);
        json.WriteString("session_floor"u8, session.Floor?.Name());
        json.WriteNumber("session_spent_usd"u8, session.SpentUsd);
        json.WriteStartObject("caches"u8);
        foreach (var (model, cache) in session.Caches)
        {
            json.WriteStartObject(model);
            json.WriteNumber("tokens"u8, cache.Tokens);
            json.WriteString("last_used"u8, cache.LastUsed);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteUsd(Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal? usd)
    {
        if (usd is { } known)
        {
            json.WriteNumber(name, Math.Round(known, 9));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
