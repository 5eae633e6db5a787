using System.Globalization;
using CodeRouter.Config.Stored;
using CodeRouter.Core.Decisions;
using CodeRouter.Dashboard.Editing;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Caller-facing names: back ends are swapped or balanced behind them without touching clients.</summary>
internal sealed class GroupsPage
{
    private readonly DashboardParts _parts;
    private readonly ItemEditor _editor;

    public GroupsPage(DashboardParts parts)
    {
        _parts = parts;
        _editor = new ItemEditor(parts, ItemSheets.Groups, ListAsync);
    }

    public ValueTask<Reply> AnswerAsync(Visit visit) => _editor.AnswerAsync(visit);

    private ValueTask<Reply> ListAsync(Visit visit, FormShown form, int status)
    {
        var items = _parts.Admin.Items.List(ConfigSection.ModelGroups).DistinctBy(static i => i.Name, StringComparer.Ordinal).ToDictionary(static i => i.Name, StringComparer.Ordinal);
        var body = new Html().Add($"{_editor.Told(visit)}<p>Names that callers use instead of a model's.</p>{Controls.Table("Model groups", "Group", "How", "Members", "Owner", "Change")}");
        foreach (var group in _parts.State.Current.Settings.Policy.Groups.Values.OrderBy(static g => g.Name, StringComparer.Ordinal).Take(500))
        {
            var item = items.GetValueOrDefault(group.Name);
            body.Add($"<tr><th scope=\"row\" class=\"long\">{group.Name}</th><td>{(group.Auto ? "routed" : "balanced by weight")}</td><td class=\"long\">{Members(group)}</td><td>{(item is null ? BuiltIn : ItemForm.Tag(item))}</td><td>{_editor.Buttons(visit, item, group.Name)}</td></tr>");
        }

        foreach (var gone in items.Values.Where(static i => i.Removed))
        {
            body.Add($"<tr><th scope=\"row\">{gone.Name}</th><td></td><td></td><td>{ItemForm.Tag(gone)}</td><td>{_editor.Buttons(visit, gone, gone.Name)}</td></tr>");
        }

        body.Add($"{Controls.TableEnd}");
        if (visit.MayChange)
        {
            body.Add($"{ItemForm.New(visit, ItemSheets.Groups, form, tries: false)}");
        }

        return ValueTask.FromResult(new Reply("Model groups", body, status));
    }

    private static readonly Html BuiltIn = new Html().Add($"<span class=\"tag\">built in</span>");

    private static string Members(ModelGroup group) => group.Members.Count == 0 ? "all models"
        : string.Join(", ", group.Members.Select(m => $"{m.Model}{(group.Auto ? "" : string.Create(CultureInfo.InvariantCulture, $" ({m.Weight:0.##})"))}{(m.Channel is null ? "" : " by " + m.Channel)}"));
}
