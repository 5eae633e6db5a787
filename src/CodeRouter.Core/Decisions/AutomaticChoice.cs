using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Decisions;

/// <summary>
/// The choice nobody made: kind first, then the tiers the work belongs to, then least expected cost to a finished task,
/// then whether changing is worth it here.
/// </summary>
internal static class AutomaticChoice
{
    private const double SureOfPhase = 0.7;
    private const double HighImpact = 0.6;

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
        Release(d);
        var chosen = boundary ? AtBoundary(d, weighed, current, budget) : InLoop(d, weighed, current!, budget);
        return Ruling.Of(d, mode, chosen.Model, weighed, Fallbacks(weighed, chosen, budget)) with { ReasoningEffort = chosen.Effort, CostUsd = chosen.StepUsd };
    }

    private static Weighed AtBoundary(Deliberation d, List<Weighed> weighed, Weighed? current, decimal? budget)
    {
        var band = TierBand.Of(d.Step, d).WithFloor(EvidenceFloor(d));
        int before = d.Reasons.Count;
        var chosen = WorthIt(d, Pick(d, weighed, band, budget), current, band, budget);
        int usual = d.Reasons.Count;
        if (Escalate(d, weighed, d.Index.Find(d.Before.Model)?.Tier ?? chosen.Tier) is not { } raised || raised <= chosen.Tier)
        {
            return chosen;
        }

        // What would have been chosen without the evidence explains nothing any more.
        d.Reasons.RemoveRange(before, usual - before);
        return Pick(d, weighed, band.WithFloor(raised), budget);
    }

    private static Weighed InLoop(Deliberation d, List<Weighed> weighed, Weighed current, decimal? budget)
    {
        var floor = EvidenceFloor(d);
        if (Escalate(d, weighed, current.Tier) is { } raised)
        {
            floor = raised;
        }
        else if (LoopFloor(d) is var needed && needed > current.Tier && needed > floor && !d.Before.RaisedForImpact)
        {
            floor = needed;
            d.After = d.After with { RaisedForImpact = true };
        }

        if (floor <= current.Tier || !weighed.Exists(w => w.Tier > current.Tier))
        {
            d.Says("stay", $"inside a tool loop: stays with {current.Model.Name}");
            return current;
        }

        return Pick(d, weighed, new TierBand(floor, floor, Raised: true), budget);
    }

    /// <summary>The least J among the tiers of the band; what to do when no model stands there, or none is affordable.</summary>
    private static Weighed Pick(Deliberation d, List<Weighed> weighed, TierBand band, decimal? budget)
    {
        if (d.Index.Policy.Phases.TryGetValue(d.Step.Phase, out var preferred) && Preferred(d, weighed, preferred, budget) is { } wanted)
        {
            return wanted;
        }

        var within = weighed.FindAll(w => w.Tier >= band.Floor && w.Tier <= band.Ceiling);
        if (within.Count == 0)
        {
            within = Beside(weighed, band);
            d.Says("floor", $"no model of tier {Words(band)} can take this: {within[0].Tier.Name()} is next");
        }

        if (within.Exists(RoomToGrow(d)))
        {
            within = within.FindAll(RoomToGrow(d));
        }

        if (budget is { } left && !within.Exists(w => w.TurnCost <= (double)left))
        {
            var affordable = weighed.FindAll(w => w.TurnCost <= (double)left);
            d.Says("budget", $"${left:0.####} of the budget is left, too little for {Words(band)}");
            if (affordable.Count == 0)
            {
                return weighed.OrderBy(w => w.TurnCost).ThenBy(w => w.Model.Name, StringComparer.Ordinal).First();
            }

            var highest = affordable.Max(w => w.Tier);
            within = affordable.FindAll(w => w.Tier == highest);
        }

        var best = Weighing.Least(within, budget)!;
        d.Says("cost", Why(best, within, budget));
        return best;
    }

    private static Weighed? Preferred(Deliberation d, List<Weighed> weighed, IReadOnlyList<string> names, decimal? budget)
    {
        var floor = EvidenceFloor(d);
        foreach (string name in names)
        {
            var match = weighed.Find(w => ReferenceEquals(w.Model, d.Index.Find(name)));
            if (match is not null && match.Tier >= floor && (budget is not { } left || match.TurnCost <= (double)left))
            {
                d.Says("phase", $"the operator prefers {match.Model.Name} for {d.Step.Phase.Name()}");
                return match;
            }
        }

        return null;
    }

    /// <summary>Hysteresis: a change must gain a margin, and all changes together stay within their cap.</summary>
    private static Weighed WorthIt(Deliberation d, Weighed best, Weighed? current, TierBand band, decimal? budget)
    {
        if (current is null || ReferenceEquals(best, current) || current.Tier < band.Floor
            || d.Index.Policy.Phases.ContainsKey(d.Step.Phase)
            || (budget is { } left && current.TurnCost > (double)left))
        {
            return best;
        }

        double margin = current.Tier <= band.Ceiling ? d.Index.Policy.Escalation.Margin * current.Expected : 0;
        if (best.Under(budget) + margin >= current.Under(budget))
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

    /// <summary>Goes up when the evidence demands it: the new floor, or null when nothing demands it, it just went up, or there is nothing above.</summary>
    private static Tier? Escalate(Deliberation d, List<Weighed> weighed, Tier from)
    {
        var settings = d.Index.Policy.Escalation;
        if (EvidenceLadder.Demands(d.After, d.Step, settings) is not { } why)
        {
            return null;
        }

        if (EvidenceLadder.Cooling(d.After, settings))
        {
            d.Says("evidence", $"{why}: went up {d.After.StepsSinceRaise} steps ago, waiting");
            return null;
        }

        if (!weighed.Exists(w => w.Tier > from))
        {
            d.Says("evidence", $"{why}: nothing stronger than {from.Name()} can take this");
            return null;
        }

        var to = ClimbTo(d, weighed, from);
        to = d.After.Floor is { } floor && floor > to ? floor : to;
        d.After = EvidenceLadder.Raise(d.After, to);
        d.Says("evidence", $"{why}: up from {from.Name()} to {to.Name()}");
        return to;
    }

    /// <summary>
    /// Which tier above to climb to: the one that costs least from here to a finished task, counting that it may fail too and lead
    /// further up. A model only a little stronger mostly fails where the weaker one failed, so the next tier is often worth skipping.
    /// </summary>
    private static Tier ClimbTo(Deliberation d, List<Weighed> weighed, Tier from)
    {
        double failed = weighed.Where(w => w.Tier <= from).Select(w => w.Success).DefaultIfEmpty(0.5).Max();
        double failure = Weighing.FailureUsd(d);
        var tiers = weighed.Where(w => w.Tier > from).GroupBy(w => w.Tier).OrderBy(g => g.Key)
            .Select(g => (Tier: g.Key, Best: Weighing.Least(g, null)!)).ToList();
        int best = 0;
        double least = double.PositiveInfinity;
        for (int i = 0; i < tiers.Count; i++)
        {
            double cost = From(i, failed);
            if (cost < least)
            {
                least = cost;
                best = i;
            }
        }

        return tiers[best].Tier;

        double From(int i, double below)
        {
            var w = tiers[i].Best;
            double mends = Math.Clamp((w.Success - below) / Math.Max(1 - below, 0.01), 0.05, 0.95);
            double then = i + 1 < tiers.Count ? double.PositiveInfinity : failure;
            for (int next = i + 1; next < tiers.Count; next++)
            {
                then = Math.Min(then, From(next, Math.Max(below, w.Success)));
            }

            return w.TurnCost + ((1 - mends) * then);
        }
    }

    private static void Release(Deliberation d)
    {
        if (EvidenceLadder.Releases(d.After, d.Step) is { } why)
        {
            d.Says("recovered", why);
            d.After = d.After with { Floor = null, StepsSinceRaise = 0, QuietTurns = 0, FailingRuns = 0 };
        }
    }

    /// <summary>The floor that evidence raised; while the newest run still fails, nothing below the model at work will do.</summary>
    private static Tier EvidenceFloor(Deliberation d)
    {
        var floor = d.After.Floor ?? Tier.Local;
        return d.After.FailingRuns > 0 && d.Index.Find(d.Before.Model) is { } current && current.Tier > floor ? current.Tier : floor;
    }

    /// <summary>
    /// A turn that looked like talk may turn into work, or reach code that much depends on: then it goes up once, in the middle.
    /// </summary>
    private static Tier LoopFloor(Deliberation d)
    {
        bool touchesCode = d.Step.Phase is Phase.Implement or Phase.Debug or Phase.Test or Phase.Refactor;
        if (touchesCode && d.Situation.Facts.Impact is >= HighImpact and var impact)
        {
            d.Says("impact", d.Situation.Facts.ImpactWhy ?? $"much depends on this code ({impact:0.00})");
            return Tier.Balanced;
        }

        return touchesCode && d.Step.PhaseConfidence >= SureOfPhase ? Tier.Cheap : Tier.Local;
    }

    /// <summary>No model of the band: next above it; below it too when only the kind of work set the floor.</summary>
    private static List<Weighed> Beside(List<Weighed> weighed, TierBand band)
    {
        var above = weighed.Where(w => w.Tier > band.Ceiling).ToList();
        var below = weighed.Where(w => w.Tier < band.Floor).ToList();
        var near = new List<Weighed>();
        if (above.Count > 0)
        {
            near.AddRange(above.Where(w => w.Tier == above.Min(a => a.Tier)));
        }

        if (below.Count > 0 && (above.Count == 0 || !band.Raised))
        {
            near.AddRange(below.Where(w => w.Tier == below.Max(b => b.Tier)));
        }

        return near;
    }

    // Never into a window that the next steps would outgrow.
    private static Predicate<Weighed> RoomToGrow(Deliberation d)
    {
        double grown = (d.Input * 1.1) + (WorkShape.Steps(d.Step) * WorkShape.NewTokensPerStep);
        return w => w.Model.ContextWindow is not { } window || grown + StepCost.MaxOutput(w.Model, d.Step.MaxOutput ?? 0) <= window;
    }

    private static IEnumerable<ModelCard> Fallbacks(List<Weighed> weighed, Weighed chosen, decimal? budget) => weighed
        .OrderBy(w => w.Tier == chosen.Tier ? 0 : w.Tier > chosen.Tier ? (int)w.Tier : 10 - (int)w.Tier)
        .ThenBy(w => w.Under(budget))
        .ThenBy(w => w.Model.Name, StringComparer.Ordinal)
        .Select(w => w.Model);

    private static string Why(Weighed best, List<Weighed> within, decimal? budget)
    {
        string price = best.StepUsd is { } usd ? $"${usd:0.######} for this step" : "price unknown";
        if (within.Count == 1)
        {
            return $"{best.Model.Name} is the only {best.Tier.Name()} choice ({price})";
        }

        var next = Weighing.Least(within.Where(w => !ReferenceEquals(w, best)), budget)!;
        return $"{best.Model.Name} costs least to a finished task ({price}), before {next.Model.Name}";
    }

    private static string Words(TierBand band) =>
        band.Floor == band.Ceiling ? band.Floor.Name() : $"{band.Floor.Name()} to {band.Ceiling.Name()}";
}
