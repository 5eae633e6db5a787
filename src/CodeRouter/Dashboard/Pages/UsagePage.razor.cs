using CodeRouter.Ledger;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Use and cost by model, phase, day and the like, narrowed down name by name to the sessions they are made of, and the same as a file.</summary>
public sealed partial class UsagePage(DashboardParts parts)
{
    private const string Path = "/dashboard/usage";
    private static readonly HashSet<Measure> Measured = [Measure.Requests, Measure.InputTokens, Measure.CachedInputTokens, Measure.CacheWriteTokens, Measure.OutputTokens, Measure.Failed, Measure.Cost, Measure.CostUnknown, Measure.Reported, Measure.ReportedCost, Measure.ReportedComparedCost];
    private const int MostShown = 125;
    private static readonly string[] Groupings = ["model", "phase", "day", "session", "key", "user", "team", "repo", "agent", "tier"];

    private TimeRange _range = null!;
    private UsageFilter _filter = null!;
    private string _by = "";
    private UsageAnswer _answer = null!;

    internal async ValueTask<Reply> AnswerAsync(Visit visit)
    {
        Read(visit);
        var store = await parts.BooksAsync(visit.Cancel);
        _answer = await store.UsageAsync(Query with { Only = Measured, SumsOnly = true, Limit = MostShown }, visit.Cancel);
        return Shows("Usage");
    }

    internal async ValueTask<Reply> ExportAsync(Visit visit)
    {
        Read(visit);
        return new("", static _ => { }) { File = ("usage.csv", await parts.Admin.Export.CsvAsync(Query with { Limit = int.MaxValue }, visit.Cancel)) };
    }

    /// <summary>What sums cost; unknown where none of it has a price, and a least where some has none.</summary>
    public static string Cost(UsageSums sums) =>
        sums.IsCostUnknown ? "unknown" : (sums.Whole(Measure.CostUnknown) > 0 ? "at least " : "") + Shown.Usd(sums.Usd(Measure.Cost));

    private void Read(Visit visit) => (_range, _filter, _by) = (TimeRange.WithDays(visit), UsageFilter.Of(visit), Array.Find(Groupings, g => g == visit.Query("by")) ?? Groupings[0]);

    private UsageQuery Query => _filter.On(new UsageQuery { GroupBy = Enum.Parse<UsageGrouping>(_by, ignoreCase: true), Since = _range.Since, Until = _range.Until });

    /// <summary>Of the first column. Days are counted in UTC, whatever the reader's time.</summary>
    private string Heading => _by == "day" ? "Day (UTC)" : Capital(_by);

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private string Named(string by, string? name) => (by, name) switch
    {
        ("key", null or "") => "without a key",
        (_, null or "") => "none",
        ("key", _) => parts.KeyName(name),
        _ => name,
    };

    /// <summary>Where what a line is made of stands: the days, of a day the models, then the sessions, then a session's steps. Null where the books cannot be asked for it.</summary>
    private string? Inside(string? name) => name is null ? null : _by switch
    {
        "session" => SessionPlace.Of(name, _filter.Value("key")),
        "day" when TimeRange.DayOf(name) is { } day => _filter.At(Path, _filter.IsAny ? "session" : "model", TimeRange.OfDays(day, day).Name),
        _ when UsageFilter.Knows(_by) => _filter.With(_by, name).At(Path, _range.IsShort ? "session" : "day", _range.Name),
        _ => null,
    };

    private IEnumerable<(string? Name, UsageSums Sums)> Rows => _answer.Groups.Select(static g => (g.Name, g.Sums));
}
