using CodeRouter.Core.Decisions;
using CodeRouter.Ledger;

namespace CodeRouter.Dashboard.Pages;

/// <summary>What was counted by name: what test runs said of each tier's work, escalations, and which rule decided how often.</summary>
internal static class OverviewTallies
{
    private const int MostRules = 20;

    public static async ValueTask WriteAsync(Html body, ILedgerStore store, TimeRange range, Policy policy, CancellationToken cancel)
    {
        Task<IReadOnlyList<Tally>> Of(TallyKind kind) => store.TalliesAsync(kind, range.Since, byHour: false, cancel);
        Success(body, await Of(TallyKind.TestsPassed), await Of(TallyKind.TestsFailed), await Of(TallyKind.Raised), range);
        Decided(body, await Of(TallyKind.Rule), await Of(TallyKind.Mode), policy);
    }

    /// <summary>When the router first knew a model; null before it did.</summary>
    public static async ValueTask<DateTimeOffset?> CreatedAsync(ILedgerStore store, CancellationToken cancel) =>
        (await store.ModelsAsync(cancel)).Select(static v => (DateTimeOffset?)v.ValidFrom).Min();

    private static void Success(Html body, IReadOnlyList<Tally> passed, IReadOnlyList<Tally> failed, IReadOnlyList<Tally> raised, TimeRange range)
    {
        body.Add($"<h2>Success by tier</h2><p>Test runs after a tier's work, and steps that failing execution moved up to it, {range.Words}.</p>");
        string[] tiers = [.. ((string[])["local", "cheap", "balanced", "strong"]).Where(t => passed.Concat(failed).Concat(raised).Any(one => one.Name == t))];
        if (tiers.Length == 0)
        {
            body.Add($"<p>No data yet: no test run was seen, and nothing escalated.</p>");
            return;
        }

        body.Add($"{Controls.Table("Success by tier", "Tier", "#Test runs", "Passed", "#Escalations to it")}");
        foreach (string tier in tiers)
        {
            long good = Count(passed, tier), all = good + Count(failed, tier);
            body.Add($"<tr><th scope=\"row\">{tier}</th><td class=\"number\">{Shown.Count(all)}</td><td>{(all == 0 ? null : Controls.Bar((double)good / all, Shown.Share(good, all)))} {Shown.Share(good, all)}</td><td class=\"number\">{Shown.Count(Count(raised, tier))}</td></tr>");
        }

        body.Add($"{Controls.TableEnd}");
    }

    private static void Decided(Html body, IReadOnlyList<Tally> rules, IReadOnlyList<Tally> modes, Policy policy)
    {
        long all = modes.Sum(static t => t.Count);
        if (all == 0)
        {
            return;
        }

        body.Add($"<h2>What decided</h2>{Controls.Table("What decided", "Decided by", "#Steps", "Share")}");
        foreach (var tally in rules.Take(MostRules))
        {
            Row($"{tally.Name}{(policy.Rules.Any(r => r.Name == tally.Name) ? "" : " (no longer there)")}", tally.Count);
        }

        if (rules.Count > MostRules)
        {
            Row($"{rules.Count - MostRules} other rules", rules.Skip(MostRules).Sum(static t => t.Count));
        }

        foreach (var tally in modes.Where(static t => t.Name != "rule"))
        {
            Row(tally.Name switch { "auto" => "expected cost, no rule matched", "explicit" => "the caller, who named the model", "pin" => "the caller's pin", "group" => "a model group", _ => tally.Name }, tally.Count);
        }

        body.Add($"{Controls.TableEnd}");

        void Row(string name, long count) => body.Add($"<tr><td class=\"long\">{name}</td><td class=\"number\">{Shown.Count(count)}</td><td>{Controls.Bar((double)count / all, Shown.Share(count, all))} {Shown.Share(count, all)}</td></tr>");
    }

    private static long Count(IReadOnlyList<Tally> tallies, string name) => tallies.FirstOrDefault(t => t.Name == name)?.Count ?? 0;
}
