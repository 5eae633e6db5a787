using CodeRouter.Access;
using CodeRouter.Ledger;

namespace CodeRouter.Gateway;

/// <summary>What is used of budgets by now, as the books have it: for those who hand them out, and those who live within them.</summary>
/// <inheritdoc cref="BudgetBooks"/>
public sealed class BudgetUse(LedgerWriter? writer, ILedgerStore store, TimeProvider clock)
{
    private static readonly HashSet<Measure> Counted = [Measure.Billed, Measure.InputTokens, Measure.CachedInputTokens, Measure.CacheWriteTokens, Measure.OutputTokens];
    private readonly BudgetBooks _books = new(writer, store);

    /// <summary>Of those of the limits that are budgets.</summary>
    public async Task<IReadOnlyList<(Limit Limit, decimal Used)>> OfAsync(IEnumerable<Limit> limits, CancellationToken cancellationToken)
    {
        var used = new List<(Limit, decimal)>();
        var now = clock.GetUtcNow();
        foreach (var limit in limits.Where(static l => l.IsBudget))
        {
            used.Add((limit, await _books.UsedAsync(limit, limit.Since(now), cancellationToken)));
        }

        return used;
    }

    /// <summary>Of one key or group, by the name of each budget, as <see cref="LimitSet.Named"/> has it.</summary>
    public async Task<IReadOnlyDictionary<string, decimal>> OfAsync(LimitScope scope, string id, LimitSet limits, CancellationToken cancellationToken) =>
        (await OfAsync(limits.Of(scope, id), cancellationToken)).ToDictionary(static u => u.Limit.Name, static u => u.Used, StringComparer.Ordinal);

    /// <summary>Of many keys: one question for each period that any of them is limited in.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, decimal>>> OfAsync(IReadOnlyList<ApiKey> keys, CancellationToken cancellationToken)
    {
        if (writer is not null)
        {
            await writer.CatchUpAsync(cancellationToken);
        }

        var now = clock.GetUtcNow();
        var all = keys.ToDictionary(static k => k.Id, static _ => new Dictionary<string, decimal>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var period in keys.SelectMany(static k => k.Limits.Of(LimitScope.Key, k.Id)).Where(static l => l.IsBudget).GroupBy(static l => l.Period))
        {
            var answer = await store.UsageAsync(new UsageQuery { GroupBy = UsageGrouping.Key, Since = period.First().Since(now), Only = Counted, SumsOnly = true, Limit = int.MaxValue }, cancellationToken);
            var sums = answer.Groups.Where(static g => g.Name is not null).ToDictionary(static g => g.Name!, static g => g.Sums, StringComparer.Ordinal);
            foreach (var limit in period)
            {
                all[limit.Id][limit.Name] = !sums.TryGetValue(limit.Id, out var of) ? 0
                    : limit.Unit == LimitUnit.Usd ? of.Usd(Measure.Billed)
                    : of.Whole(Measure.InputTokens) + of.Whole(Measure.CachedInputTokens) + of.Whole(Measure.CacheWriteTokens) + of.Whole(Measure.OutputTokens);
            }
        }

        return all.ToDictionary(static k => k.Key, static k => (IReadOnlyDictionary<string, decimal>)k.Value, StringComparer.Ordinal);
    }
}
