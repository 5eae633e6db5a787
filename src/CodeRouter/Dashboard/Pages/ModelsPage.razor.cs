using System.Globalization;
using CodeRouter.Config.Stored;
using CodeRouter.Core.Models;
using CodeRouter.Dashboard.Editing;
using CodeRouter.Gateway;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Every configured model: where it is, what it can and costs, how it does; and the forms that add and change one.</summary>
public sealed partial class ModelsPage(DashboardParts parts)
{
    private const int PerPage = 25;
    private GatewaySnapshot _now = null!;
    private ItemListing _list = null!;
    private ModelCard[] _found = [];

    internal async ValueTask<Reply> AnswerAsync(Visit visit) => visit is { Id: "test", Form: not null }
        ? await new ChannelTest(parts, "models").RunAsync(visit, parts.State.Current.Channels.For(visit.Field("name")), visit.Field("name"))
        : await new ItemEditor(parts, ItemSheets.Models, ListAsync).AnswerAsync(visit);

    private ValueTask<Reply> ListAsync(ItemListing list, int status)
    {
        (_list, _now) = (list, parts.State.Current);
        _found = [.. _now.Settings.Policy.Models.Where(m => m.Name.Contains(list.Search, StringComparison.OrdinalIgnoreCase))];
        return ValueTask.FromResult(Shows("Models", status));
    }

    /// <summary>Where a price comes from, and as of when; null where nothing is known of it.</summary>
    private static string? Source(Price price, OwnedItem? item)
    {
        var date = price.AsOf ?? (price.Source == "configuration" && item?.ChangedAt is { } at ? DateOnly.FromDateTime(at.UtcDateTime) : null);
        return price.Source is null ? null : $"{price.Source}{(date is { } known ? ", " + known.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "")}";
    }
}
