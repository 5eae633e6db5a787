using System.Globalization;
using CodeRouter.Access;
using CodeRouter.Ledger;

namespace CodeRouter.Admin;

/// <summary>Use as files: by any grouping, and the statement of a month by team, to be held against the providers' invoices.</summary>
public sealed class UsageExport(LedgerWriter writer, ILedgerStore store, IKeyStore keys)
{
    private static readonly string[] SumColumns =
    [
        "requests", "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "cost_usd", "billed_usd", "cost_unknown", "failed", "aborted", "truncated", "refused", "interrupted", "reported", "reported_cost_usd", "reported_compared_cost_usd", "router_cost_usd",
    ];

    /// <summary>One line for each value of the grouping; without one, one line in all.</summary>
    public async Task<string> CsvAsync(UsageQuery query, CancellationToken cancellationToken)
    {
        await writer.CatchUpAsync(cancellationToken);
        var answer = await store.UsageAsync(query, cancellationToken);
        var csv = new CsvText([query.GroupBy == UsageGrouping.None ? "total" : query.GroupBy.ToString().ToLowerInvariant(), .. SumColumns]);
        foreach (var group in query.GroupBy == UsageGrouping.None ? [new UsageGroup("all", answer.Totals)] : answer.Groups)
        {
            csv.Line([group.Name ?? "", .. Sums(group.Sums)]);
        }

        return csv.ToString();
    }

    /// <summary>What each team's keys used in a month, by key and model. Team is the key's label; without one its token group stands for it.</summary>
    /// <param name="team">Only this one's; null is all, use without a key included.</param>
    public async Task<string> StatementAsync(DateOnly month, string? team, CancellationToken cancellationToken)
    {
        await writer.CatchUpAsync(cancellationToken);
        var since = new DateTimeOffset(month.Year, month.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var csv = new CsvText(["month", "team", "token_group", "user", "key", "key_name", "model", .. SumColumns]);
        var all = keys.Load().Select(static k => (k.Id, Team: k.Team ?? k.Group ?? "", k.Group, k.User, k.Name)).Append(("", "", null, null, "without a key"));
        foreach (var (id, of, group, user, name) in all.Where(k => team is null || k.Team == team).OrderBy(static k => k.Team, StringComparer.Ordinal))
        {
            var used = await store.UsageAsync(new UsageQuery { KeyId = id, Since = since, Until = since.AddMonths(1), GroupBy = UsageGrouping.Model, Limit = int.MaxValue }, cancellationToken);
            foreach (var model in used.Groups)
            {
                csv.Line([since.ToString("yyyy-MM", CultureInfo.InvariantCulture), of, group ?? "", user ?? "", id, name, model.Name ?? "", .. Sums(model.Sums)]);
            }
        }

        return csv.ToString();
    }

    private static IEnumerable<string> Sums(UsageSums sums)
    {
        foreach (var measure in (Measure[])[Measure.Requests, Measure.InputTokens, Measure.CachedInputTokens, Measure.CacheWriteTokens, Measure.OutputTokens])
        {
            yield return sums.Whole(measure).ToString(CultureInfo.InvariantCulture);
        }

        yield return sums.IsCostUnknown ? "" : Usd(sums.Usd(Measure.Cost));
        yield return sums.IsCostUnknown ? "" : Usd(sums.Usd(Measure.Billed));
        foreach (var measure in (Measure[])[Measure.CostUnknown, Measure.Failed, Measure.Aborted, Measure.Truncated, Measure.Refused, Measure.Interrupted, Measure.Reported])
        {
            yield return sums.Whole(measure).ToString(CultureInfo.InvariantCulture);
        }

        bool reported = sums.Whole(Measure.Reported) > 0;
        yield return reported ? Usd(sums.Usd(Measure.ReportedCost)) : "";
        yield return reported ? Usd(sums.Usd(Measure.ReportedComparedCost)) : "";
        yield return Usd(sums.Usd(Measure.RouterCost));
    }

    private static string Usd(decimal usd) => (usd / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);
}
