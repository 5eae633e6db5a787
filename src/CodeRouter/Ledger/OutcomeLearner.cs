using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Steps;

namespace CodeRouter.Ledger;

/// <summary>
/// Reads the books behind the traffic and learns from them how well each model does at each kind of work. Everything is taken from the
/// ledger, so that a restart loses nothing and gateways over one store learn from one another.
/// </summary>
/// <param name="settings">The numbers in force; a reload changes them.</param>
public sealed class OutcomeLearner(IOutcomeSource books, INoteStore notes, Func<LearningSettings> settings, TimeProvider time) : IDisposable
{
    private const int Portion = 500, LongestPast = 200_000, MostTracks = 20_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2), SaveEvery = TimeSpan.FromSeconds(30), Silent = TimeSpan.FromMinutes(30);

    private readonly Dictionary<(string Session, string Track, string? Key), (TurnOutcomes Turn, DateTimeOffset At)> _tracks = [];
    private readonly Lock _learning = new();
    private ITimer? _timer;
    private LearnedNote? _place;
    private SuccessEstimates _current = SuccessEstimates.Empty;
    private DateTimeOffset _saved;
    private bool _unsaved;

    /// <summary>What is known by now.</summary>
    public SuccessEstimates Current => Volatile.Read(ref _current);

    /// <summary>Reads on from now on, a moment behind the writer.</summary>
    public void Watch() => _timer ??= time.CreateTimer(_ => CatchUpQuietly(), null, TimeSpan.Zero, Interval);

    /// <summary>Reads what has been entered since.</summary>
    public void CatchUp()
    {
        lock (_learning)
        {
            if (_place is null)
            {
                _place = LearnedNote.Read(notes.Read(LearnedNote.Name)) ?? new LearnedNote(books.PlaceBefore(LongestPast), "", []);
                Volatile.Write(ref _current, SuccessEstimates.Of(_place.Tallies));
            }

            while (ReadOn())
            {
            }

            EndSilent(time.GetUtcNow());
            Save(time.GetUtcNow() - _saved > SaveEvery);
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        try
        {
            lock (_learning)
            {
                Save(true);
            }
        }
        catch (Exception e) when (e is System.Data.Common.DbException or IOException)
        {
            // Read again from the books at the next start.
        }
    }

    private bool ReadOn()
    {
        var steps = books.StepsAfter(_place!.Step, Portion);
        foreach (var (place, step) in steps)
        {
            Take(step);
            _place = _place with { Step = place };
        }

        var feedback = books.FeedbackAfter(_place.Feedback, Portion);
        foreach (var (said, about) in feedback)
        {
            Take(said, about);
            _place = _place with { Feedback = said.Id };
        }

        _unsaved |= steps.Count + feedback.Count > 0;
        return steps.Count == Portion || feedback.Count == Portion;
    }

    private void Take(StepRecord step)
    {
        if (!IsWork(step))
        {
            return;
        }

        if (_tracks.Count >= MostTracks)
        {
            _tracks.Clear();
        }

        var key = (step.Session, step.Track, step.KeyId);
        var turn = _tracks.TryGetValue(key, out var known) ? known.Turn : new TurnOutcomes();
        _tracks[key] = (turn, step.At);
        if (turn.Next(Decision(step), step.HumanTurn, step.EvidenceOutcome) is { } earned)
        {
            Learn(earned, 1, step.At);
        }
    }

    private void Take(Feedback feedback, IReadOnlyList<StepRecord> about)
    {
        double? success = feedback.Fit is "underpowered" or "failed" ? 0 : feedback.Outcome switch
        {
            "success" => 1,
            "failure" => 0,
            "partial" => feedback.Score ?? 0.5,
            _ => null,
        };
        var decisions = about.Where(IsWork).Select(Decision).Reverse().ToList();
        if (!feedback.IsClaim && success is { } known && decisions.Count > 0)
        {
            Learn(new EarnedOutcome(decisions, known), feedback.Weight / 3.0, feedback.At);
        }
    }

    private void Learn(EarnedOutcome earned, double weight, DateTimeOffset at)
    {
        var learning = settings();
        var credits = SuccessEstimates.Credits(earned.Decisions.Count, learning.CreditFade);
        var next = _current;
        for (int i = 0; i < credits.Count; i++)
        {
            var (model, phase, place) = earned.Decisions[i];
            next = next.After(model, phase, place, earned.Success, weight * credits[i], at, learning);
        }

        Volatile.Write(ref _current, next);
    }

    private void EndSilent(DateTimeOffset now)
    {
        foreach (var (key, (turn, at)) in _tracks.Where(t => now - t.Value.At > Silent).ToList())
        {
            if (turn.End() is { } earned)
            {
                Learn(earned, 1, at);
                _unsaved = true;
            }

            _tracks.Remove(key);
        }
    }

    private void Save(bool due)
    {
        if (_unsaved && due && _place is not null)
        {
            _saved = time.GetUtcNow();
            notes.Write(LearnedNote.Name, (_place with { Tallies = [.. _current.Tallies] }).Write(), _saved);
            _unsaved = false;
        }
    }

    private static bool IsWork(StepRecord step) =>
        step is { Model: not null, State: StepState.Answered or StepState.Truncated, Kind: StepKind.Turn or StepKind.ToolContinuation or StepKind.Subagent };

    private static EarningDecision Decision(StepRecord step) => new(step.Model!, step.Phase, new WorkPlace(step.Language, step.Repository));

    private void CatchUpQuietly()
    {
        if (!_learning.TryEnter())
        {
            return;
        }

        try
        {
            CatchUp();
        }
        catch (Exception e) when (e is System.Data.Common.DbException or IOException)
        {
            // What is known goes on counting; the next look is a moment away, and health reports the database.
        }
        finally
        {
            _learning.Exit();
        }
    }
}
