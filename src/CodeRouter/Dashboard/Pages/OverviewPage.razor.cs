using CodeRouter.Config;

namespace CodeRouter.Dashboard.Pages;

/// <summary>What it costs, what it saves, what is set up: one look.</summary>
public sealed partial class OverviewPage(DashboardParts parts, Verification checks)
{
    private Visit _visit = null!;
    private Settings _settings = null!;
    private TimeRange _range = null!;
    private OverviewFigures _figures = null!;
    private OverviewTallies _tallies = null!;
    private DateTimeOffset? _created;

    internal async ValueTask<Reply> AnswerAsync(Visit visit)
    {
        (_visit, _settings, _range) = (visit, parts.State.Current.Settings, TimeRange.Of(visit));
        _figures = await OverviewFigures.ReadAsync(parts, _range, visit.Cancel);
        var store = await parts.BooksAsync(visit.Cancel);
        _tallies = await OverviewTallies.ReadAsync(store, _range, _settings.Policy, visit.Cancel);
        // The router's age is that of the first model it knew.
        _created = (await store.ModelsAsync(visit.Cancel)).Select(static v => (DateTimeOffset?)v.ValidFrom).Min();
        return Shows("Overview");
    }

    private static IEnumerable<string> Features(Settings settings)
    {
        (bool On, string Name)[] all =
        [
            (settings.Cache.Semantic, "Semantic cache"), (settings.Cache.Exact, "Exact cache"), (settings.Guards.Jailbreak != GuardAction.Off, $"Jailbreak detection ({settings.Guards.Jailbreak.ToString().ToLowerInvariant()})"),
            (settings.Guards.Pii != GuardAction.Off, $"PII detection ({settings.Guards.Pii.ToString().ToLowerInvariant()})"), (settings.Guards.Secrets != GuardAction.Off, $"Secret detection ({settings.Guards.Secrets.ToString().ToLowerInvariant()})"),
            (settings.Policy.ComplexityRaisesFloor, "Complexity scoring"), (settings.Classifier is not null, "Model-judged phases"), (settings.CodeGraph.Roots.Count > 0, "Code graph"),
        ];
        return all.Where(static f => f.On).Select(static f => f.Name);
    }
}
