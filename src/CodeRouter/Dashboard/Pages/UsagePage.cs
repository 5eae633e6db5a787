using CodeRouter.Ledger;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Use and cost by model, phase, day and the like, and the same as a file.</summary>
internal sealed class UsagePage(DashboardParts parts)
{
    private static readonly HashSet<Measure> Shows = [Measure.Requests, Measure.InputTokens, Measure.CachedInputTokens, Measure.OutputTokens, Measure.Failed, Measure.Cost, Measure.CostUnknown];
    private static readonly string[] Groupings = ["model", "phase", "day", "key", "repo", "agent", "tier"];

    public async ValueTask<Reply> AnswerAsync(Visit visit)
    {
        var range = TimeRange.Of(visit);
        string by = By(visit);
        var answer = await (await parts.BooksAsync(visit.Cancel)).UsageAsync(Query(by, range) with { Only = Shows, SumsOnly = true }, visit.Cancel);
        var choice = new Html().Add($"<div><label for=\"by\">By</label><select id=\"by\" name=\"by\">");
        foreach (string one in Groupings)
        {
            choice.Add($"<option{(one == by ? TimeRange.Chosen : null)}>{one}</option>");
        }

        var body = new Html();
        range.Choose(body, "/dashboard/usage", choice.Add($"</select></div>"));
        if (answer.Groups.Count == 0)
        {
            return new Reply("Usage", body.Add($"<p>No data yet.</p>"));
        }

        body.Add($"<p><a href=\"/dashboard/usage.csv?by={by}&amp;range={range.Name}\">Save as CSV</a></p><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Usage\"><table><thead><tr><th scope=\"col\">{by}</th><th scope=\"col\" class=\"number\">Requests</th><th scope=\"col\" class=\"number\">Input tokens</th><th scope=\"col\" class=\"number\">Cached</th><th scope=\"col\" class=\"number\">Output tokens</th><th scope=\"col\" class=\"number\">Failed</th><th scope=\"col\" class=\"number\">Cost</th></tr></thead><tbody>");
        foreach (var group in answer.Groups)
        {
            Row(body, group.Name ?? "none", group.Sums);
        }

        Row(body, "All", answer.Totals);
        return new Reply("Usage", body.Add($"</tbody></table></div>"));
    }

    public async ValueTask<Reply> ExportAsync(Visit visit) =>
        new("", new Html()) { File = ("usage.csv", await parts.Admin.Export.CsvAsync(Query(By(visit), TimeRange.Of(visit)), visit.Cancel)) };

    /// <summary>What sums cost; unknown where none of it has a price.</summary>
    public static string Cost(UsageSums sums) => sums.Whole(Measure.CostUnknown) is > 0 and var unknown && unknown >= sums.Whole(Measure.Requests) ? "unknown" : Shown.Usd(sums.Usd(Measure.Cost));

    private static string By(Visit visit) => Array.Find(Groupings, g => g == visit.Query("by")) ?? "model";

    private static UsageQuery Query(string by, TimeRange range) => new() { GroupBy = Enum.Parse<UsageGrouping>(by, ignoreCase: true), Since = range.Since };

    private static void Row(Html body, string name, UsageSums sums) =>
        body.Add($"<tr><th scope=\"row\">{name}</th><td class=\"number\">{Shown.Count(sums.Whole(Measure.Requests))}</td><td class=\"number\">{Shown.Count(sums.Whole(Measure.InputTokens))}</td><td class=\"number\">{Shown.Count(sums.Whole(Measure.CachedInputTokens))}</td><td class=\"number\">{Shown.Count(sums.Whole(Measure.OutputTokens))}</td><td class=\"number\">{Shown.Count(sums.Whole(Measure.Failed))}</td><td class=\"number\">{Cost(sums)}</td></tr>");
}
