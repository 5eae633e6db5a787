using CodeRouter.Config;
using CodeRouter.Dashboard.Flow;
using CodeRouter.Gateway;

namespace CodeRouter.Dashboard.Pages;

/// <summary>What it costs, what it saves, what is set up: one look.</summary>
internal sealed class OverviewPage(DashboardParts parts, Verification checks)
{
    public async ValueTask<Reply> AnswerAsync(Visit visit)
    {
        var settings = parts.State.Current.Settings;
        var range = TimeRange.Of(visit);
        var figures = await OverviewFigures.ReadAsync(parts, range, visit.Cancel);
        var body = new Html().Add($"<p>{settings.Description}</p>");
        if (figures.Flow.Steps == 0)
        {
            body.Add($"<p class=\"once\">No request has come yet. <a href=\"/dashboard/setup\">Set up a provider and point an agent here</a>.</p>");
        }

        range.Choose(body, "/dashboard", null);
        body.Add($"<div data-feed=\"/dashboard/live?range={range.Name}\" data-shape=\"{OverviewMarks.Shape(figures)}\"><ul class=\"cards\">");
        foreach (var card in figures.Cards)
        {
            body.Add($"<li class=\"card\"><h2>{card.Name}</h2><p class=\"value\" data-live=\"card {card.Id}\">{card.Value}</p><p data-live=\"card {card.Id} second\">{card.Second}</p><p>{card.Window}</p></li>");
        }

        body.Add($"</ul><h2>Routing flow</h2><p class=\"dim\">{(figures.Flow.Steps == 0 ? "The arrows are those of the configuration; shares appear with the first step." : "Shares are of the newest steps here, at most a thousand.")} Broken arrows are the default.</p>");
        FlowPicture.Write(body, figures.Flow, settings.Name, visit.Http.Request.Host.Value ?? "");
        Tiers(body, figures.Tiers);
        body.Add($"</div>");
        var store = await parts.BooksAsync(visit.Cancel);
        await OverviewTallies.WriteAsync(body, store, range, settings.Policy, visit.Cancel);
        Configuration(body, settings, visit, await OverviewTallies.CreatedAsync(store, visit.Cancel));
        return new Reply("Overview", body);
    }

    private static void Tiers(Html body, IReadOnlyList<TierFigures> tiers)
    {
        body.Add($"<h2>By tier</h2>");
        if (tiers.Count == 0)
        {
            body.Add($"<p>No data yet.</p>");
            return;
        }

        body.Add($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"By tier\"><table><thead><tr><th scope=\"col\">Tier</th><th scope=\"col\" class=\"number\">Answered</th><th scope=\"col\" class=\"number\">Failed</th><th scope=\"col\" class=\"number\">Cost</th></tr></thead><tbody>");
        foreach (var tier in tiers)
        {
            body.Add($"<tr><th scope=\"row\">{tier.Name}</th><td class=\"number\" data-live=\"{OverviewMarks.Tier(tier, "answered")}\">{Shown.Count(tier.Answered)}</td><td class=\"number\" data-live=\"{OverviewMarks.Tier(tier, "failed")}\">{Shown.Count(tier.Failed)}</td><td class=\"number\" data-live=\"{OverviewMarks.Tier(tier, "cost")}\">{UsagePage.Cost(tier.Sums)}</td></tr>");
        }

        body.Add($"</tbody></table></div>");
    }

    private void Configuration(Html body, Settings settings, Visit visit, DateTimeOffset? created)
    {
        string[] features = [.. Features(settings)];
        body.Add($"<h2>Router configuration</h2><dl><dt>Name</dt><dd>{settings.Name}</dd><dt>Description</dt><dd>{settings.Description}</dd><dt>Listener</dt><dd>");
        foreach (var listener in settings.Listeners)
        {
            body.Add($"{listener.Address}:{(long)listener.Port} (timeout: {(long)listener.Timeout.TotalSeconds}s) ");
        }

        body.Add($"</dd><dt>Default model</dt><dd>{settings.Policy.DefaultModel ?? "none"}</dd><dt>Features on</dt><dd>{(features.Length == 0 ? "none" : string.Join(" · ", features))}</dd><dt>Version</dt><dd>generation {(long)settings.Generation} of the settings, CodeRouter {ServiceEndpoints.Version}</dd><dt>Created</dt><dd>{(created is { } at ? Shown.When(at) : new Html().Add($"no data yet"))}</dd><dt>Last verified</dt><dd>");
        checks.Write(body);
        body.Add($"</dd></dl>");
        if (visit.MayChange)
        {
            body.Add($"<p>{Forms.Button(visit, "/dashboard/verify", "Verify now")}</p>");
        }
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
