using System.Globalization;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Steps;

namespace CodeRouter.Ledger;

/// <summary>
/// The situation of a decision as JSON, complete: with the step and the policy beside it the decision can be made again, to the same
/// answer. What has its usual value is left out. The human's words are not in it, only what was heard in them.
/// </summary>
public static class DecisionInputs
{
    private const string Others = "";
    private const int FewModels = 8;
    private static readonly ModelHealth Usual = new(Available: true, null, 0);

    /// <param name="policy">Name of the policy as it was, see <see cref="PolicyNotes"/>.</param>
    public static void Write(Utf8JsonWriter json, Step step, Decision decision, Situation situation, string policy)
    {
        json.WriteStartObject("situation"u8);
        json.WriteString("policy"u8, policy);
        json.WriteString("now"u8, situation.Now);
        json.WriteNumber("draw"u8, situation.Draw);
        json.WriteString("asked"u8, situation.AskedModel);
        if (situation.Pin is { } pin)
        {
            json.WriteString("pin"u8, pin);
        }

        Flag(json, "paused"u8, situation.Paused);
        json.WriteString("format"u8, situation.Format.ApiName());
        Flag(json, "same_format_only"u8, situation.SameFormatOnly);
        if (situation.BudgetLeftUsd is { } left)
        {
            json.WriteNumber("budget_left_usd"u8, left);
        }

        Names(json, "allowed"u8, situation.Allowed);
        if (situation.LocalOnly is { } local)
        {
            json.WriteString("local_only"u8, local);
        }

        if (situation.Barred is { Count: > 0 } barred)
        {
            json.WriteStartObject("barred"u8);
            foreach (var (name, why) in barred)
            {
                json.WriteString(name, why);
            }

            json.WriteEndObject();
        }

        WriteHealth(json, situation.Health);
        WriteLearned(json, step, decision, situation.Estimates);
        WriteHabits(json, step, decision, situation);
        if (situation.Facts.Impact is { } impact)
        {
            json.WriteNumber("impact"u8, impact);
        }

        if (situation.Facts.ImpactWhy is { } impactWhy)
        {
            json.WriteString("impact_why"u8, impactWhy);
        }

        if (decision.Heard is { } heard)
        {
            WriteHeard(json, heard);
        }

        SessionNote.Write(json, situation.Session);
        json.WriteEndObject();
    }

    /// <summary>The situation as it was (see <see cref="For"/>), and the name of its policy; throws what <see cref="JsonElement"/> throws on anything else.</summary>
    public static (Situation Situation, string? Policy) Read(JsonElement detail)
    {
        var json = detail.GetProperty("situation");
        return (new Situation
        {
            Now = json.GetProperty("now").GetDateTimeOffset(),
            Draw = json.GetProperty("draw").GetDouble(),
            AskedModel = json.GetProperty("asked").GetString() ?? "",
            Pin = json.Text("pin"),
            Paused = json.Flag("paused"),
            Format = WireFormatNames.Parse(json.Text("format")) ?? default,
            SameFormatOnly = json.Flag("same_format_only"),
            LocalOnly = json.Text("local_only"),
            Barred = json.Member("barred") is { } barred ? barred.EnumerateObject().ToDictionary(static b => b.Name, static b => b.Value.GetString() ?? "", StringComparer.Ordinal) : null,
            BudgetLeftUsd = json.Member("budget_left_usd")?.GetDecimal(),
            Allowed = json.Member("allowed") is { } allowed ? allowed.EnumerateArray().Select(n => n.GetString()!).ToHashSet(StringComparer.Ordinal) : null,
            Health = ReadHealth(json.Member("health")),
            Estimates = SuccessEstimates.Of(json.Member("learned") is { } learned ? learned.EnumerateArray().Select(LearnedNote.ReadTally).OfType<SuccessTally>() : []),
            Habits = ReadHabits(json.Member("habits")),
            Facts = new() { Impact = json.Member("impact")?.GetDouble(), ImpactWhy = json.Text("impact_why") },
            Heard = ReadHeard(json.Member("heard"), detail.Member("signals")),
            Session = json.Member("session") is { } session ? SessionNote.Read(session) : SessionState.New,
        }, json.Text("policy"));
    }

