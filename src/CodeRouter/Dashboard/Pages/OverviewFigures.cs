using CodeRouter.Core.Decisions;
using CodeRouter.Ledger;

namespace CodeRouter.Dashboard.Pages;

/// <summary>What was counted by name: escalations, which rule decided, what test runs said of each tier's work.</summary>
internal sealed record OverviewFigures(IReadOnlyList<Tally> Raised, IReadOnlyList<Tally> Rules, IReadOnlyList<Tally> Modes, IReadOnlyList<Tally> Passed, IReadOnlyList<Tally> Failed)
{
    private const int MostRules = 20;

    public static async Task<OverviewFigures> OfAsync(ILedgerStore store, TimeRange range, CancellationToken cancel)
    {
        Task<IReadOnlyList<Tally>> Of(TallyKind kind) => store.TalliesAsync(kind, range.Since, byHour: false, cancel);
        return new OverviewFigures(await Of(TallyKind.Raised), await Of(TallyKind.Rule), await Of(TallyKind.Mode), await Of(TallyKind.TestsPassed), await Of(TallyKind.TestsFailed));
    }

    /// <summary>When the router first knew a model.</summary>
    public static async Task<DateTimeOffset?> CreatedAsync(ILedgerStore store, CancellationToken cancel) =>
        (await store.ModelsAsync(cancel)).Select(static v => (DateTimeOffset?)v.ValidFrom).Min();

    /// <summary>Test runs behind a tier's work: the share that passed, of how many.</summary>
    public Html Success(string? tier)
    {
        long passed = Passed.FirstOrDefault(t => t.Name == tier)?.Count ?? 0, all = passed + (Failed.FirstOrDefault(t => t.Name == tier)?.Count ?? 0);
        return all == 0 ? new Html().Add($"no data yet") : new Html().Add($"{Controls.Bar((double)passed / all, Shown.Share(passed, all))} {Shown.Share(passed, all)} of {Shown.Count(all)}");
    }

    /// <summary>How often each rule decided, and what no rule did.</summary>
    public static void Hits(Html body, OverviewFigures figures, Policy policy)
    {
        long all = figures.Modes.Sum(static t => t.Count), byRules = figures.Rules.Sum(static t => t.Count);
        if (all == 0)
        {
            return;
        }

        body.Add($"<h2>What decided</h2>{Controls.Table("What decided", "Decided by", "#Steps", "Share")}");
        foreach (var tally in figures.Rules.Take(MostRules))
        {
            Row($"{tally.Name}{(policy.Rules.Any(r => r.Name == tally.Name) ? "" : " (no longer there)")}", tally.Count);
        }

        if (figures.Rules.Count > MostRules)
        {
            Row($"{figures.Rules.Count - MostRules} other rules", figures.Rules.Skip(MostRules).Sum(static t => t.Count));
        }

        foreach (var tally in figures.Modes.Where(static t => t.Name != "rule"))
        {
            Row(tally.Name switch { "auto" => "expected cost, no rule matched", "explicit" => "the caller, who named the model", "pin" => "the caller's pin", "group" => "a model group", _ => tally.Name }, tally.Count);
        }

        body.Add($"{Controls.TableEnd}");

        void Row(string name, long count) => body.Add($"<tr><td class=\"long\">{name}</td><td class=\"number\">{Shown.Count(count)}</td><td>{Controls.Bar((double)count / Math.Max(all, byRules), Shown.Share(count, all))} {Shown.Share(count, all)}</td></tr>");
    }
}
