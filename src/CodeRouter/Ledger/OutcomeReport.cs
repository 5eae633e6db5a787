using System.Text.Json;
using CodeRouter.Core.Steps;

namespace CodeRouter.Ledger;

/// <summary>One model, phase or repository: what it cost, what the baseline would have, how its tasks ended.</summary>
/// <param name="SavedPercent">Against the baseline, of the steps that could be compared; null when none could.</param>
/// <param name="Successes">Judged tasks that ended well, counted for the model that took their last step.</param>
public sealed record OutcomeLine(string? Name, long Requests, decimal? CostUsd, decimal? SavedUsd, double? SavedPercent, long Successes, long Failures, double? FirstByteMs)
{
    /// <summary>Judged tasks that began here and were ended by a stronger model.</summary>
    public long Escalated { get; init; }

    public double? SuccessRate => Successes + Failures == 0 ? null : (double)Successes / (Successes + Failures);
}

/// <summary>
/// Measured outcomes by model, phase and repository. Costs are of all steps asked about; verdicts (tests, people) of the tasks among the
/// newest <see cref="NewestSteps"/> steps.
/// </summary>
public sealed class OutcomeReport(ILedgerStore store)
{
    public const int NewestSteps = 20_000;
    private const int Portion = 1000;

    public async Task<OutcomeTables> ReadAsync(UsageQuery query, CancellationToken cancellationToken)
    {
        var ended = await EndedAsync(query, cancellationToken).ConfigureAwait(false);
        var totals = await store.UsageAsync(query with { GroupBy = UsageGrouping.None }, cancellationToken).ConfigureAwait(false);
        return new OutcomeTables(
            Line(query, null, totals.Totals, ended, static _ => true),
            await LinesAsync(query, UsageGrouping.Model, ended, static s => s.Model, cancellationToken).ConfigureAwait(false),
            await LinesAsync(query, UsageGrouping.Phase, ended, static s => Core.Steps.StepNames.Name(s.Phase), cancellationToken).ConfigureAwait(false),
            await LinesAsync(query, UsageGrouping.Repo, ended, static s => s.Repository, cancellationToken).ConfigureAwait(false));
    }

    private async Task<IReadOnlyList<OutcomeLine>> LinesAsync(
        UsageQuery query, UsageGrouping grouping, List<Ended> ended, Func<StepRecord, string?> name, CancellationToken cancellationToken)
    {
        var answer = await store.UsageAsync(query with { GroupBy = grouping }, cancellationToken).ConfigureAwait(false);
        return [.. answer.Groups.Select(g => Line(query, g.Name, g.Sums, ended, s => (name(s) ?? "") == (g.Name ?? "")))];
    }

    private static OutcomeLine Line(UsageQuery query, string? name, UsageSums sums, List<Ended> ended, Func<StepRecord, bool> mine)
    {
        decimal baseline = sums.Usd(Measure.BaselineCost), spent = sums.Usd(Measure.BaselineComparedCost) + sums.Usd(Measure.RouterCost);
        long requests = sums.Whole(Measure.Requests);
        var here = ended.Where(e => Asked(query, e.Last) && mine(e.Last)).ToList();
        return new OutcomeLine(
            name, requests, sums.IsCostUnknown ? null : sums.Usd(Measure.Cost), baseline > 0 ? baseline - spent : null, baseline > 0 ? (double)((baseline - spent) / baseline) * 100 : null,
            here.Count(static e => e.Success), here.Count(static e => !e.Success),
            sums.Whole(Measure.FirstBytes) is > 0 and var firsts ? (double)sums.Whole(Measure.FirstByteMs) / firsts : null)
        { Escalated = ended.Count(e => e.IsEscalated && Asked(query, e.First) && mine(e.First)) };
    }

