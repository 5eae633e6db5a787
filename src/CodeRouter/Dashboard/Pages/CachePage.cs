using System.Globalization;
using CodeRouter.Admin;
using CodeRouter.Ledger;

namespace CodeRouter.Dashboard.Pages;

/// <summary>The cache of answers and the providers' prompt caches: what is on, and what each saved asking.</summary>
internal sealed class CachePage
{
    private static readonly string[] Switch = ["false", "true"];
    private readonly DashboardParts _parts;
    private readonly SettingsForm _form;

    public CachePage(DashboardParts parts)
    {
        _parts = parts;
        _form = new SettingsForm(parts, "cache", () =>
        {
            var cache = parts.State.Current.Settings.Cache;
            return
            [
                new("cache.exact", "Exact", cache.Exact ? "true" : "false", Switch, "Gives an answer again to the very same question of the same caller."),
                new("cache.semantic", "Semantic", cache.Semantic ? "true" : "false", Switch, "The same for questions that mean the same."),
                new("cache.ttl_seconds", "Kept for", cache.TtlSeconds.ToString(CultureInfo.InvariantCulture), [], "Seconds."),
                new("cache.max_entries", "At most", cache.MaxEntries.ToString(CultureInfo.InvariantCulture), [], "Answers."),
            ];
        });
    }

    public async ValueTask<Reply> AnswerAsync(Visit visit)
    {
        var problems = new List<FieldProblem>();
        if (visit.Form is not null && _form.Save(visit, problems) is { } done)
        {
            return done;
        }

        var range = TimeRange.Of(visit);
        var answer = await (await _parts.BooksAsync(visit.Cancel)).UsageAsync(new UsageQuery { Since = range.Since, GroupBy = UsageGrouping.Model, Limit = 100 }, visit.Cancel);
        var body = new Html().Add($"<h2>Answers given again</h2><p>Off unless you turn it on: agents' steps are rarely the same twice, and steps with tool results are never answered from it.</p>{_form.Of(visit, problems)}<h2>What they saved asking</h2>");
        range.Choose(body, "/dashboard/cache", null);
        if (answer.Groups.Count == 0)
        {
            return new Reply("Cache", body.Add($"<p>No data yet.</p>"), problems.Count > 0 ? 400 : 200);
        }

        body.Add($"{Controls.Table("Caches by model", "Model", "#Requests", "#Answered from the cache", "Hit rate", "#Prompt tokens", "#Read from the provider's cache", "Share")}");
        foreach (var group in answer.Groups)
        {
            Row(body, group.Name ?? "none", group.Sums);
        }

        Row(body, "All", answer.Totals);
        return new Reply("Cache", body.Add($"{Controls.TableEnd}"), problems.Count > 0 ? 400 : 200);
    }

    private static void Row(Html body, string name, UsageSums sums)
    {
        long requests = sums.Whole(Measure.Requests), hits = sums.Whole(Measure.CacheHits), read = sums.Whole(Measure.CachedInputTokens);
        long prompt = sums.Whole(Measure.InputTokens) + read + sums.Whole(Measure.CacheWriteTokens);
        body.Add($"<tr><th scope=\"row\" class=\"long\">{name}</th><td class=\"number\">{Shown.Count(requests)}</td><td class=\"number\">{Shown.Count(hits)}</td><td>{Share(hits, requests)}</td><td class=\"number\">{Shown.Count(prompt)}</td><td class=\"number\">{Shown.Count(read)}</td><td>{Share(read, prompt)}</td></tr>");
    }

    private static Html Share(long part, long whole) => whole == 0 ? new Html().Add($"–") : new Html().Add($"{Controls.Bar((double)part / whole, Shown.Share(part, whole))} {Shown.Share(part, whole)}");
}
