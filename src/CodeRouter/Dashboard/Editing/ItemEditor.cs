using System.Text.Json.Nodes;
using CodeRouter.Admin;
using CodeRouter.Config.Stored;

namespace CodeRouter.Dashboard.Editing;

/// <summary>Makes, changes and removes the items of a section, by the services the endpoints use too; the page it works for lists them.</summary>
/// <param name="list">The page with the form of a new item on it.</param>
/// <param name="tryOut">What a sample comes to under a draft; null where the section decides about no requests.</param>
internal sealed class ItemEditor(DashboardParts parts, ItemSheet sheet, Func<ItemListing, int, ValueTask<Reply>> list, Tryout? tryOut = null)
{
    private ItemDesk Desk => parts.Admin.Items;

    public async ValueTask<Reply> AnswerAsync(Visit visit) => (visit.Id, visit.Form) switch
    {
        ("", null) => await ListAsync(visit, new FormShown(), 200),
        ("", _) => await CreateAsync(visit),
        ("edit", null) => Find(visit.Query("name") ?? "") is { Removed: false } item ? Edit(visit, item, Begun(item), 200) : Missing,
        ("edit", _) => await SaveAsync(visit),
        ("remove", not null) => Ended(Desk.Remove(sheet.Section, visit.Field("name"), SeenRevision(visit), visit.Actor), visit, Done.Removed),
        ("reset", not null) => Ended(Desk.Reset(sheet.Section, visit.Field("name"), SeenRevision(visit), visit.Actor), visit, Done.Reset),
        ("enable", not null) => Ended(Desk.Change(sheet.Section, visit.Field("name"), new JsonObject { ["enabled"] = null }, null, visit.Actor), visit, Done.Enabled),
        ("disable", not null) => Ended(Desk.Change(sheet.Section, visit.Field("name"), new JsonObject { ["enabled"] = false }, null, visit.Actor), visit, Done.Disabled),
        _ => Reply.Missing("such page"),
    };

    public static bool IsOff(OwnedItem item) => item.Json["enabled"] is JsonValue value && value.TryGetValue(out bool on) && !on;

    private ValueTask<Reply> ListAsync(Visit visit, FormShown form, int status)
    {
        var items = Desk.List(sheet.Section).DistinctBy(static i => i.Name, StringComparer.Ordinal).ToDictionary(static i => i.Name, StringComparer.Ordinal);
        string? saved = visit.Query("saved") is { } name && items.ContainsKey(name) ? name : null;
        return list(new ItemListing(visit, sheet, form, items, saved, tryOut is not null), status);
    }

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
            return await ListAsync(visit, form with { Problems = All(problems, name, item) }, 400);
        }

        if (Wants(visit, "try"))
        {
            return await ListAsync(visit, await TriedAsync(visit, name, item, form), 200);
        }

        item["name"] = name;
        var made = Desk.Create(sheet.Section, item, visit.Actor);
        return made.Kind == OutcomeKind.Done ? Go(visit, name) : await ListAsync(visit, form with { Problems = Placed(made.Problems, name) }, made.Kind == OutcomeKind.Invalid ? 400 : 409);
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
            OutcomeKind.Done => Go(visit, name),
            OutcomeKind.Stale when Find(name) is { } theirs => Edit(visit, theirs, form with { Theirs = theirs, Seen = FormShown.Mark(theirs) }, 409),
            _ => Edit(visit, now, form with { Problems = Placed(saved.Problems, name) }, 400),
        };
    }

    private Reply Edit(Visit visit, OwnedItem item, FormShown form, int status) => new ItemPage(sheet, tryOut is not null).Answer(visit, item, form, status);

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

    private Reply Go(Visit visit, string name) => Reply.To($"/dashboard/{sheet.Page}?saved={Uri.EscapeDataString(name)}{visit.Place}");

    private Reply Ended(Outcome<OwnedItem> outcome, Visit visit, string word) => outcome.Kind switch
    {
        OutcomeKind.Done => Done.To(visit, $"/dashboard/{sheet.Page}", word),
        OutcomeKind.Stale => new NothingDone($"Somebody else changed {visit.Field("name")} meanwhile: nothing was done.", $"/dashboard/{sheet.Page}/edit?name={Uri.EscapeDataString(visit.Field("name"))}", "Look at it as it is now", ", and decide again.").Answer("Changed meanwhile"),
        OutcomeKind.Invalid => new NothingDone($"The configuration would not hold then; first change what needs {visit.Field("name")}. {string.Join(" ", outcome.Problems.Select(static p => $"{p.Field}: {p.Message}; {p.Remedy}."))}", visit.At($"/dashboard/{sheet.Page}"), "Back to the list").Answer("Nothing was changed"),
        _ => Missing,
    };
}

/// <summary>What a sample (a sentence, a request, the id of a decision) comes to under settings that are not in force.</summary>
internal delegate ValueTask<TriedSample> Tryout(Visit visit, Config.Settings draft, string sample);
