using System.Globalization;
using CodeRouter.Config.Stored;
using CodeRouter.Core.Models;
using CodeRouter.Dashboard.Editing;
using CodeRouter.Gateway;
using CodeRouter.Upstreams;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Every configured model: where it is, what it can and costs, how it does; and the forms that add and change one.</summary>
internal sealed class ModelsPage
{
    private const int PerPage = 25;
    private readonly DashboardParts _parts;
    private readonly ItemEditor _editor;

    public ModelsPage(DashboardParts parts)
    {
        _parts = parts;
        _editor = new ItemEditor(parts, ItemSheets.Models, ListAsync);
    }

    public async ValueTask<Reply> AnswerAsync(Visit visit) => visit is { Id: "test", Form: not null }
        ? await new ChannelTest(_parts, "models").RunAsync(visit, _parts.State.Current.Channels.For(visit.Field("name")), visit.Field("name"))
        : await _editor.AnswerAsync(visit);

    private ValueTask<Reply> ListAsync(Visit visit, FormShown form, int status)
    {
        var now = _parts.State.Current;
        string search = visit.Query("search") ?? "";
        int offset = Paging.Offset(visit);
        var items = _parts.Admin.Items.List(ConfigSection.Models).DistinctBy(static i => i.Name, StringComparer.Ordinal).ToDictionary(static i => i.Name, StringComparer.Ordinal);
        ModelCard[] found = [.. now.Settings.Policy.Models.Where(m => m.Name.Contains(search, StringComparison.OrdinalIgnoreCase))];
        var body = new Html().Add($"{_editor.Told(visit)}");
        if (now.Settings.Policy.Models.Count > PerPage || search.Length > 0)
        {
            body.Add($"{Paging.Search("/dashboard/models", search, "Part of a model's name")}");
        }

        if (found.Length == 0)
        {
            body.Add($"<p>{(search.Length > 0 ? "Nothing fits." : "No data yet: no model is configured and none was found. Add one below, start a local server such as Ollama, or set a provider's key in the environment.")}</p>");
        }
        else
        {
            body.Add($"{Controls.Table("Models", "Model name", "Endpoint", "#Weight", "#Quality", "Capabilities", "Pricing (USD/1M)", "Tier", "Health", "Change")}");
            foreach (var model in found.Skip(offset).Take(PerPage))
            {
                Row(body, visit, now, model, items.GetValueOrDefault(model.Name));
            }

            body.Add($"{Controls.TableEnd}{Paging.Links("/dashboard/models", search, offset, PerPage, Math.Min(PerPage + 1, found.Length - offset))}");
        }

        foreach (var gone in items.Values.Where(static i => i.Removed).Take(PerPage))
        {
            body.Add($"<div class=\"actions\">{gone.Name} {ItemForm.Tag(gone)} {_editor.Buttons(visit, gone, gone.Name)}</div>");
        }

        if (visit.MayChange)
        {
            body.Add($"{ItemForm.New(visit, ItemSheets.Models, form, tries: false)}");
        }

        return ValueTask.FromResult(new Reply("Models", body, status));
    }

    private void Row(Html body, Visit visit, GatewaySnapshot now, ModelCard model, OwnedItem? item)
    {
        var channels = now.Channels.For(model.Name);
        body.Add($"<tr><th scope=\"row\" class=\"long\">{model.Name}{(model.Name == now.Settings.Policy.DefaultModel ? Default : null)}{(item is not null && ItemEditor.IsOff(item) ? Off : null)}<br>{(item is null ? ByChannel : ItemForm.Tag(item))}{(model.UpstreamModel == model.Name ? null : new Html().Add($"<br><span class=\"dim\">as {model.UpstreamModel}</span>"))}</th><td class=\"long\">");
        foreach (var channel in channels)
        {
            body.Add($"{channel.Settings.BaseUri.Authority}<br>");
        }

        body.Add($"</td><td class=\"number\">{string.Join(", ", channels.Select(static c => c.Settings.Weight.ToString(CultureInfo.InvariantCulture)))}</td><td class=\"number\">{(model.Quality is { } quality ? Shown.Number(quality) : "unknown")}</td><td>");
        foreach (string tag in model.Tags)
        {
            body.Add($"<span class=\"tag\">{tag}</span>");
        }

        body.Add($"</td><td>{Shown.Price(model.Price)}{Source(model.Price, item)}</td><td>{model.Tier.Name()}</td><td>{ChannelHealthShown.Of(channels)}</td><td>");
        body.Add($"{_editor.Buttons(visit, item, model.Name, switches: true, tests: channels.Count > 0)}</td></tr>");
    }

    private static readonly Html Default = new Html().Add($" <span class=\"tag\">default</span>"), Off = new Html().Add($" <span class=\"tag\">disabled</span>"), ByChannel = new Html().Add($"<a href=\"/dashboard/channels\">a channel</a>");

    private static Html? Source(Price price, OwnedItem? item)
    {
        var date = price.AsOf ?? (price.Source == "configuration" && item?.ChangedAt is { } at ? DateOnly.FromDateTime(at.UtcDateTime) : null);
        return price.Source is null ? null : new Html().Add($"<br><span class=\"dim\">{price.Source}{(date is { } known ? ", " + known.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "")}</span>");
    }
}
