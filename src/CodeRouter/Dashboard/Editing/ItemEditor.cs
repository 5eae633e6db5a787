using System.Text.Json.Nodes;
using CodeRouter.Admin;
using CodeRouter.Config.Stored;

namespace CodeRouter.Dashboard.Editing;

/// <summary>Makes, changes and removes the items of a section, by the services the endpoints use too; the page it works for lists them.</summary>
/// <param name="list">The page with the form of a new item on it.</param>
/// <param name="tryOut">What a sample comes to under a draft; null where the section decides about no requests.</param>
internal sealed class ItemEditor(DashboardParts parts, ItemSheet sheet, Func<Visit, FormShown, int, ValueTask<Reply>> list, Tryout? tryOut = null)
{
    private ItemDesk Desk => parts.Admin.Items;

    public async ValueTask<Reply> AnswerAsync(Visit visit) => (visit.Id, visit.Form) switch
    {
        ("", null) => await list(visit, new FormShown(), 200),
        ("", _) => await CreateAsync(visit),
        ("edit", null) => Find(visit.Query("name") ?? "") is { Removed: false } item ? Edit(visit, item, Begun(item), 200) : Missing,
        ("edit", _) => await SaveAsync(visit),
        ("remove", not null) => Done(Desk.Remove(sheet.Section, visit.Field("name"), SeenRevision(visit), visit.Actor), visit),
        ("reset", not null) => Done(Desk.Reset(sheet.Section, visit.Field("name"), SeenRevision(visit), visit.Actor), visit),
        ("enable", not null) => Done(Desk.Change(sheet.Section, visit.Field("name"), new JsonObject { ["enabled"] = null }, null, visit.Actor), visit),
        ("disable", not null) => Done(Desk.Change(sheet.Section, visit.Field("name"), new JsonObject { ["enabled"] = false }, null, visit.Actor), visit),
        _ => Reply.Missing("such page"),
    };

