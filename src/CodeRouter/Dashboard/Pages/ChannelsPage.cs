using CodeRouter.Config.Stored;
using CodeRouter.Dashboard.Editing;
using CodeRouter.Ledger;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Every way to an upstream: what it serves, how requests are shared out, how it did over the last day.</summary>
internal sealed class ChannelsPage
{
    private const int PerPage = 25;
    private readonly DashboardParts _parts;
    private readonly ItemEditor _editor;

    public ChannelsPage(DashboardParts parts)
    {
        _parts = parts;
        _editor = new ItemEditor(parts, ItemSheets.Channels, ListAsync);
    }

    public async ValueTask<Reply> AnswerAsync(Visit visit) => visit is { Id: "test", Form: not null }
        ? await new ChannelTest(_parts, "channels").RunAsync(visit, [.. _parts.State.Current.Channels.Channels.Where(c => c.Name == visit.Field("name"))], visit.Field("name"))
        : await _editor.AnswerAsync(visit);

    private async ValueTask<Reply> ListAsync(Visit visit, FormShown form, int status)
    {
        string search = visit.Query("search") ?? "";
        int offset = Paging.Offset(visit);
        var store = await _parts.BooksAsync(visit.Cancel);
        var ok = await store.TalliesAsync(TallyKind.ChannelOk, visit.Now.AddHours(-24), byHour: true, visit.Cancel);
        var failed = await store.TalliesAsync(TallyKind.ChannelFailed, visit.Now.AddHours(-24), byHour: true, visit.Cancel);
        var items = _parts.Admin.Items.List(ConfigSection.Channels).DistinctBy(static i => i.Name, StringComparer.Ordinal).ToDictionary(static i => i.Name, StringComparer.Ordinal);
        var all = _parts.State.Current.Channels.Channels;
        Upstreams.Channel[] found = [.. all.Where(c => c.Name.Contains(search, StringComparison.OrdinalIgnoreCase) || c.Settings.BaseUri.Host.Contains(search, StringComparison.OrdinalIgnoreCase)).OrderBy(static c => c.Settings.Priority)];
        var body = new Html().Add($"{_editor.Told(visit)}<p>A channel is a provider's connection settings, once for all its models. Lower priorities are tried first; equal ones share by weight.</p>");
        if (all.Count > PerPage || search.Length > 0)
        {
            body.Add($"{Paging.Search("/dashboard/channels", search, "Part of a channel's name or host")}");
        }

        if (found.Length == 0)
        {
            body.Add($"<p>{(search.Length > 0 ? "Nothing fits." : "There is no channel yet.")}</p>");
        }
        else
        {
            body.Add($"{Controls.Table("Channels", "Channel", "Address", "Format", "Models", "#Weight", "#Priority", "Health", "Last 24 hours", "Change")}");
            foreach (var channel in found.Skip(offset).Take(PerPage))
            {
                var (settings, item) = (channel.Settings, items.GetValueOrDefault(channel.Name));
                string[] models = [.. settings.Models.Keys.Order(StringComparer.Ordinal)];
                body.Add($"<tr><th scope=\"row\" class=\"long\">{channel.Name}{(settings.Enabled ? null : Off)}<br>{(item is null ? OfModel : ItemForm.Tag(item))}</th><td class=\"long\">{settings.BaseUri.Authority}{settings.BaseUri.AbsolutePath.TrimEnd('/')}</td><td>{Core.Conversations.WireFormatNames.ApiName(settings.Format)}</td><td class=\"long\">{string.Join(", ", models.Take(5))}{(models.Length > 5 ? $" and {models.Length - 5} more" : "")}</td><td class=\"number\">{(long)settings.Weight}</td><td class=\"number\">{(long)settings.Priority}</td><td>{ChannelHealthShown.Of([channel])}{(channel.Health.LastError is { } error && channel.Health.State is not "ok" ? new Html().Add($"<span class=\"dim\">{error}</span>") : null)}</td><td>{ChannelHealthShown.Day(channel.Name, ok, failed, visit.Now)}</td><td>{_editor.Buttons(visit, item, channel.Name, switches: true, tests: true)}</td></tr>");
            }

            body.Add($"{Controls.TableEnd}{Paging.Links("/dashboard/channels", search, offset, PerPage, Math.Min(PerPage + 1, found.Length - offset))}");
        }

        foreach (var gone in items.Values.Where(static i => i.Removed).Take(PerPage))
        {
            body.Add($"<div class=\"actions\">{gone.Name} {ItemForm.Tag(gone)} {_editor.Buttons(visit, gone, gone.Name)}</div>");
        }

        if (visit.MayChange)
        {
            body.Add($"{ItemForm.New(visit, ItemSheets.Channels, form, tries: false)}");
        }

        return new Reply("Channels", body, status);
    }

    private static readonly Html Off = new Html().Add($" <span class=\"tag\">disabled</span>"), OfModel = new Html().Add($"<a href=\"/dashboard/models\">its model</a>");
}
