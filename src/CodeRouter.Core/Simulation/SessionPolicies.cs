using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Simulation;

/// <summary>A way to choose models through one session; made anew for each.</summary>
public interface ISessionPolicy
{
    /// <summary>The model for a step, and the session state to hand back next.</summary>
    (ModelCard Model, SessionState State) Choose(Step step, SessionState state, DateTimeOffset now);
}

/// <summary>The ways a session can be routed that are worth comparing.</summary>
public static class SessionPolicies
{
    /// <summary>What this router does by default.</summary>
    public static Func<ISessionPolicy> Default(Policy policy) => () => new Routed(policy);

    /// <summary>Every step on its own, as if there were no session: no cache, no evidence kept, no staying.</summary>
    public static Func<ISessionPolicy> PerStep(Policy policy) => () => new Forgetful(policy);

    /// <summary>The choice of the first step, kept to the end.</summary>
    public static Func<ISessionPolicy> Sticky(Policy policy) => () => new Kept(policy);

    /// <summary>One model for everything.</summary>
    public static Func<ISessionPolicy> Always(ModelCard model) => () => new One(model);

    /// <summary>A pool whose windows are all too small still plays on, with its widest model: a day is compared to its end.</summary>
    private static Decision Decide(Policy policy, Step step, SessionState state, DateTimeOffset now)
    {
        var decision = Router.Decide(step, policy, new Situation { Now = now, AskedModel = Policy.AutoGroup, Session = state });
        return decision.Model is not null ? decision : decision with { Model = policy.Models.MaxBy(m => m.ContextWindow ?? int.MaxValue) };
    }

    private sealed class Routed(Policy policy) : ISessionPolicy
    {
        public (ModelCard, SessionState) Choose(Step step, SessionState state, DateTimeOffset now)
        {
            var decision = Decide(policy, step, state, now);
            return (decision.Model!, decision.Session);
        }
    }

    private sealed class Forgetful(Policy policy) : ISessionPolicy
    {
        public (ModelCard, SessionState) Choose(Step step, SessionState state, DateTimeOffset now) =>
            (Decide(policy, step, SessionState.New, now).Model!, state);
    }

    private sealed class Kept(Policy policy) : ISessionPolicy
    {
        private ModelCard? _model;

        public (ModelCard, SessionState) Choose(Step step, SessionState state, DateTimeOffset now) =>
            (_model ??= Decide(policy, step, SessionState.New, now).Model!, state);
    }

    private sealed class One(ModelCard model) : ISessionPolicy
    {
        public (ModelCard, SessionState) Choose(Step step, SessionState state, DateTimeOffset now) => (model, state);
    }
}