    /// <summary>Buttons of an item in a list, in one form: change, off and on, try, away, back to the file.</summary>
    /// <param name="item">Null for something in force that is no item of its own.</param>
    /// <param name="switches">It can be switched off and on.</param>
    /// <param name="tests">It can be tried.</param>
    public Html Buttons(Visit visit, OwnedItem? item, string name, bool switches = false, bool tests = false)
    {
        if (!visit.MayChange || (item is null && !tests))
        {
            return new Html();
        }

        var buttons = new Html().Add($"<div class=\"actions\">");
        if (item is { Removed: false })
        {
            buttons.Add($"<a class=\"button\" href=\"/dashboard/{sheet.Page}/edit?name={Uri.EscapeDataString(name)}\">Edit<span class=\"spoken\"> {Shown.Brief(name)}</span></a>");
        }

        buttons.Add($"{Forms.Begin(visit, $"/dashboard/{sheet.Page}/{(item is null ? "test" : "remove")}")}<input type=\"hidden\" name=\"name\" value=\"{name}\"><input type=\"hidden\" name=\"seen\" value=\"{(item is null ? "" : FormShown.Mark(item))}\"><div class=\"actions\">");
        if (tests)
        {
            One("test", "Test", null);
        }

        if (item is { Removed: true })
        {
            One("reset", "Use again", null);
        }
        else if (item is not null)
        {
            if (switches)
            {
                One(IsOff(item) ? "enable" : "disable", IsOff(item) ? "Enable" : "Disable", IsOff(item) ? null : $"Disable {Shown.Brief(name)}? It is kept, and sent nothing.");
            }

            One("remove", "Remove", $"Remove {Shown.Brief(name)}?");
        }

        return buttons.Add($"</div></form></div>");

        void One(string action, string label, string? ask) => buttons.Add($"<button formaction=\"/dashboard/{sheet.Page}/{action}\"{(ask is null ? null : new Html().Add($" data-ask=\"{ask}\""))}>{label}<span class=\"spoken\"> {Shown.Brief(name)}</span></button>");
    }

    public static bool IsOff(OwnedItem item) => item.Json["enabled"] is JsonValue value && value.TryGetValue(out bool on) && !on;

    /// <summary>What was done last, where the address says so.</summary>
    public Html? Told(Visit visit) => visit.Query("saved") is { } name && Find(name) is not null ? new Html().Add($"<p class=\"done\" role=\"status\">Saved: {name}.</p>") : null;

    private OwnedItem? Find(string name) => Desk.Find(sheet.Section, name);

    private Reply Missing => Reply.Missing("such " + sheet.Section.Singular);

    private static FormShown Begun(OwnedItem item) => new() { Item = item.Json, Stored = true, Seen = FormShown.Mark(item) };

    private async ValueTask<Reply> CreateAsync(Visit visit)
    {
        string name = visit.Field("name");
        var (item, problems) = sheet.Read([], visit.Written);
        var form = new FormShown { Written = visit.Written };
        if (name.Length == 0)
        {
            problems.Insert(0, new FieldProblem("name", "a name is missing", $"name the {sheet.Section.Singular}"));
        }
        else if (Find(name) is { Removed: false })
        {
            problems.Insert(0, new FieldProblem("name", $"there is a {sheet.Section.Singular} of this name already", "take another name, or edit that one"));
        }

        if (problems.Count > 0)
        {
            return await list(visit, form with { Problems = All(problems, name, item) }, 400);
        }

        if (Wants(visit, "try"))
        {
            return await list(visit, await TriedAsync(visit, name, item, form), 200);
        }

        item["name"] = name;
        var made = Desk.Create(sheet.Section, item, visit.Actor);
        return made.Kind == OutcomeKind.Done ? Go(name) : await list(visit, form with { Problems = Placed(made.Problems, name) }, made.Kind == OutcomeKind.Invalid ? 400 : 409);
    }

    private async ValueTask<Reply> SaveAsync(Visit visit)
    {
        string name = visit.Field("name");
        if (Find(name) is not { } now)
        {
            return Missing;
        }

        var before = now.Removed ? [] : now.Json;
        var (item, problems) = sheet.Read(before, visit.Written);
        var form = new FormShown { Item = before, Stored = true, Written = visit.Written, Seen = FormShown.Mark(now) };
        if (visit.Written("seen") is { } seen && seen != form.Seen)
        {
            return Edit(visit, now, form with { Theirs = now }, 409);
        }

        if (problems.Count > 0)
        {
            return Edit(visit, now, form with { Problems = All(problems, name, item), Seen = visit.Field("seen") }, 400);
        }

        if (Wants(visit, "try"))
        {
            return Edit(visit, now, await TriedAsync(visit, name, item, form), 200);
        }

        // Tried first: saving takes a stored key from an address it does not belong to, and nobody should find that out later.
        var (_, wrong) = Desk.Try(sheet.Section, name, item);
        var saved = wrong.Count > 0 ? Outcome<OwnedItem>.Invalid(wrong) : Desk.Replace(sheet.Section, name, item, now.Revision, visit.Actor);
        return saved.Kind switch
        {
            OutcomeKind.Done => Go(name),
            OutcomeKind.Stale when Find(name) is { } theirs => Edit(visit, theirs, form with { Theirs = theirs, Seen = FormShown.Mark(theirs) }, 409),
            _ => Edit(visit, now, form with { Problems = Placed(saved.Problems, name) }, 400),
        };
    }

    private Reply Edit(Visit visit, OwnedItem item, FormShown form, int status)
    {
        var body = new Html().Add($"<p><a href=\"/dashboard/{sheet.Page}\">Back to the list</a></p>{ItemForm.Ownership(item, sheet)}{ItemForm.Edit(visit, sheet, form, item.Name, tryOut is not null)}");
        if (visit.MayChange && !item.Removed)
        {
            body.Add($"<div class=\"actions apart\">{(item is { Owner: ConfigOwner.Database, Shadows: true } ? Button(visit, "reset", item, "Give back to the file", $"Take {item.Name} out of the database?") : null)}{Button(visit, "remove", item, "Remove", $"Remove {item.Name}?")}</div>");
        }

        return new Reply($"{char.ToUpperInvariant(sheet.Section.Singular[0])}{sheet.Section.Singular[1..]} {item.Name}", body, status);
    }

    private Html Button(Visit visit, string action, OwnedItem item, string label, string? ask) =>
        Forms.Begin(visit, $"/dashboard/{sheet.Page}/{action}").Add($"<input type=\"hidden\" name=\"name\" value=\"{item.Name}\"><input type=\"hidden\" name=\"seen\" value=\"{FormShown.Mark(item)}\"><button{(ask is null ? null : new Html().Add($" data-ask=\"{ask}\""))}>{label}<span class=\"spoken\"> {item.Name}</span></button></form>");

    private async ValueTask<FormShown> TriedAsync(Visit visit, string name, JsonObject item, FormShown form)
    {
        var (settings, problems) = Desk.Try(sheet.Section, name, item);
        return settings is null ? form with { Problems = Placed(problems, name) }
            : visit.Field(ItemForm.Sample).Length == 0 ? form with { Problems = [new FieldProblem(ItemForm.Sample, "nothing was entered", "write a sentence, a request or the id of a decision")] }
            : form with { Tried = await tryOut!(visit, settings, visit.Field(ItemForm.Sample)) };
    }

    private bool Wants(Visit visit, string what) => tryOut is not null && visit.Field("do") == what;

    /// <summary>What is wrong with fields by themselves, and what the rest of the item would come to: everything at once.</summary>
    private List<FieldProblem> All(List<FieldProblem> problems, string name, JsonObject item)
    {
        if (name.Length > 0)
        {
            problems.AddRange(Placed(Desk.Try(sheet.Section, name, item).Problems, name).Where(p => !problems.Exists(known => known.Field == p.Field)).ToArray());
        }

        return problems;
    }

    private FieldProblem[] Placed(IReadOnlyList<FieldProblem> problems, string name) => [.. problems.Select(p => sheet.Place(p, name))];

    private static long? SeenRevision(Visit visit) => long.TryParse(visit.Field("seen").Split('.')[0], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long revision) ? revision : null;

    private Reply Go(string name) => Reply.To($"/dashboard/{sheet.Page}?saved={Uri.EscapeDataString(name)}");

    private Reply Done(Outcome<OwnedItem> outcome, Visit visit) => outcome.Kind switch
    {
        OutcomeKind.Done => Reply.To($"/dashboard/{sheet.Page}"),
        OutcomeKind.Stale => new Reply("Changed meanwhile", new Html().Add($"<p class=\"wrong\" role=\"alert\">Somebody else changed {visit.Field("name")} meanwhile: nothing was done. <a href=\"/dashboard/{sheet.Page}/edit?name={Uri.EscapeDataString(visit.Field("name"))}\">Look at it as it is now</a>, and decide again.</p>"), 409),
        OutcomeKind.Invalid => new Reply("Nothing was changed", new Html().Add($"<p class=\"wrong\" role=\"alert\">{string.Join(" ", outcome.Problems.Select(static p => $"{p.Field}: {p.Message}; {p.Remedy}."))}</p><p><a href=\"/dashboard/{sheet.Page}\">Back to the list</a></p>"), 409),
        _ => Missing,
    };
}

/// <summary>What a sample (a sentence, a request, the id of a decision) comes to under settings that are not in force.</summary>
internal delegate ValueTask<Html> Tryout(Visit visit, Config.Settings draft, string sample);