    /// <summary>A situation that was read, as it is to a policy: what was said of all other models is said of each of its own.</summary>
    public static Situation For(Situation read, Policy policy)
    {
        if (!read.Health.TryGetValue(Others, out var others))
        {
            return read;
        }

        var health = policy.Models.ToDictionary(static m => m.Name, _ => others, StringComparer.Ordinal);
        foreach (var (model, how) in read.Health)
        {
            health[model] = how;
        }

        return read with { Health = health };
    }

    // Models of one channel are as one another: what most of them are stands once, under "".
    private static void WriteHealth(Utf8JsonWriter json, IReadOnlyDictionary<string, ModelHealth> health)
    {
        var others = health.Count > FewModels ? health.Values.CountBy(static h => h).MaxBy(static h => h.Value).Key : Usual;
        if (others == Usual && health.Values.All(static h => h == Usual))
        {
            return;
        }

        json.WriteStartObject("health"u8);
        foreach (var (model, how) in health)
        {
            if (how != others)
            {
                WriteHealth(json, model, how);
            }
        }

        if (others != Usual)
        {
            WriteHealth(json, Others, others);
        }

        json.WriteEndObject();
    }

    // [available, error rate, median milliseconds to the first content, prepaid]
    private static void WriteHealth(Utf8JsonWriter json, string model, ModelHealth how)
    {
        json.WriteStartArray(model);
        json.WriteNumberValue(how.Available ? 1 : 0);
        json.WriteNumberValue(how.ErrorRate);
        if (how.LatencyMs is { } ms)
        {
            json.WriteNumberValue(ms);
        }
        else if (how.Prepaid)
        {
            json.WriteNullValue();
        }

        if (how.Prepaid)
        {
            json.WriteNumberValue(1);
        }

        json.WriteEndArray();
    }

    private static Dictionary<string, ModelHealth> ReadHealth(JsonElement? json)
    {
        var health = new Dictionary<string, ModelHealth>(StringComparer.Ordinal);
        if (json is { } known)
        {
            foreach (var model in known.EnumerateObject())
            {
                var v = model.Value;
                double? latency = v.GetArrayLength() > 2 && v[2].ValueKind == JsonValueKind.Number ? v[2].GetDouble() : null;
                health[model.Name] = new ModelHealth(v[0].GetInt32() == 1, latency, v[1].GetDouble(), v.GetArrayLength() > 3);
            }
        }

        return health;
    }

    // Only what this decision could look at: the models it weighed, at its phase, in its place.
    private static void WriteLearned(Utf8JsonWriter json, Step step, Decision decision, SuccessEstimates estimates)
    {
        if (estimates.IsEmpty)
        {
            return;
        }

        json.WriteStartArray("learned"u8);
        foreach (var candidate in decision.Candidates)
        {
            foreach (var tally in estimates.Of(candidate.Model, step.Phase, new WorkPlace(decision.Session.Language, step.Repository)))
            {
                LearnedNote.Write(json, tally);
            }
        }

        json.WriteEndArray();
    }

    // Of the models it weighed, of the one before, of the baseline, and of any other; those that are as any other need no entry.
    private static void WriteHabits(Utf8JsonWriter json, Step step, Decision decision, Situation situation)
    {
        if (situation.Habits.IsEmpty)
        {
            return;
        }

        var habits = situation.Habits.At(AnswerKind.Of(step.Kind, step.Phase, step.HumanTurn));
        var written = new HashSet<string>(StringComparer.Ordinal);
        json.WriteStartObject("habits"u8);
        foreach (var candidate in decision.Candidates)
        {
            Own(candidate.Model);
        }

        Own(situation.Session.Model);
        Own(decision.BaselineModel);
        foreach (var (model, _) in situation.Session.Caches)
        {
            Own(model);
        }

        WriteHabit(json, Others, habits.Others);
        json.WriteEndObject();

        void Own(string? model)
        {
            if (model is { Length: > 0 } && habits.Of(model) is var own && own != habits.Others && written.Add(model))
            {
                WriteHabit(json, model, own);
            }
        }
    }

