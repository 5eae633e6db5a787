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
    private const int Portion = 500, LongestPast = 200_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2), SaveEvery = TimeSpan.FromSeconds(30);

    private readonly EarnedOutcomes _earned = new();
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
            Learn(_earned.Of(step), 1, step.At);
            _place = _place with { Step = place };
        }

        var feedback = books.FeedbackAfter(_place.Feedback, Portion);
        foreach (var (said, about) in feedback)
        {
            Learn(EarnedOutcomes.Of(said, about), said.Weight / 3.0, said.At);
            _place = _place with { Feedback = said.Id };
        }

        _unsaved |= steps.Count + feedback.Count > 0;
        return steps.Count == Portion || feedback.Count == Portion;
    }

    private void Learn(EarnedOutcome? earned, double weight, DateTimeOffset at)
    {
        if (earned is null)
        {
            return;
        }

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
        foreach (var (earned, at) in _earned.OfSilent(now))
        {
            Learn(earned, 1, at);
            _unsaved = true;
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
