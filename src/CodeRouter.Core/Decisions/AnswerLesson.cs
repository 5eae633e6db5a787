using CodeRouter.Core.Conversations;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Decisions;

/// <summary>What one answer teaches about the next ones.</summary>
/// <param name="Habits">The habits with this answer among them.</param>
/// <param name="ExpectedOutput">Output tokens that were to be expected before, the track aside: what the track's own bend is measured from.</param>
public readonly record struct AnswerLesson(AnswerHabits Habits, double ExpectedOutput)
{
    // A cache keeps whole blocks, and small prompts not at all: below this there is nothing to be learned of it.
    private const long LeastWarm = 2048;

    /// <param name="session">The track before the answer.</param>
    /// <param name="usage">As the vendor counted it.</param>
    public static AnswerLesson Of(AnswerHabits habits, string model, Step step, SessionState session, Policy policy, Usage usage, DateTimeOffset now)
    {
        var kind = AnswerKind.Of(step.Kind, step.Phase, step.HumanTurn);
        double usual = policy.Work.UsualOutput(kind, step.Phase);
        long warm = kind.IsWork && session.Caches.TryGetValue(model, out var cache) ? cache.Warm(now, policy.Escalation.CacheSeconds, usage.TotalInput) : 0;
        return new(
            habits.After(model, kind, usual, usage, step.InputTokens, warm >= LeastWarm ? warm : 0),
            usual * Math.Exp(habits.Of(model, kind).Bend));
    }
}
