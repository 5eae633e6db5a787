using CodeRouter.Config.Stored;
using CodeRouter.Core.Signals;
using CodeRouter.Dashboard.Editing;

namespace CodeRouter.Dashboard.Pages;

/// <summary>The configured measurements that rules name, and the forms that make and change one.</summary>
internal sealed class SignalsPage
{
    private const int PerPage = 100;
    private readonly DashboardParts _parts;
    private readonly ItemEditor _editor;

    public SignalsPage(DashboardParts parts)
    {
        _parts = parts;
        _editor = new ItemEditor(parts, ItemSheets.Signals, ListAsync, new TryBox(parts).CompareAsync);
    }

    public ValueTask<Reply> AnswerAsync(Visit visit) => _editor.AnswerAsync(visit);

    private ValueTask<Reply> ListAsync(Visit visit, FormShown form, int status)
    {
        var policy = _parts.State.Current.Settings.Policy;
        string search = visit.Query("search") ?? "";
        int offset = Paging.Offset(visit);
        var items = _parts.Admin.Items.List(ConfigSection.Signals).DistinctBy(static i => i.Name, StringComparer.Ordinal).ToDictionary(static i => i.Name, StringComparer.Ordinal);
        SignalDefinition[] found = [.. policy.Signals.Where(s => s.Name.Contains(search, StringComparison.OrdinalIgnoreCase))];
        var body = new Html().Add($"{_editor.Told(visit)}");
        if (policy.Signals.Count > PerPage || search.Length > 0)
        {
            body.Add($"{Paging.Search("/dashboard/signals", search, "Part of a signal's name")}");
        }

        if (found.Length == 0)
        {
            body.Add($"<p>{(search.Length > 0 ? "Nothing fits." : "None are configured: only the built-in ones (phase, evidence, risk, context and the like) are read.")}</p>");
        }
        else
        {
            body.Add($"{Controls.Table("Signals", "Type", "Name", "What it looks for", "Owner", "Change")}");
            foreach (var signal in found.Skip(offset).Take(PerPage))
            {
                var item = items.GetValueOrDefault(signal.Name);
                body.Add($"<tr><td>{signal.Type}</td><th scope=\"row\" class=\"long\">{signal.Name}</th><td class=\"long\">{Details(signal)}</td><td>{(item is null ? null : ItemForm.Tag(item))}</td><td>{_editor.Buttons(visit, item, signal.Name)}</td></tr>");
            }

            body.Add($"{Controls.TableEnd}{Paging.Links("/dashboard/signals", search, offset, PerPage, Math.Min(PerPage + 1, found.Length - offset))}");
        }

        foreach (var gone in items.Values.Where(static i => i.Removed).Take(PerPage))
        {
            body.Add($"<div class=\"actions\">{gone.Name} {ItemForm.Tag(gone)} {_editor.Buttons(visit, gone, gone.Name)}</div>");
        }

        if (visit.MayChange)
        {
            body.Add($"{ItemForm.New(visit, ItemSheets.Signals, form, tries: true)}");
        }

        return ValueTask.FromResult(new Reply("Signals", body, status));
    }

    private static Html Details(SignalDefinition signal)
    {
        var options = signal.Options;
        if (signal.Type != "keyword")
        {
            return new Html().Add($"{string.Join(" · ", options.Map.Where(static o => o.Key != "name").Select(static o => $"{o.Key}: {Words(o.Value)}"))}");
        }

        bool exact = options["case_sensitive"]?.Scalar is { } word && bool.TryParse(word, out bool set) && set;
        return new Html().Add($"{string.Join(", ", options["keywords"]?.Items.Select(Words) ?? [])}<br><span class=\"dim\">operator: {options["operator"]?.Scalar?.ToUpperInvariant() ?? "OR"} · {(exact ? "case-sensitive" : "case-insensitive")}</span>");
    }

    private static string Words(OptionNode option) =>
        option.Scalar ?? string.Join(", ", option.Items.Select(Words).Concat(option.Map.Select(static m => $"{m.Key} {Words(m.Value)}")));
}
