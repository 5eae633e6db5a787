using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Decisions;

/// <summary>Chooses one model for a band of tiers.</summary>
internal static class TierPick
{
    /// <summary>The least J among the tiers of the band; what to do when no model stands there, or none is affordable.</summary>
    public static Weighed Of(Deliberation d, List<Weighed> weighed, TierBand band, decimal? budget)
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

        within = Proven(d, weighed, within);

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
        var floor = Climb.Floor(d);
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

    /// <summary>A default that keeps failing at this kind of work loses its place; where all of the band do, the next tier takes over.</summary>
    private static List<Weighed> Proven(Deliberation d, List<Weighed> weighed, List<Weighed> within)
    {
        if (!within.Exists(w => d.KeepsFailing(w.Model)))
        {
            return within;
        }

        var proven = within.FindAll(w => !d.KeepsFailing(w.Model));
        if (proven.Count == 0)
        {
            var above = weighed.Where(w => w.Tier > within.Max(i => i.Tier) && !d.KeepsFailing(w.Model)).ToList();
            proven = above.FindAll(w => w.Tier == above.Min(a => a.Tier));
        }

        if (proven.Count == 0)
        {
            return within;
        }

        foreach (var failing in within.Where(w => d.KeepsFailing(w.Model)))
        {
            d.Says("learned", $"{failing.Model.Name} keeps failing at this ({d.Learned(failing.Model)}): it has lost its place");
        }

        return proven;
    }

    // Never into a window that the next steps would outgrow.
    private static Predicate<Weighed> RoomToGrow(Deliberation d)
    {
        double grown = (d.InputForRoom * d.Work.RoomToGrow) + (WorkShape.Steps(d.Step, d.Work) * d.Work.NewTokensPerStep);
        return w => w.Model.ContextWindow is not { } window || grown + StepCost.MaxOutput(w.Model, d.Step.MaxOutput ?? 0) <= window;
    }

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
