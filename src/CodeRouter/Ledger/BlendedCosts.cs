using CodeRouter.Core.Steps;

namespace CodeRouter.Ledger;

/// <summary>What a model took of a phase.</summary>
/// <param name="Share">Of the phase's calls, 0 to 1.</param>
public sealed record ModelShare(string Model, long Requests, double Share, decimal? CostPer1M);

/// <summary>What was measured of some calls, and what a million of their tokens cost.</summary>
/// <param name="Share">Of all calls, 0 to 1.</param>
public sealed record BlendedCost(string Name, UsageSums Sums, double Share, IReadOnlyList<ModelShare> Models)
{
    public long Tokens => Sums.Whole(Measure.InputTokens) + Sums.Whole(Measure.CachedInputTokens) + Sums.Whole(Measure.CacheWriteTokens) + Sums.Whole(Measure.OutputTokens);

    /// <summary>What cache hits would have cost on the baseline: savings, but of no tokens, since none were used.</summary>
    public decimal HitsUsd { get; init; }

    /// <summary>USD for a million tokens, in and out, as they came; null where no cost is known.</summary>
    public decimal? CostPer1M => Sums.IsCostUnknown ? null : PerMillion(Sums.Usd(Measure.Cost));

    /// <summary>The same on the baseline model; null where nothing was compared.</summary>
    public decimal? BaselinePer1M => Compared > 0 && CostPer1M is { } own ? own * Baseline / Compared : Sums.Whole(Measure.BaselineUnknown) == 0 ? PerMillion(Baseline) : null;

    /// <summary>Against the baseline, in percent, routing's own cost included.</summary>
    public double? SavedPercent => Sums.Usd(Measure.BaselineCost) is > 0 and var baseline ? (double)((baseline - Compared - Sums.Usd(Measure.RouterCost)) / baseline) * 100 : null;

    private decimal Baseline => Sums.Usd(Measure.BaselineCost) - HitsUsd;

    private decimal Compared => Sums.Usd(Measure.BaselineComparedCost);

    /// <summary>An amount spread over these tokens; null without tokens.</summary>
    public decimal? PerMillion(decimal usd) => Tokens == 0 ? null : usd / Tokens * 1_000_000;
}

/// <summary>The calls of a time by phase: their share, the models that took them, and what a million tokens cost beside the baseline.</summary>
public sealed record BlendedCosts(BlendedCost All, IReadOnlyList<BlendedCost> Phases, IReadOnlyList<string> BaselineModels)
{
    /// <summary>Of books that nothing was written to.</summary>
    public static readonly BlendedCosts None = new(new BlendedCost("all", new UsageSums(), 1, []), [], []);

    public static async Task<BlendedCosts> ReadAsync(ILedgerStore store, UsageQuery query, CancellationToken cancellationToken)
    {
        var totals = await store.UsageAsync(query with { GroupBy = UsageGrouping.Phase }, cancellationToken).ConfigureAwait(false);
        long all = totals.Totals.Whole(Measure.Requests);
        var hits = totals.Totals.Whole(Measure.CacheHits) == 0 ? null
            : await store.UsageAsync(query with { GroupBy = UsageGrouping.Phase, CacheHitsOnly = true, SumsOnly = true }, cancellationToken).ConfigureAwait(false);
        var phases = new List<BlendedCost>();
        foreach (var (name, sums) in totals.Groups.Where(static g => g.Name is not null && g.Sums.Whole(Measure.Requests) > 0).Select(static g => (g.Name!, g.Sums)).OrderBy(static g => StepNames.ParsePhase(g.Item1)))
        {
            var models = await store.UsageAsync(query with { Phase = name, GroupBy = UsageGrouping.Model, SumsOnly = true }, cancellationToken).ConfigureAwait(false);
            phases.Add(new BlendedCost(name, sums, Part(sums, all), Shares(models.Groups, sums.Whole(Measure.Requests)))
            {
                HitsUsd = hits?.Groups.FirstOrDefault(g => g.Name == name)?.Sums.Usd(Measure.BaselineCost) ?? 0,
            });
        }

        return new BlendedCosts(new BlendedCost("all", totals.Totals, 1, []) { HitsUsd = hits?.Totals.Usd(Measure.BaselineCost) ?? 0 }, phases, totals.BaselineModels);
    }

    private static IReadOnlyList<ModelShare> Shares(IReadOnlyList<UsageGroup> groups, long requests) =>
    [
        .. groups.Where(static g => g.Name is not null && g.Sums.Whole(Measure.Requests) > 0)
            .Select(g => new ModelShare(g.Name!, g.Sums.Whole(Measure.Requests), Part(g.Sums, requests), new BlendedCost(g.Name!, g.Sums, 1, []).CostPer1M))
            .OrderByDescending(static m => m.Requests).ThenBy(static m => m.Model, StringComparer.Ordinal),
    ];

    private static double Part(UsageSums sums, long of) => of == 0 ? 0 : (double)sums.Whole(Measure.Requests) / of;
}
