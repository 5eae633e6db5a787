using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Steps;
using CodeRouter.Ledger;

namespace CodeRouter.Gateway;

/// <summary>What answers were like so far, on this gateway; at start it is read back from the books, but for the caches. Safe for several threads.</summary>
public sealed class AnswerLearning
{
    private readonly Lock _gate = new();
    private AnswerHabits _current = AnswerHabits.None;

    /// <summary>As they are now: a snapshot.</summary>
    public AnswerHabits Current => Volatile.Read(ref _current);

    /// <summary>Learns from answered steps, oldest first.</summary>
    public void Learn(IEnumerable<StepRecord> steps, WorkSettings work)
    {
        lock (_gate)
        {
            foreach (var step in steps)
            {
                if (step is { State: StepState.Answered, UsageEstimated: false, Model: { } model, Mode: not null })
                {
                    var kind = AnswerKind.Of(step.Kind, step.Phase, step.HumanTurn);
                    Volatile.Write(ref _current, _current.After(model, kind, work.UsualOutput(kind, step.Phase), step.Usage, step.InputTokensEstimated, warm: 0));
                }
            }
        }
    }

    /// <summary>Learns from an answer to a step of this track, and tells how many output tokens were to be expected, the track aside.</summary>
    /// <param name="session">The track before the answer.</param>
    public double Learn(string model, Step step, SessionState session, Policy policy, Usage usage, DateTimeOffset now)
    {
        lock (_gate)
        {
            var lesson = AnswerLesson.Of(_current, model, step, session, policy, usage, now);
            Volatile.Write(ref _current, lesson.Habits);
            return lesson.ExpectedOutput;
        }
    }
}
