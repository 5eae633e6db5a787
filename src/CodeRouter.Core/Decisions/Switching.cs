using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Decisions;

/// <summary>Where a session may change models, what a change costs, and how much changing may cost in all.</summary>
internal static class Switching
{
    /// <summary>Whether this is a safe place to change models; the tool loop of a running turn is none.</summary>
    public static bool AtBoundary(Deliberation d)
    {
        var before = d.Before;
        return before.Model is null
            || d.Step.HumanTurn
            || before.PlanMode != d.Step.PlanMode
            || Compacted(before, d);
    }

    /// <summary>
    /// Whether a model can go on in the middle of a tool loop: signed reasoning goes back to whoever signed it, and only models reached the
    /// same way can read it.
    /// </summary>
    public static bool CanFollow(Deliberation d, ModelCard from, ModelCard to) =>
        !d.Step.SignedReasoning || d.Step.HumanTurn || ReferenceEquals(from, to) || from.Formats.Count == 0 || to.Formats.Count == 0 || from.Formats.Any(to.Formats.Contains);

    /// <summary>Whether the session may still spend this much on changing.</summary>
    public static bool WithinCap(Deliberation d, Weighed to, Weighed current)
    {
        double cost = to.StepCost - current.StepCost;
        double share = d.Index.Policy.Escalation.SwitchSpendShare;
        return cost <= 0 || (double)d.Before.SwitchUsd + cost <= share * ((double)d.Before.StayUsd + current.TurnCost);
    }

    /// <summary>Books this step: what staying would have cost, and what the change cost over it.</summary>
    public static SessionState Account(Deliberation d, ModelCard chosen, SessionState after)
    {
        if (d.Index.Find(d.Before.Model) is not { } current
            || d.Usd(current) is not { } stay)
        {
            return after with { StayUsd = after.StayUsd + (d.Usd(chosen) ?? 0) };
        }

        decimal change = ReferenceEquals(current, chosen)
            ? 0
            : Math.Max(0, (d.Usd(chosen) ?? stay) - stay);
        return after with { StayUsd = after.StayUsd + stay, SwitchUsd = after.SwitchUsd + change };
    }

    // The history was replaced by a summary: every cache is cold, so a change costs nothing extra.
    private static bool Compacted(SessionState before, Deliberation d) =>
        before.Model is { } model
        && before.Caches.TryGetValue(model, out var cache)
        && cache.Tokens > d.Index.Policy.Escalation.WorthKeepingTokens
        && d.Input < cache.Tokens / 2;
}
