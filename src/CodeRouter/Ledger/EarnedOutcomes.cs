using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Steps;

namespace CodeRouter.Ledger;

/// <summary>What the decisions of the books earned, read in the order they were entered: by their tracks' own test runs, and by what was reported of them.</summary>
public sealed class EarnedOutcomes
{
    private const int MostTracks = 20_000;
    private static readonly TimeSpan Silent = TimeSpan.FromMinutes(30);

    private readonly Dictionary<(string Session, string Track, string? Key), (TurnOutcomes Turn, DateTimeOffset At)> _tracks = [];

    /// <summary>What the next step of the books says about those before it on its track; null where that is nothing.</summary>
    public EarnedOutcome? Of(StepRecord step)
    {
        if (!IsWork(step))
        {
            return null;
        }

        if (_tracks.Count >= MostTracks)
        {
            _tracks.Clear();
        }

        var key = (step.Session, step.Track, step.KeyId);
        var turn = _tracks.TryGetValue(key, out var known) ? known.Turn : new TurnOutcomes();
        _tracks[key] = (turn, step.At);
        return turn.Next(Decision(step), step.HumanTurn, step.EvidenceOutcome);
    }

    /// <summary>What a report says; null where it is a model's own claim or names no outcome.</summary>
    /// <param name="about">The steps it was applied to, oldest first.</param>
    public static EarnedOutcome? Of(Feedback feedback, IReadOnlyList<StepRecord> about)
    {
        double? success = feedback.Fit is "underpowered" or "failed" ? 0 : feedback.Outcome switch
        {
            "success" => 1,
            "failure" => 0,
            "partial" => feedback.Score ?? 0.5,
            _ => null,
        };
        var decisions = about.Where(IsWork).Select(Decision).Reverse().ToList();
        return !feedback.IsClaim && success is { } known && decisions.Count > 0 ? new EarnedOutcome(decisions, known) : null;
    }

    /// <summary>What tracks earned that have been silent for long, each with its last step's time.</summary>
    public IEnumerable<(EarnedOutcome Earned, DateTimeOffset At)> OfSilent(DateTimeOffset now)
    {
        foreach (var (key, (turn, at)) in _tracks.Where(t => now - t.Value.At > Silent).ToList())
        {
            _tracks.Remove(key);
            if (turn.End() is { } earned)
            {
                yield return (earned, at);
            }
        }
    }

    private static bool IsWork(StepRecord step) =>
        step is { Model: not null, State: StepState.Answered or StepState.Truncated, Kind: StepKind.Turn or StepKind.ToolContinuation or StepKind.Subagent };

    private static EarningDecision Decision(StepRecord step) => new(step.Model!, step.Phase, new WorkPlace(step.Language, step.Repository)) { Step = step.Id };
}
