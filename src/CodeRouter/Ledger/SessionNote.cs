using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;

namespace CodeRouter.Ledger;

/// <summary>What a track had been through when a decision was made. What has its usual value is left out.</summary>
internal static class SessionNote
{
    public static void Write(Utf8JsonWriter json, SessionState s)
    {
        json.WriteStartObject("session"u8);
        Number(json, "steps"u8, s.Steps);
        Text(json, "model"u8, s.Model);
        Text(json, "floor"u8, s.Floor?.Name());
        Number(json, "since_raise"u8, s.StepsSinceRaise);
        DecisionInputs.Flag(json, "recovered"u8, s.Recovered);
        Number(json, "failing_runs"u8, s.FailingRuns);
        Text(json, "pin"u8, s.Pin);
        Text(json, "rule"u8, s.Rule);
        Text(json, "language"u8, s.Language);
        Number(json, "quiet_turns"u8, s.QuietTurns);
        DecisionInputs.Flag(json, "failed_this_turn"u8, s.FailedThisTurn);
        DecisionInputs.Flag(json, "failure_reported"u8, s.FailureReported);
        Number(json, "feedbacks"u8, s.Feedbacks);
        DecisionInputs.Flag(json, "raised_for_impact"u8, s.RaisedForImpact);
        DecisionInputs.Flag(json, "plan_mode"u8, s.PlanMode);
        Usd(json, "spent_usd"u8, s.SpentUsd);
        Usd(json, "switch_usd"u8, s.SwitchUsd);
        Usd(json, "stay_usd"u8, s.StayUsd);
        if (s.OutputBend.Count > 0)
        {
            json.WriteStartArray("output_bend"u8);
            json.WriteNumberValue(s.OutputBend.Count);
            json.WriteNumberValue(s.OutputBend.Mean);
            json.WriteEndArray();
        }

        Real(json, "input_ratio"u8, s.InputRatio, 1);
        Text(json, "sketch"u8, s.HumanSketch?.Bits.ToString("x16", CultureInfo.InvariantCulture));
        if (s.Tried.Count > 0)
        {
            DecisionInputs.Names(json, "tried"u8, s.Tried);
        }

        if (s.Caches.Count > 0)
        {
            json.WriteStartObject("caches"u8);
            foreach (var (model, cache) in s.Caches)
            {
                json.WriteStartArray(model);
                json.WriteNumberValue(cache.Tokens);
                json.WriteStringValue(cache.LastUsed);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    public static SessionState Read(JsonElement json)
    {
        var caches = ImmutableDictionary<string, CacheState>.Empty;
        if (json.Member("caches") is { } known)
        {
            foreach (var model in known.EnumerateObject())
            {
                caches = caches.SetItem(model.Name, new CacheState(model.Value[0].GetInt64(), model.Value[1].GetDateTimeOffset()));
            }
        }

        return SessionState.New with
        {
            Steps = json.Int("steps"),
            Model = json.Text("model"),
            Floor = TierNames.Parse(json.Text("floor")),
            StepsSinceRaise = json.Int("since_raise"),
            Recovered = json.Flag("recovered"),
            FailingRuns = json.Int("failing_runs"),
            Pin = json.Text("pin"),
            Rule = json.Text("rule"),
            Language = json.Text("language"),
            QuietTurns = json.Int("quiet_turns"),
            FailedThisTurn = json.Flag("failed_this_turn"),
            FailureReported = json.Flag("failure_reported"),
            Feedbacks = json.Int("feedbacks"),
            RaisedForImpact = json.Flag("raised_for_impact"),
            PlanMode = json.Flag("plan_mode"),
            SpentUsd = json.Member("spent_usd")?.GetDecimal() ?? 0,
            SwitchUsd = json.Member("switch_usd")?.GetDecimal() ?? 0,
            StayUsd = json.Member("stay_usd")?.GetDecimal() ?? 0,
            OutputBend = json.Member("output_bend") is { } bend ? new(bend[0].GetInt32(), bend[1].GetDouble()) : default,
            InputRatio = json.Member("input_ratio")?.GetDouble() ?? 1,
            HumanSketch = json.Text("sketch") is { } bits ? new(ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture)) : null,
            Tried = json.Member("tried") is { } tried ? [.. tried.EnumerateArray().Select(t => t.GetString()!)] : [],
            Caches = caches,
        };
    }

    private static void Number(Utf8JsonWriter json, ReadOnlySpan<byte> name, int value)
    {
        if (value != 0)
        {
            json.WriteNumber(name, value);
        }
    }

    private static void Real(Utf8JsonWriter json, ReadOnlySpan<byte> name, double value, double usual)
    {
        if (!value.Equals(usual))
        {
            json.WriteNumber(name, value);
        }
    }

    private static void Usd(Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal value)
    {
        if (value != 0)
        {
            json.WriteNumber(name, value);
        }
    }

    private static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
