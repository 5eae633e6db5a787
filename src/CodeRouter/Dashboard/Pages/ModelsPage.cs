using CodeRouter.Core.Models;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Every configured model: where it is, what it can and costs, how it does.</summary>
internal sealed class ModelsPage(DashboardParts parts)
{
    public Reply Answer(Visit visit)
    {
        _ = visit;
        var now = parts.State.Current;
        var models = now.Settings.Policy.Models;
        if (models.Count == 0)
        {
            return new Reply("Models", new Html().Add($"<p>No data yet: no model is configured and none was found. Start a local server such as Ollama, or set a provider's key in the environment.</p>"));
        }

        var body = new Html().Add($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Models\"><table><thead><tr><th scope=\"col\">Model name</th><th scope=\"col\">Endpoint</th><th scope=\"col\" class=\"number\">Weight</th><th scope=\"col\" class=\"number\">Quality</th><th scope=\"col\">Capabilities</th><th scope=\"col\">Pricing (USD/1M)</th><th scope=\"col\">Tier</th><th scope=\"col\">Health</th></tr></thead><tbody>");
        foreach (var model in models)
        {
            body.Add($"<tr><th scope=\"row\">{model.Name}{(model.Name == now.Settings.Policy.DefaultModel ? Default : null)}</th><td>");
            var channels = now.Channels.For(model.Name);
            foreach (var channel in channels)
            {
                body.Add($"{channel.Settings.BaseUri.Authority}<br>");
            }

            body.Add($"</td><td class=\"number\">{string.Join(", ", channels.Select(static c => c.Settings.Weight.ToString(System.Globalization.CultureInfo.InvariantCulture)))}</td><td class=\"number\">{(model.Quality is { } quality ? Shown.Number(quality) : "unknown")}</td><td>");
            foreach (string tag in model.Tags)
            {
                body.Add($"<span class=\"tag\">{tag}</span>");
            }

            body.Add($"</td><td>{Shown.Price(model.Price)}{Source(model.Price)}</td><td>{model.Tier.Name()}</td><td>");
            foreach (var channel in channels)
            {
                body.Add($"<span class=\"{(channel.Health.State == "ok" ? "good" : channel.Health.State == "unknown" ? "dim" : "bad")}\">{(channel.Health.State == "unknown" ? "not asked yet" : channel.Health.State)}</span>{(channel.Health.LatencyMs is { } ms ? $" {Shown.Ms(ms)}" : "")}<br>");
            }

            body.Add($"{(channels.Count == 0 ? "no channel" : "")}</td></tr>");
        }

        return new Reply("Models", body.Add($"</tbody></table></div>"));
    }

    private static readonly Html Default = new Html().Add($" <span class=\"tag\">default</span>");

    private static Html? Source(Price price) => price.Source is null ? null
        : new Html().Add($"<br><span class=\"dim\">{price.Source}{(price.AsOf is { } date ? ", " + date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : "")}</span>");
}
