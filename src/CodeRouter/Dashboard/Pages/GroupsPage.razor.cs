using System.Globalization;
using CodeRouter.Core.Decisions;
using CodeRouter.Dashboard.Editing;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Caller-facing names: back ends are swapped or balanced behind them without touching clients.</summary>
public sealed partial class GroupsPage(DashboardParts parts)
{
    private const int MostShown = 500;
    private ItemListing _list = null!;
    private ModelGroup[] _groups = [];

    internal ValueTask<Reply> AnswerAsync(Visit visit) => new ItemEditor(parts, ItemSheets.Groups, ListAsync).AnswerAsync(visit);

    private ValueTask<Reply> ListAsync(ItemListing list, int status)
    {
        _list = list;
        _groups = [.. parts.State.Current.Settings.Policy.Groups.Values.OrderBy(static g => g.Name, StringComparer.Ordinal).Take(MostShown)];
        return ValueTask.FromResult(Shows("Model groups", status));
    }

    private static string Members(ModelGroup group) => group.Members.Count == 0 ? "all models"
        : string.Join(", ", group.Members.Select(m => $"{m.Model}{(group.Auto ? "" : string.Create(CultureInfo.InvariantCulture, $" ({m.Weight:0.##})"))}{(m.Channel is null ? "" : " by " + m.Channel)}"));
}