    // [logarithm of output over the usual, share of caches that holds, counted over estimated input, share of new input written to caches]
    private static void WriteHabit(Utf8JsonWriter json, string model, AnswerHabit habit)
    {
        json.WriteStartArray(model);
        json.WriteNumberValue(habit.Bend);
        json.WriteNumberValue(habit.CacheShare);
        json.WriteNumberValue(habit.InputRatio);
        json.WriteNumberValue(habit.WriteShare);
        json.WriteEndArray();
    }

    private static AnswerHabits ReadHabits(JsonElement? json) => json is { } known
        ? AnswerHabits.Noted(known.EnumerateObject().ToDictionary(static m => m.Name, static m => ReadHabit(m.Value), StringComparer.Ordinal))
        : AnswerHabits.None;

    // Decisions written down before writes were learned have three.
    private static AnswerHabit ReadHabit(JsonElement told) =>
        new(told[0].GetDouble(), told[1].GetDouble(), told[2].GetDouble(), told.GetArrayLength() > 3 ? told[3].GetDouble() : AnswerHabit.Usual.WriteShare);

    private static void WriteHeard(Utf8JsonWriter json, Heard heard)
    {
        json.WriteStartObject("heard"u8);
        Flag(json, "failed"u8, heard.Failed);
        Flag(json, "satisfied"u8, heard.Satisfied);
        Flag(json, "goes_on"u8, heard.GoesOn);
        if (heard.Order is { } order)
        {
            json.WriteString("order"u8, order);
        }

        if (heard.Sketch is { } sketch)
        {
            json.WriteString("sketch"u8, sketch.Bits.ToString("x16", CultureInfo.InvariantCulture));
        }

        if (heard.Readings.Count > 0)
        {
            json.WriteStartObject("read"u8);
            foreach (var (label, reading) in heard.Readings)
            {
                // [matched, confidence, measured value]
                json.WriteStartArray(label);
                json.WriteNumberValue(reading.Matched ? 1 : 0);
                json.WriteNumberValue(reading.Confidence);
                if (reading.Value is { } value && double.IsFinite(value))
                {
                    json.WriteNumberValue(value);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static Heard ReadHeard(JsonElement? json, JsonElement? shown)
    {
        if (json is not { } heard)
        {
            return Heard.Nothing;
        }

        return new Heard
        {
            Failed = heard.Flag("failed"),
            Satisfied = heard.Flag("satisfied"),
            GoesOn = heard.Flag("goes_on"),
            Order = heard.Text("order"),
            Sketch = heard.Text("sketch") is { } bits ? new(ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture)) : null,
            Readings = heard.Member("read") is { } read
                ? [.. read.EnumerateObject().Select(r => KeyValuePair.Create(r.Name, new Core.Signals.SignalReading(
                    r.Value[0].GetInt32() == 1,
                    r.Value[1].GetDouble(),
                    r.Value.GetArrayLength() > 2 ? r.Value[2].GetDouble() : null,
                    shown?.Text(r.Name) ?? "")))]
                : [],
        };
    }

    internal static void Flag(Utf8JsonWriter json, ReadOnlySpan<byte> name, bool value)
    {
        if (value)
        {
            json.WriteBoolean(name, value);
        }
    }

    internal static void Names(Utf8JsonWriter json, ReadOnlySpan<byte> name, IEnumerable<string>? values)
    {
        if (values is null)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
