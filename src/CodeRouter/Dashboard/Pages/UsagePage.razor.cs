using CodeRouter.Access;
using CodeRouter.Ledger;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Use and cost by model, phase, day and the like, and the same as a file.</summary>
public sealed partial class UsagePage(DashboardParts parts)
{
    private static readonly HashSet<Measure> Measured = [Measure.Requests, Measure.InputTokens, Measure.CachedInputTokens, Measure.OutputTokens, Measure.Failed, Measure.Cost, Measure.CostUnknown, Measure.Reported, Measure.ReportedCost, Measure.ReportedComparedCost];
    private const int MostShown = 500;
    private static readonly string[] Groupings = ["model", "phase", "day", "key", "user", "team", "repo", "agent", "tier"];

    private TimeRange _range = null!;
    private string _by = "";
    private UsageAnswer _answer = null!;

    internal async ValueTask<Reply> AnswerAsync(Visit visit)
    {
        (_range, _by) = (TimeRange.Of(visit), By(visit));
        var store = await parts.BooksAsync(visit.Cancel);
        _answer = await store.UsageAsync(Query(_by, _range) with { Only = Measured, SumsOnly = true, Limit = MostShown }, visit.Cancel);
        return Shows("Usage");
    }

    internal async ValueTask<Reply> ExportAsync(Visit visit) =>
        new("", static _ => { }) { File = ("usage.csv", await parts.Admin.Export.CsvAsync(Query(By(visit), TimeRange.Of(visit)) with { Limit = int.MaxValue }, visit.Cancel)) };

    /// <summary>What sums cost; unknown where none of it has a price.</summary>
    public static string Cost(UsageSums sums) => sums.Whole(Measure.CostUnknown) is > 0 and var unknown && unknown >= sums.Whole(Measure.Requests) ? "unknown" : Shown.Usd(sums.Usd(Measure.Cost));

    private static string By(Visit visit) => Array.Find(Groupings, g => g == visit.Query("by")) ?? "model";

    private static UsageQuery Query(string by, TimeRange range) => new() { GroupBy = Enum.Parse<UsageGrouping>(by, ignoreCase: true), Since = range.Since };

    /// <summary>Of the first column. Days are counted in UTC, whatever the reader's time.</summary>
    private string Heading => _by == "day" ? "Day (UTC)" : char.ToUpperInvariant(_by[0]) + _by[1..];

    private ApiKey? KeyOf(string? id) => id is null ? null : parts.Keys.ById(id);

    private string Named(string? name) => string.IsNullOrEmpty(name) ? _by == "key" ? "without a key" : "none" : _by == "key" && KeyOf(name) is { } key ? key.Name : name;

    private IEnumerable<(string? Name, UsageSums Sums)> Rows => [.. _answer.Groups.Select(static g => (g.Name, g.Sums)), ("All", _answer.Totals)];
}
