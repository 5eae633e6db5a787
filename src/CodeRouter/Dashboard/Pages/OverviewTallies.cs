using CodeRouter.Core.Decisions;
using CodeRouter.Ledger;

namespace CodeRouter.Dashboard.Pages;

/// <summary>What was counted by name: what test runs said of each tier's work, escalations, and which rule decided how often.</summary>
public sealed record OverviewTallies(IReadOnlyList<TierOutcomes> Tiers, IReadOnlyList<(string Name, long Count)> Decided)
{
    private const int MostRules = 20;
    private static readonly string[] Cheapest = ["local", "cheap", "balanced", "strong"];

    public static async ValueTask<OverviewTallies> ReadAsync(ILedgerStore store, TimeRange range, Policy policy, CancellationToken cancel)
    {
        Task<IReadOnlyList<Tally>> Of(TallyKind kind) => store.TalliesAsync(kind, range.Since, byHour: false, cancel);
        var (passed, failed, raised) = (await Of(TallyKind.TestsPassed), await Of(TallyKind.TestsFailed), await Of(TallyKind.Raised));
        return new OverviewTallies(
            [.. Cheapest.Select(t => new TierOutcomes(t, Count(passed, t), Count(failed, t), Count(raised, t))).Where(static t => t.Passed + t.Failed + t.Raised > 0)],
            [.. By(await Of(TallyKind.Rule), await Of(TallyKind.Mode), policy)]);
    }

    private static IEnumerable<(string, long)> By(IReadOnlyList<Tally> rules, IReadOnlyList<Tally> modes, Policy policy)
    {
        foreach (var tally in rules.Take(MostRules))
        {
            yield return ($"{tally.Name}{(policy.Rules.Any(r => r.Name == tally.Name) ? "" : " (no longer there)")}", tally.Count);
        }

        if (rules.Count > MostRules)
        {
            yield return ($"{rules.Count - MostRules} other rules", rules.Skip(MostRules).Sum(static t => t.Count));
        }

        foreach (var tally in modes.Where(static t => t.Name != "rule"))
        {
            yield return (tally.Name switch { "auto" => "expected cost, no rule matched", "explicit" => "the caller, who named the model", "pin" => "the caller's pin", "group" => "a model group", _ => tally.Name }, tally.Count);
        }
    }

    private static long Count(IReadOnlyList<Tally> tallies, string name) => tallies.FirstOrDefault(t => t.Name == name)?.Count ?? 0;
}

/// <summary>How test runs after a tier's work ended, and how many steps failing execution moved up to it.</summary>
public sealed record TierOutcomes(string Tier, long Passed, long Failed, long Raised)
{
    public long Runs => Passed + Failed;
}
