using System.Globalization;
using CodeRouter.Admin;
using CodeRouter.Gateway;
using CodeRouter.Ledger;

namespace CodeRouter.Dashboard.Pages;

/// <summary>The cache of answers and the providers' prompt caches: what is on, and what each saved asking.</summary>
public sealed partial class CachePage
{
    private static readonly string[] Switch = ["false", "true"];
    private static readonly string[] SwitchOrShadow = [.. Switch, "shadow"];
    private readonly DashboardParts _parts;
    private readonly SettingsForm _form;
    private readonly List<FieldProblem> _problems = [];
    private Visit _visit = null!;
    private TimeRange _range = null!;
    private UsageAnswer _answer = null!;

    public CachePage(DashboardParts parts)
    {
        _parts = parts;
        _form = new SettingsForm(parts, "cache", () =>
        {
            var cache = parts.State.Current.Settings.Cache;
            return
            [
                new("cache.exact", "Exact", cache.Exact ? "true" : "false", Switch, "Gives an answer again to the very same question of the same caller."),
                new("cache.semantic", "Semantic", cache.Semantic ? cache.Shadow ? "shadow" : "true" : "false", SwitchOrShadow, "The same for questions that ask the same in other words; shadow answers nothing and notes what it would have answered."),
                new("cache.ttl_seconds", "Kept for", cache.TtlSeconds.ToString(CultureInfo.InvariantCulture), [], "Seconds."),
                new("cache.max_entries", "At most", cache.MaxEntries.ToString(CultureInfo.InvariantCulture), [], "Answers."),
            ];
        });
    }

    internal async ValueTask<Reply> AnswerAsync(Visit visit)
    {
        if (visit.Form is not null && _form.Save(visit, _problems) is { } done)
        {
            return done;
        }

        (_visit, _range) = (visit, TimeRange.Of(visit));
        var store = await _parts.BooksAsync(visit.Cancel);
        _answer = await store.UsageAsync(new UsageQuery { Since = _range.Since, GroupBy = UsageGrouping.Model, Limit = 100 }, visit.Cancel);
        return Shows("Cache", _problems.Count > 0 ? 400 : 200);
    }

    private EmbedderTrouble? Trouble => _parts.State.Current.Settings.Cache is { Semantic: true, Embedder: { } model } ? _parts.State.Embedder.TroubleOf(model) : null;

    private IEnumerable<(string Name, UsageSums Sums)> Rows => [.. _answer.Groups.Select(static g => (g.Name ?? "none", g.Sums)), ("All", _answer.Totals)];
}
