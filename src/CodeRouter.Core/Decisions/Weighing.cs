using CodeRouter.Core.Models;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Decisions;

/// <summary>One eligible model with what it would cost and how likely it gets there.</summary>
/// <param name="StepUsd">Expected USD of this step; null when the price is unknown.</param>
/// <param name="StepCost">The same for ordering, unknown prices assumed.</param>
/// <param name="TurnCost">Expected USD until the human speaks again, extra steps of weaker models included.</param>
/// <param name="Success">Probability that the turn succeeds.</param>
/// <param name="FailureCost">What the chance of failure costs in USD.</param>
/// <param name="Effort">Reasoning effort this was weighed with; null where it is left alone.</param>
internal sealed record Weighed(
    ModelCard Model, decimal? StepUsd, double StepCost, double TurnCost, double Success, double FailureCost, long Warm, string? Effort = null)
{
    public double Expected => TurnCost + FailureCost;

    public Tier Tier => Model.Tier;

    /// <summary>J as the budget runs down: a turn that would use much of what is left weighs more, without bound as it nears all of it.</summary>
    public double Under(decimal? budgetLeft) =>
        budgetLeft is not { } left ? Expected
        : (double)left <= TurnCost ? double.PositiveInfinity
        : (TurnCost / (1 - (TurnCost / (double)left))) + FailureCost;

    public Candidate AsCandidate(string? note) =>
        new(Model.Name, Tier, StepUsd, StepUsd is null ? null : Expected, Success, Warm, note);
}

/// <summary>
/// J(m) = this step with m's cache state + the remaining steps with a warm cache + (1 − p) · what a failure is worth.
/// </summary>
internal static class Weighing
{
    public static List<Weighed> Of(List<ModelCard> models, Deliberation d)
    {
        var weighed = new List<Weighed>(models.Count);
        double steps = WorkShape.Steps(d.Step, d.Work);
        double failure = FailureUsd(d);
        foreach (var model in models)
        {
            weighed.Add(d.Index.Policy.RouteEffort && d.IsWork && (model.Capabilities ?? Capability.None).HasFlag(Capability.Reasoning)
                ? AtBestEffort(model, d, steps, failure)
                : Of(model, d, steps, failure));
        }

        return weighed;
    }

    /// <summary>The effort of least J; after a failing run the same model first thinks harder, before another takes over.</summary>
    private static Weighed AtBestEffort(ModelCard model, Deliberation d, double steps, double failureUsd)
    {
        Weighed? best = null;
        foreach (var effort in d.After.FailingRuns > 0 ? d.Index.Policy.Efforts.TakeLast(1) : d.Index.Policy.Efforts)
        {
            var candidate = Of(model, d, steps, failureUsd, effort);
            best = best is null || candidate.Expected < best.Expected ? candidate : best;
        }

        return best!;
    }

    public static Weighed Of(ModelCard model, Deliberation d, double steps, double failureUsd) => Of(model, d, steps, failureUsd, null);

    private static Weighed Of(ModelCard model, Deliberation d, double steps, double failureUsd, EffortLevel? effort)
    {
        double score = Math.Clamp(d.Score(model) + (effort?.Score ?? 0), 0.01, 0.99);
        double output = d.OutputOf(model) * (effort?.Output ?? 1);
        long input = d.InputOf(model);
        double success = SuccessPrior.AtDifficulty(score, d.Step.Difficulty);
        long warm = d.Warm(model);
        double now = d.CostWeight(model, input, warm, output);
        double later = 0;
        double more = (steps * WorkShape.Inflation(score, d.Work)) - 1;
        if (more > 0)
        {
            // Half the growth of the prefix over the rest of the turn, all but the newest part of it warm.
            long then = input + (long)(more * 0.5 * d.Work.NewTokensPerStep);
            later = more * d.CostWeight(model, then, then - (long)d.Work.NewTokensPerStep, output);
        }

        decimal? usd = d.Usd(model, input, warm, output);

        // A share of failing calls is a share of steps taken twice.
        double again = d.Situation.Health.TryGetValue(model.Name, out var health) ? 1 + Math.Clamp(health.ErrorRate, 0, 1) : 1;
        return new Weighed(model, usd, now, (now + later) * again, success, (1 - success) * failureUsd, warm, effort?.Name);
    }

    /// <summary>What a failed task is worth: the operator's figure, scaled by the stakes of the work and by preference.</summary>
    public static double FailureUsd(Deliberation d) => d.Index.Policy.Escalation.FailureUsd * d.Work.Of(d.Step.Phase).Stakes * d.Index.Policy.Preference switch
    {
        Preference.Cost => d.Index.Policy.Escalation.CostScale,
        Preference.Quality => d.Index.Policy.Escalation.QualityScale,
        _ => 1,
    };

    /// <summary>The least J; ties go to the larger model, then by name.</summary>
    public static Weighed? Least(IEnumerable<Weighed> candidates, decimal? budgetLeft)
    {
        Weighed? best = null;
        double least = 0;
        foreach (var candidate in candidates)
        {
            double j = candidate.Under(budgetLeft);
            if (best is null || j < least || (j == least && Precedes(candidate.Model, best.Model)))
            {
                best = candidate;
                least = j;
            }
        }

        return best;
    }

    private static bool Precedes(ModelCard a, ModelCard b)
    {
        int bySize = (b.ParamBillions ?? 0).CompareTo(a.ParamBillions ?? 0);
        return bySize != 0 ? bySize < 0 : string.CompareOrdinal(a.Name, b.Name) < 0;
    }
}
