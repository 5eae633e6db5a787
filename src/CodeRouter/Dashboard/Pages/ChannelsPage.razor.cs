using CodeRouter.Config;
using CodeRouter.Dashboard.Editing;
using CodeRouter.Ledger;
using CodeRouter.Upstreams;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Every way to an upstream: what it serves, how requests are shared out, how it did over the last day.</summary>
public sealed partial class ChannelsPage(DashboardParts parts)
{
    private const int PerPage = 25, MostNamed = 5;
    private ItemListing _list = null!;
    private Channel[] _found = [];
    private int _all;
    private IReadOnlyList<Tally> _ok = [], _failed = [];

    internal async ValueTask<Reply> AnswerAsync(Visit visit) => visit is { Id: "test", Form: not null }
        ? await new ChannelTest(parts, "channels").RunAsync(visit, [.. parts.State.Current.Channels.Channels.Where(c => c.Name == visit.Field("name"))], visit.Field("name"))
        : await new ItemEditor(parts, ItemSheets.Channels, ListAsync).AnswerAsync(visit);

    private async ValueTask<Reply> ListAsync(ItemListing list, int status)
    {
        var visit = list.Visit;
        var store = await parts.BooksAsync(visit.Cancel);
        _ok = await store.TalliesAsync(TallyKind.ChannelOk, visit.Now.AddHours(-24), byHour: true, visit.Cancel);
        _failed = await store.TalliesAsync(TallyKind.ChannelFailed, visit.Now.AddHours(-24), byHour: true, visit.Cancel);
        var all = parts.State.Current.Channels.Channels;
        (_list, _all) = (list, all.Count);
        _found = [.. all.Where(c => c.Name.Contains(list.Search, StringComparison.OrdinalIgnoreCase) || c.Settings.BaseUri.Host.Contains(list.Search, StringComparison.OrdinalIgnoreCase)).OrderBy(static c => c.Settings.Priority)];
        return Shows("Channels", status);
    }

    private static string Models(ChannelSettings settings)
    {
        string[] models = [.. settings.Models.Keys.Order(StringComparer.Ordinal)];
        return string.Join(", ", models.Take(MostNamed)) + (models.Length > MostNamed ? $" and {models.Length - MostNamed} more" : "");
    }
}
