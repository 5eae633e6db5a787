using System.Text.Json;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Ledger;

/// <summary>
/// A step as JSON: all that a decision looks at, without the human's words. A suite of tests is known by its number only: what was run
/// stands in the caller's own transcript.
/// </summary>
public static class StepNote
{
    public static void Write(Utf8JsonWriter json, Step step)
    {
        json.WriteStartObject("step"u8);
        json.WriteString("agent"u8, step.Agent);
        json.WriteNumber("agent_confidence"u8, step.AgentConfidence);
        json.WriteString("kind"u8, step.Kind.Name());
        json.WriteString("phase"u8, step.Phase.Name());
        json.WriteNumber("phase_confidence"u8, step.PhaseConfidence);
        json.WriteString("phase_why"u8, step.PhaseWhy);
        json.WriteNumber("difficulty"u8, step.Difficulty);
        json.WriteStartArray("risk"u8);
        if (step.Risk != Risk.None)
        {
            foreach (string risk in RiskNames.Names(step.Risk))
            {
                json.WriteStringValue(risk);
            }
        }

        json.WriteEndArray();
        DecisionInputs.Flag(json, "plan_mode"u8, step.PlanMode);
        json.WriteString("session"u8, step.Session);
        json.WriteString("track"u8, step.Track);
        DecisionInputs.Flag(json, "human_turn"u8, step.HumanTurn);
        DecisionInputs.Flag(json, "signed_reasoning"u8, step.SignedReasoning);
        json.WriteNumber("messages"u8, step.Messages);
        json.WriteNumber("input_tokens"u8, step.InputTokens);
        if (step.MaxOutput is { } most)
        {
            json.WriteNumber("max_output"u8, most);
        }

        json.WriteString("needs"u8, step.Needs == Capability.None ? "none" : string.Join(' ', step.Needs.Names()));
        if (step.Language is { } language)
        {
            json.WriteString("language"u8, language);
        }

        if (step.Repository is { } repository)
        {
            json.WriteString("repository"u8, repository);
        }

        if (step.Evidence.Outcome is not null)
        {
            Write(json, step.Evidence);
        }

        json.WriteEndObject();
    }

    /// <summary>The step, its words missing; throws what <see cref="JsonElement"/> throws on anything else.</summary>
    public static Step Read(JsonElement detail)
    {
        var json = detail.GetProperty("step");
        return new Step
        {
            Agent = json.Text("agent"),
            AgentConfidence = json.GetProperty("agent_confidence").GetDouble(),
            Kind = (StepKind)Math.Max(0, Array.IndexOf(StepWords.Kinds, json.Text("kind"))),
            Phase = StepNames.ParsePhase(json.Text("phase")) ?? Phase.ChatOther,
            PhaseConfidence = json.GetProperty("phase_confidence").GetDouble(),
            PhaseWhy = json.Text("phase_why") ?? "",
            Difficulty = json.Int("difficulty"),
            Risk = json.GetProperty("risk").EnumerateArray().Aggregate(Risk.None, static (all, name) => all | RiskNames.Parse(name.GetString())),
            PlanMode = json.Flag("plan_mode"),
            Session = json.Text("session") ?? "",
            Track = json.Text("track") ?? "main",
            HumanTurn = json.Flag("human_turn"),
            SignedReasoning = json.Flag("signed_reasoning"),
            Messages = json.Int("messages"),
            InputTokens = json.Int("input_tokens"),
            MaxOutput = json.Member("max_output")?.GetInt32(),
            Needs = CapabilityNames.ParseAll(json.Text("needs")),
            Language = json.Text("language"),
            Repository = json.Text("repository"),
            Evidence = json.Member("evidence") is { } evidence ? ReadEvidence(evidence) : StepEvidence.None,
        };
    }

    private static void Write(Utf8JsonWriter json, StepEvidence evidence)
    {
        json.WriteStartObject("evidence"u8);
        json.WriteString("outcome"u8, evidence.Outcome!.Value.Name());
        json.WriteString("summary"u8, evidence.Summary);
        if (evidence.DeltaFailing is { } delta)
        {
            json.WriteNumber("delta_failing"u8, delta);
        }

        DecisionInputs.Flag(json, "edited_between"u8, evidence.EditedBetweenRuns);
        json.WriteNumber("same_failure"u8, evidence.SameFailure);
        json.WriteBoolean("stuck"u8, evidence.Stuck);
        var suites = evidence.Runs.Select(static r => r.Suite).Distinct(StringComparer.Ordinal).ToList();
        if (suites.Count > 0)
        {
            WriteRuns(json, "runs"u8, evidence.Runs, suites);
            // Of the runs before only those of the same suites are ever compared with.
            WriteRuns(json, "earlier"u8, [.. evidence.EarlierRuns.Where(r => suites.Contains(r.Suite, StringComparer.Ordinal))], suites);
        }

        json.WriteEndObject();
    }

    private static void WriteRuns(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<RunReport> runs, List<string> suites)
    {
        if (runs.Count == 0)
        {
            return;
        }

        // [number of the suite, runner, outcome, failed, passed]; −1 where there was no count
        json.WriteStartArray(name);
        foreach (var run in runs)
        {
            json.WriteStartArray();
            json.WriteNumberValue(suites.IndexOf(run.Suite));
            json.WriteStringValue(run.Runner);
            json.WriteStringValue(run.Outcome.Name());
            json.WriteNumberValue(run.Failed ?? -1);
            json.WriteNumberValue(run.Passed ?? -1);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static StepEvidence ReadEvidence(JsonElement json) => new()
    {
        Outcome = Of(json.Text("outcome")),
        Summary = json.Text("summary"),
        DeltaFailing = json.Member("delta_failing")?.GetInt32(),
        EditedBetweenRuns = json.Flag("edited_between"),
        SameFailure = json.Int("same_failure"),
        Stuck = json.Flag("stuck"),
        Runs = ReadRuns(json.Member("runs")),
        EarlierRuns = ReadRuns(json.Member("earlier")),
    };

    private static RunReport[] ReadRuns(JsonElement? json) => json is not { } runs ? [] :
    [
        .. runs.EnumerateArray().Select(r => new RunReport(
            r[0].GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture),
            r[1].GetString() ?? "",
            r[3].GetInt32() is >= 0 and var failed ? failed : null,
            r[4].GetInt32() is >= 0 and var passed ? passed : null,
            Of(r[2].GetString()) ?? Outcome.OtherError)),
    ];

    private static Outcome? Of(string? word) => Array.IndexOf(StepWords.Outcomes, word) is >= 0 and var at ? (Outcome)at : null;
}