    // Every judged task; what a verdict says is about the work as its last step left it.
    private async Task<List<Ended>> EndedAsync(UsageQuery query, CancellationToken cancellationToken)
    {
        var sessions = new Dictionary<string, List<StepRecord>>(StringComparer.Ordinal);
        for (int offset = 0; offset < NewestSteps; offset += Portion)
        {
            var steps = await store.StepsAsync(new StepQuery { Session = query.Session, KeyId = query.KeyId, Since = query.Since, Until = query.Until, Limit = Portion, Offset = offset }, cancellationToken).ConfigureAwait(false);
            foreach (var step in steps)
            {
                (sessions.TryGetValue(step.Session, out var known) ? known : sessions[step.Session] = []).Add(step);
            }

            if (steps.Count < Portion)
            {
                break;
            }
        }

        var ended = new List<Ended>();
        foreach (var (session, steps) in sessions)
        {
            foreach (var task in await store.TasksAsync(session, query.KeyId, cancellationToken).ConfigureAwait(false))
            {
                // Newest first: the first within the task's time is its last. Tracks of one session may overlap; a verdict is about all of them.
                bool Within(StepRecord step) => step.At >= task.StartedAt && step.At <= task.LastAt && step.Model is not null;
                if (task.Verdict != Verdict.None && steps.Find(Within) is { } last)
                {
                    // A title or a sub-agent on the smallest model is no beginning of the task.
                    var first = steps.FindLast(s => Within(s) && s.Kind is StepKind.Turn or StepKind.ToolContinuation) ?? last;
                    ended.Add(new Ended(first, last, task.Verdict == Verdict.Successful));
                }
            }
        }

        return ended;
    }

    private sealed record Ended(StepRecord First, StepRecord Last, bool Success)
    {
        public bool IsEscalated => Last.Tier > First.Tier;
    }

    private static bool Asked(UsageQuery query, StepRecord step) =>
        (query.Model is null || query.Model == step.Model) && (query.Agent is null || query.Agent == step.Agent) && (query.Phase is null || query.Phase == Core.Steps.StepNames.Name(step.Phase));
}

/// <summary>What <see cref="OutcomeReport"/> found.</summary>
public sealed record OutcomeTables(OutcomeLine Totals, IReadOnlyList<OutcomeLine> Models, IReadOnlyList<OutcomeLine> Phases, IReadOnlyList<OutcomeLine> Repositories)
{
    /// <summary>Of books that nothing was written to.</summary>
    public static readonly OutcomeTables None = new(new OutcomeLine(null, 0, 0, null, null, 0, 0, null), [], [], []);

    private const int Few = 3, LeastTasks = 3;

    public byte[] Json() => ReportJson.Write(json =>
    {
        json.WriteStartObject("totals");
        Members(json, Totals);
        json.WriteEndObject();
        Lines(json, "by_model", "model", Models);
        Lines(json, "by_phase", "phase", Phases);
        Lines(json, "by_repo", "repo", Repositories);

        Lines(json, "top_performers", "model", Best);
        Lines(json, "bottom_performers", "model", Worst);
    });

    /// <summary>Of the models with enough judged tasks those that did best, best first.</summary>
    public IReadOnlyList<OutcomeLine> Best => [.. Ranked.Take(Math.Min(Few, (Ranked.Count + 1) / 2))];

    /// <summary>And those that did worst, worst first: never one that is among the best.</summary>
    public IReadOnlyList<OutcomeLine> Worst => [.. Ranked.Reverse().Take(Math.Min(Few, Ranked.Count / 2))];

    // Below a few judged tasks a rate says nothing.
    private IReadOnlyList<OutcomeLine> Ranked => [.. Models.Where(static m => m.Successes + m.Failures >= LeastTasks).OrderByDescending(static m => m.SuccessRate)];

    private static void Lines(Utf8JsonWriter json, string member, string name, IReadOnlyList<OutcomeLine> lines)
    {
        json.WriteStartArray(member);
        foreach (var line in lines)
        {
            json.WriteStartObject();
            json.WriteString(name, line.Name);
            Members(json, line);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Members(Utf8JsonWriter json, OutcomeLine line)
    {
        json.WriteNumber("requests", line.Requests);
        json.Usd("cost_usd", line.CostUsd);
        json.Usd("savings_usd", line.SavedUsd);
        json.Number("savings_percent", line.SavedPercent);
        json.WriteNumber("tasks", line.Successes + line.Failures);
        json.WriteNumber("successes", line.Successes);
        json.WriteNumber("failures", line.Failures);
        json.WriteNumber("escalated", line.Escalated);
        json.Number("success_rate", line.SuccessRate);
        json.Number("mean_first_byte_ms", line.FirstByteMs);
    }
}
