using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Simulation;

/// <summary>A way to choose models through one session; made anew for each.</summary>
public interface ISessionPolicy
{
    /// <summary>The model for a step, the session state to hand back next, and what the step is expected to cost in USD where that is said.</summary>
    (ModelCard Model, SessionState State, decimal? ExpectedUsd) Choose(Step step, SessionState state, DateTimeOffset now);

    /// <summary>Hears what an answer came to; output tokens that were to be expected of the model, 0 where nothing is learned.</summary>
    double Answered(ModelCard model, Step step, SessionState before, Usage usage, DateTimeOffset now) => 0;
}

/// <summary>The ways a session can be routed that are worth comparing.</summary>
public static class SessionPolicies
{
    /// <summary>What this router does by default.</summary>
    public static Func<ISessionPolicy> Default(Policy policy)
    {
        // Of answers the next session knows what this one learned.
        var learned = new Learned();
        return () => new Routed(policy, learned);
    }

    /// <summary>Every step on its own, as if there were no session: no cache, no evidence kept, no staying.</summary>
    public static Func<ISessionPolicy> PerStep(Policy policy) => () => new Forgetful(policy);

    /// <summary>The choice of the first step, kept to the end.</summary>
    public static Func<ISessionPolicy> Sticky(Policy policy) => () => new Kept(policy);

    /// <summary>One model for everything.</summary>
    public static Func<ISessionPolicy> Always(ModelCard model) => () => new One(model);

    /// <summary>A pool whose windows are all too small still plays on, with its widest model: a day is compared to its end.</summary>
    private static Decision Decide(Policy policy, Step step, SessionState state, DateTimeOffset now, AnswerHabits? habits = null)
    {
        var decision = Router.Decide(step, policy, new Situation { Now = now, AskedModel = Policy.AutoGroup, Session = state, Habits = habits ?? AnswerHabits.None });
        return decision.Model is not null ? decision : decision with { Model = policy.Models.MaxBy(m => m.ContextWindow ?? int.MaxValue) };
    }

    private sealed class Learned
    {
        public AnswerHabits Habits { get; set; } = AnswerHabits.None;
    }

    private sealed class Routed(Policy policy, Learned learned) : ISessionPolicy
    {
        public (ModelCard, SessionState, decimal?) Choose(Step step, SessionState state, DateTimeOffset now)
        {
            var decision = Decide(policy, step, state, now, learned.Habits);
            return (decision.Model!, decision.Session, decision.CostUsd);
        }

        public double Answered(ModelCard model, Step step, SessionState before, Usage usage, DateTimeOffset now)
        {
            var lesson = AnswerLesson.Of(learned.Habits, model.Name, step, before, policy, usage, now);
            learned.Habits = lesson.Habits;
            return lesson.ExpectedOutput;
        }
    }

    private sealed class Forgetful(Policy policy) : ISessionPolicy
    {
        public (ModelCard, SessionState, decimal?) Choose(Step step, SessionState state, DateTimeOffset now) =>
            (Decide(policy, step, SessionState.New, now).Model!, state, null);
    }

    private sealed class Kept(Policy policy) : ISessionPolicy
    {
        private ModelCard? _model;

        public (ModelCard, SessionState, decimal?) Choose(Step step, SessionState state, DateTimeOffset now) =>
            (_model ??= Decide(policy, step, SessionState.New, now).Model!, state, null);
    }

    private sealed class One(ModelCard model) : ISessionPolicy
    {
        public (ModelCard, SessionState, decimal?) Choose(Step step, SessionState state, DateTimeOffset now) => (model, state, null);
    }
}
