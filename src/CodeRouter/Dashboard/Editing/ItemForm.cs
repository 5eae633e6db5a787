using CodeRouter.Config.Stored;

namespace CodeRouter.Dashboard.Editing;

/// <summary>The form of an item: the fields of its sheet, the rest as text, and a box to try it where it decides about requests.</summary>
internal static class ItemForm
{
    /// <summary>The text that is tried.</summary>
    public const string Sample = "sample";

    public static Html New(Visit visit, ItemSheet sheet, FormShown form, bool tries)
    {
        var body = new Html().Add($"<section id=\"new\"><h2>{sheet.Add}</h2>");
        var fields = Begin(visit, $"/dashboard/{sheet.Page}", sheet, form);
        Forms.Input(fields, "name", "Name", form.Written("name") ?? "", form.Problems, "What callers, rules and lists call it.");
        Fields(fields, sheet, form, tries);
        return body.Add($"{fields}<div class=\"actions\"><button>{sheet.Add}</button>{(tries ? TryButton : null)}</div></form>{form.Tried}</section>");
    }

    public static Html Edit(Visit visit, ItemSheet sheet, FormShown form, string name, bool tries)
    {
        var fields = Begin(visit, $"/dashboard/{sheet.Page}/edit", sheet, form)
            .Add($"<input type=\"hidden\" name=\"name\" value=\"{name}\"><input type=\"hidden\" name=\"seen\" value=\"{form.Seen}\">");
        Fields(fields, sheet, form, tries);
        return fields.Add($"<div class=\"actions\"><button>Save</button>{(tries ? TryButton : null)}</div></form>{form.Tried}");
    }

    /// <summary>Who owns the item, and what that means for whoever wants to change it.</summary>
    public static Html Ownership(OwnedItem item, ItemSheet sheet) => item.Owner switch
    {
        ConfigOwner.File => new Html().Add($"<p class=\"note\">This {sheet.Section.Singular} stands in the configuration file{(item.Line > 0 ? FormattableString.Invariant($" (line {item.Line})") : "")}. To change it there, edit the file: it is read again by itself. Saving it here keeps a copy in the database, which counts instead of the file's from then on.</p>"),
        ConfigOwner.Found => new Html().Add($"<p class=\"note\">This {sheet.Section.Singular} was found when the router started. Saving it here keeps it in the database, which counts from then on.</p>"),
        _ => new Html().Add($"<p class=\"note\">This {sheet.Section.Singular} is kept in the database{(item.ChangedAt is { } at ? new Html().Add($", changed {Shown.When(at)} by {item.ChangedBy}") : null)}.{(item.Shadows ? " The configuration file has one of this name too, which does not count; give it back to the file to undo what was changed here." : "")}</p>"),
    };

    public static Html Tag(OwnedItem item) => new Html().Add($"<span class=\"tag\">{(item.Removed ? "removed here" : item.Owner switch { ConfigOwner.File => "file", ConfigOwner.Found => "found", _ => item.Shadows ? "database, over the file" : "database" })}</span>");

    private static readonly Html TryButton = new Html().Add($"<button name=\"do\" value=\"try\" class=\"second\">Try it</button>");

    private static Html Begin(Visit visit, string path, ItemSheet sheet, FormShown form)
    {
        var fields = Forms.Begin(visit, path);
        if (form.Theirs is { } theirs)
        {
            fields.Add($"<p class=\"wrong\" role=\"alert\">{(theirs.Removed ? "Somebody removed this" : $"Somebody changed this")} while you had the form open{(theirs.ChangedBy is { } who ? $" ({who})" : "")}. Nothing of yours was saved, and nothing of theirs is lost: what they saved stands below each field that differs. Save again to put yours in its place.</p>");
        }

        Forms.Others(fields, form.Problems, ["name", ItemSheet.More, Sample, .. sheet.Fields.Select(static f => f.Path)]);
        return fields.Add($"<div class=\"fields\">");
    }

    private static void Fields(Html to, ItemSheet sheet, FormShown form, bool tries)
    {
        foreach (var field in sheet.Fields.Where(static f => !f.Rare))
        {
            field.Write(to, form, form.ValueOf(field));
        }

        string rest = form.Written(ItemSheet.More) ?? sheet.Rest(form.Item);
        bool isOpen = rest.Length > 0 || form.Problems.Any(p => p.Field == ItemSheet.More || sheet.Fields.Any(f => f.Rare && f.Path == p.Field)) || sheet.Fields.Any(f => f.Rare && form.Stored && form.ValueOf(f).Length > 0 && f is not (ChoiceField or FlagField));
        to.Add($"</div><details{(isOpen ? Open : null)}><summary>More settings</summary><div class=\"fields\">");
        foreach (var field in sheet.Fields.Where(static f => f.Rare))
        {
            field.Write(to, form, form.ValueOf(field));
        }

        to.Add($"</div>");
        Controls.Area(to, ItemSheet.More, "All else, as in the configuration file", rest, 3, form.Problems, $"YAML: what a {sheet.Section.Singular} has besides the fields above.");
        to.Add($"</details>");
        if (tries)
        {
            Controls.Area(to, Sample, "Try a sentence or a recorded request", form.Written(Sample) ?? "", 2, form.Problems, "A sentence, a request as JSON in any dialect, or the id of a past decision: shows what it would come to with this, before anything is saved.");
        }
    }

    private static readonly Html Open = new Html().Add($" open");
}
