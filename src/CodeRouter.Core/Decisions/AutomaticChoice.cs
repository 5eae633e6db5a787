using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Decisions;

/// <summary>
/// The choice nobody made: kind first, then the tiers the work belongs to, then least expected cost to a finished task,
/// then whether changing is worth it here.
/// </summary>
internal static class AutomaticChoice
{
    public static Decision Choose(Deliberation d, string mode = "auto")
    {
        var eligible = Eligibility.Among(d.Index.Policy.Models.Where(static m => m.Routable), d);
        if (eligible.Count == 0)
        {
            return Ruling.Nothing(d, mode);
        }

        return d.IsWork ? ForWork(d, eligible, mode) : ForHousekeeping(d, eligible, mode);
    }

    /// <summary>Titles, compactions and the like: the lowest tier that can take it, and there the cheapest.</summary>
    private static Decision ForHousekeeping(Deliberation d, List<ModelCard> eligible, string mode)
    {
        var weighed = Weighing.Of(eligible, d);
        var ordered = weighed.OrderBy(w => w.Tier).ThenBy(w => w.StepUsd is null).ThenBy(w => w.StepCost)
            .ThenBy(w => w.Model.Name, StringComparer.Ordinal).ToList();
        d.Says("kind", $"{d.Step.Kind.Name()} request: the lowest tier that can take it ({ordered[0].Tier.Name()})");
        return Ruling.Of(d, mode, ordered[0].Model, weighed, ordered.Select(w => w.Model));
    }

    private static Decision ForWork(Deliberation d, List<ModelCard> eligible, string mode)
    {
        var weighed = Weighing.Of(eligible, d);
        var current = weighed.Find(w => string.Equals(w.Model.Name, d.Before.Model, StringComparison.Ordinal));
        var budget = d.BudgetLeft();
        bool boundary = Switching.AtBoundary(d) || current is null || (budget is { } left && current.TurnCost > (double)left);
        Climb.Release(d);
        if (current is not null && weighed.FindAll(w => Switching.CanFollow(d, current.Model, w.Model)) is var following && following.Count < weighed.Count)
        {
            d.Says("locked", $"the tool loop carries reasoning that only models like {current.Model.Name} can read");
            weighed = following;
        }

        var chosen = boundary ? AtBoundary(d, weighed, current, budget) : InLoop(d, weighed, current!, budget);
        return Ruling.Thinking(Ruling.Of(d, mode, chosen.Model, weighed, Fallbacks(weighed, chosen, budget)), null, chosen.Effort) with { CostUsd = chosen.StepUsd };
    }

    private static Weighed AtBoundary(Deliberation d, List<Weighed> weighed, Weighed? current, decimal? budget)
    {
        var usually = TierBand.Of(d.Step, d);
        int before = d.Reasons.Count;
        var band = usually.WithFloor(Climb.Floor(d));
        if (band.Floor > usually.Floor && Climb.FloorWhy(d) is { } raisedBefore)
        {
            d.Says("kept", raisedBefore);
        }

        var chosen = WorthIt(d, TierPick.Of(d, weighed, band, budget), current, band, budget);
        int usual = d.Reasons.Count;
        if (Climb.Demanded(d, weighed, d.Index.Find(d.Before.Model)?.Tier ?? chosen.Tier) is not { } raised || raised <= chosen.Tier)
        {
            return chosen;
        }

        // What would have been chosen without the evidence explains nothing any more.
        d.Reasons.RemoveRange(before, usual - before);
        return TierPick.Of(d, weighed, band.WithFloor(raised), budget);
    }

    private static Weighed InLoop(Deliberation d, List<Weighed> weighed, Weighed current, decimal? budget)
    {
        var floor = Climb.Floor(d);
        if (Climb.Demanded(d, weighed, current.Tier) is { } raised)
        {
            floor = raised;
        }
        else if (LoopFloor(d) is var needed && needed > current.Tier && needed > floor && !d.Before.RaisedForImpact)
        {
            floor = needed;
            d.Says("phase", $"the turn became {d.Step.Phase.Name()} work ({d.Step.PhaseConfidence:0%} sure): up from {current.Tier.Name()} to at least {needed.Name()}");
            d.After = d.After with { RaisedForImpact = true };
        }

        if (floor <= current.Tier || !weighed.Exists(w => w.Tier > current.Tier))
        {
            d.Says("stay", $"inside a tool loop: stays with {current.Model.Name}");
            return current;
        }

        return TierPick.Of(d, weighed, new TierBand(floor, floor, Raised: true), budget);
    }

    /// <summary>Hysteresis: a change must gain a margin, and all changes together stay within their cap.</summary>
    private static Weighed WorthIt(Deliberation d, Weighed best, Weighed? current, TierBand band, decimal? budget)
    {
        if (current is null || ReferenceEquals(best, current) || current.Tier < band.Floor
            || d.Index.Policy.Phases.ContainsKey(d.Step.Phase)
            || (d.KeepsFailing(current.Model) && !d.KeepsFailing(best.Model))
            || (budget is { } left && current.TurnCost > (double)left))
        {
            return best;
        }

        // A model that was fetched for a failure goes when that is mended, unless its warm cache is cheaper than another's cold one: that it is the better
        // model is no reason to keep it for a rename.
        bool released = d.Before.Floor is { } floor && d.After.Floor is null && current.Tier >= floor;
        double margin = current.Tier <= band.Ceiling ? d.Index.Policy.Escalation.Margin * current.Expected : 0;
        bool gains = released && current.Tier > band.Ceiling ? best.TurnCost < current.TurnCost : best.Under(budget) + margin < current.Under(budget);
        if (!gains)
        {
            d.Says("stay", $"{best.Model.Name} would gain too little over {current.Model.Name}, whose cache holds {current.Warm} tokens");
            return current;
        }

        if (!Switching.WithinCap(d, best, current))
        {
            d.Says("stay", $"changing models has cost its share of this session: stays with {current.Model.Name}");
            return current;
        }

        return best;
    }

    /// <summary>
    /// A turn that looked like talk may turn into work, or reach code that much depends on: then it goes up once, in the middle.
    /// </summary>
    private static Tier LoopFloor(Deliberation d)
    {
        bool touchesCode = d.Step.Phase is Phase.Implement or Phase.Debug or Phase.Test or Phase.Refactor;
        if (touchesCode && d.Situation.Facts.Impact is { } impact && impact >= d.Index.Policy.Escalation.HighImpact)
        {
            d.Says("impact", d.Situation.Facts.ImpactWhy ?? $"much depends on this code ({impact:0.00})");
            return Tier.Balanced;
        }

        return touchesCode && d.Step.PhaseConfidence >= d.Index.Policy.Escalation.SureOfPhase ? Tier.Cheap : Tier.Local;
    }

    private static IEnumerable<ModelCard> Fallbacks(List<Weighed> weighed, Weighed chosen, decimal? budget) => weighed
        .OrderBy(w => w.Tier == chosen.Tier ? 0 : w.Tier > chosen.Tier ? (int)w.Tier : 10 - (int)w.Tier)
        .ThenBy(w => w.Under(budget))
        .ThenBy(w => w.Model.Name, StringComparer.Ordinal)
        .Select(w => w.Model);
}
