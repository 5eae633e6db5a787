using CodeRouter.Core.Models;

namespace CodeRouter.Core.Decisions;

/// <summary>Going up when execution says the model at work will not get there, and coming back down.</summary>
internal static class Climb
{
    /// <summary>Goes up when the evidence demands it: the new floor, or null when nothing demands it, it just went up, or there is nothing above.</summary>
    public static Tier? Demanded(Deliberation d, List<Weighed> weighed, Tier from)
    {
        var settings = d.Index.Policy.Escalation;
        if (EvidenceLadder.Demands(d.After, d.Step, settings) is not { } why)
        {
            return null;
        }

        // Where there is nothing to climb to, there is nothing to wait for either.
        if (!weighed.Exists(w => w.Tier > from))
        {
            d.Says("held", $"{why}: {TopReached(d, from)}");
            d.After = d.After with { FailureReported = false };
            return null;
        }

        if (EvidenceLadder.Cooling(d.After, settings))
        {
            d.Says("held", $"{why}: went up {d.After.StepsSinceRaise} {(d.After.StepsSinceRaise == 1 ? "step" : "steps")} ago, which gets its chance first");
            return null;
        }

        var to = ClimbTo(d, weighed, from);
        to = d.After.Floor is { } floor && floor > to ? floor : to;
        d.After = EvidenceLadder.Raise(d.After, to);
        d.Says(Reason.Raised, $"{why}: up from {from.Name()} to {to.Name()}");
        return to;
    }

    private static string TopReached(Deliberation d, Tier from) =>
        d.IsBarredAbove(from) ? $"nothing stronger than {from.Name()} may see this"
        : d.Rejected.Exists(r => d.Index.Find(r.Model) is { } model && model.Tier > from) ? $"nothing stronger than {from.Name()} can take this"
        : $"{from.Name()} is the strongest there is";

    /// <summary>
    /// Which tier above to climb to: the one that costs least from here to a finished task, counting that it may fail too and then lead
    /// further up, or be the end where giving the task up costs less than climbing on. A model only a little stronger mostly fails where the
    /// weaker one failed, so the next tier is often worth skipping.
    /// </summary>
    private static Tier ClimbTo(Deliberation d, List<Weighed> weighed, Tier from)
    {
        double failed = weighed.Find(w => string.Equals(w.Model.Name, d.Before.Model, StringComparison.Ordinal))?.Success
            ?? weighed.Where(w => w.Tier <= from).Select(w => w.Success).DefaultIfEmpty(0.5).Max();
        double failure = Weighing.FailureUsd(d) * d.Index.Policy.Escalation.FailedScale;
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
            double then = failure;
            for (int next = i + 1; next < tiers.Count; next++)
            {
                then = Math.Min(then, From(next, Math.Max(below, w.Success)));
            }

            return w.TurnCost + ((1 - mends) * then);
        }
    }

    public static void Release(Deliberation d)
    {
        if (EvidenceLadder.Releases(d.After, d.Step) is { } why)
        {
            d.Says("recovered", why);
            d.After = d.After with { Floor = null, StepsSinceRaise = 0, QuietTurns = 0, FailingRuns = 0 };
        }
    }

    /// <summary>The floor that evidence raised; while the newest run still fails, nothing below the model at work will do.</summary>
    public static Tier Floor(Deliberation d)
    {
        var floor = d.After.Floor ?? Tier.Local;
        return StillFails(d, floor) ?? floor;
    }

    /// <summary>Why <see cref="Floor"/> is where it is; null where nothing raised it.</summary>
    public static string? FloorWhy(Deliberation d) =>
        StillFails(d, d.After.Floor ?? Tier.Local) is { } current ? $"the newest run still fails: at least {current.Name()}"
        : d.After.Floor is { } floor ? $"went up for a failure that is not seen mended yet: at least {floor.Name()}"
        : null;

    private static Tier? StillFails(Deliberation d, Tier floor) =>
        d.After.FailingRuns > 0 && d.Index.Find(d.Before.Model) is { } current && current.Tier > floor ? current.Tier : null;
}
