using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>What a batch adds by hour, by day and by session: written in the same transaction as its steps, so that usage is never behind.</summary>
internal sealed class RollUpSums
{
    private readonly Dictionary<SlotKey, StepSums> _hours = [];
    private readonly Dictionary<(string Id, string Key), SessionPart> _sessions = [];
    private readonly Dictionary<(string Group, long Day), StepSums> _groups = [];

    private readonly Dictionary<(TallyKind Kind, string Name, long Hour), long> _tallies = [];

    public IReadOnlyDictionary<SlotKey, StepSums> Hours => _hours;

    public IReadOnlyDictionary<(string Id, string Key), SessionPart> Sessions => _sessions;

    /// <summary>Token groups by day.</summary>
    public IReadOnlyDictionary<(string Group, long Day), StepSums> Groups => _groups;

    /// <summary>Counts by name and hour.</summary>
    public IReadOnlyDictionary<(TallyKind Kind, string Name, long Hour), long> Tallies => _tallies;

    /// <param name="judged">The tier whose work a test run in this step's request was about, and what it said.</param>
    public void Add(StepRecord step, long baselineExtra, (Tier Tier, Verdict Verdict)? judged)
    {
        var hour = new SlotKey(
            StepTime.ToMicros(step.At) / StepTime.Hour, step.KeyId ?? "", step.Model ?? "", step.Phase, step.Agent ?? "", step.Tier,
            step.Repository ?? "", step.BaselineModel ?? "");
        if (!_hours.TryGetValue(hour, out var sums))
        {
            _hours.Add(hour, sums = new StepSums());
        }

        sums.Add(step, baselineExtra);
        foreach (var (kind, name, count) in StepTally.Of(step))
        {
            Count(kind, name, hour.Slot, count);
        }

        if (judged is { } run)
        {
            Count(run.Verdict == Verdict.Successful ? TallyKind.TestsPassed : TallyKind.TestsFailed, run.Tier.Name(), hour.Slot, 1);
        }

        var id = (step.Session, step.KeyId ?? "");
        if (!_sessions.TryGetValue(id, out var session))
        {
            _sessions.Add(id, session = new SessionPart());
        }

        session.Add(step, baselineExtra);
        if (step.TokenGroup is { } group)
        {
            var day = (group, hour.Slot / 24);
            if (!_groups.TryGetValue(day, out var shared))
            {
                _groups.Add(day, shared = new StepSums());
            }

            shared.Add(step, baselineExtra);
        }
    }

    private void Count(TallyKind kind, string name, long hour, long count) => _tallies[(kind, name, hour)] = _tallies.GetValueOrDefault((kind, name, hour)) + count;

    /// <summary>Days from the batch's hours: a batch has few of either.</summary>
    public IReadOnlyDictionary<SlotKey, StepSums> Days()
    {
        var days = new Dictionary<SlotKey, StepSums>();
        foreach (var (key, sums) in _hours)
        {
            var day = key with { Slot = key.Slot / 24 };
            if (!days.TryGetValue(day, out var daily))
            {
                days.Add(day, daily = new StepSums());
            }

            daily.Add(sums);
        }

        return days;
    }

    public void Forget()
    {
        _hours.Clear();
        _sessions.Clear();
        _groups.Clear();
        _tallies.Clear();
    }
}

/// <summary>One row of a roll-up: the number of the hour or day since 1970, UTC, and what it is split by.</summary>
internal readonly record struct SlotKey(
    long Slot, string Key, string Model, Phase Phase, string Agent, Tier? Tier, string Repository, string Baseline);

/// <summary>What a batch says about one session.</summary>
internal sealed class SessionPart
{
    public StepSums Sums { get; } = new();

    public string? Agent { get; private set; }

    public string? Repository { get; private set; }

    public long FirstAt { get; private set; } = long.MaxValue;

    public long LastAt { get; private set; }

    public string? LastModel { get; private set; }

    public Phase? LastPhase { get; private set; }

    public void Add(StepRecord step, long baselineExtra)
    {
        Sums.Add(step, baselineExtra);
        long at = StepTime.ToMicros(step.At);
        Agent = step.Agent ?? Agent;
        Repository = step.Repository ?? Repository;
        (FirstAt, LastAt) = (Math.Min(FirstAt, at), Math.Max(LastAt, at));
        // A title says nothing about where the work stands.
        if (step.Kind is StepKind.Turn or StepKind.ToolContinuation)
        {
            (LastModel, LastPhase) = (step.Model ?? LastModel, step.Phase);
        }
    }
}
