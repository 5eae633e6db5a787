using System.Globalization;
using System.Text.Json.Nodes;
using CodeRouter.Access;
using CodeRouter.Admin;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Keys that share limits: made, changed, removed.</summary>
internal sealed class TokenGroupsPage(DashboardParts parts)
{
    private static readonly string[] Fields = ["name", "description", "models", "ratio", .. LimitFields.Names];

    private TokenGroupDesk Desk => parts.Admin.TokenGroups;

    public Reply Answer(Visit visit) => (visit.Id, visit.Form) switch
    {
        ("", null) => List(visit, [], 200),
        ("", _) => Create(visit),
        ("edit", null) => Desk.Find(visit.Query("name") ?? "") is { } group ? Edit(visit, group, [], null, 200) : Reply.Missing("such token group"),
        ("edit", _) => Save(visit),
        ("remove", not null) => Desk.Remove(visit.Field("name"), Seen(visit), visit.Actor).Kind switch
        {
            OutcomeKind.Done => Reply.To("/dashboard/token-groups"),
            OutcomeKind.Stale => new Reply("Changed meanwhile", new Html().Add($"<p class=\"wrong\" role=\"alert\">Somebody else changed this group meanwhile: it was not removed. <a href=\"/dashboard/token-groups\">Look at it as it is now</a>, and decide again.</p>"), 409),
            _ => Reply.Missing("such token group"),
        },
        _ => Reply.Missing("such page"),
    };

    private static long? Seen(Visit visit) => long.TryParse(visit.Field("seen"), NumberStyles.None, CultureInfo.InvariantCulture, out long revision) ? revision : null;

    private Reply Create(Visit visit)
    {
        var made = Desk.Create(Read(visit, null), visit.Actor);
        return made.Kind switch
        {
            OutcomeKind.Done => Reply.To("/dashboard/token-groups"),
            OutcomeKind.Exists => List(visit, [new FieldProblem("name", "there is a token group of this name already", "take another name, or edit that one")], 409),
            _ => List(visit, made.Problems, 400),
        };
    }

    private Reply Save(Visit visit)
    {
        string name = visit.Field("name");
        if (Desk.Find(name) is not { } now)
        {
            return Reply.Missing("such token group");
        }

        var saved = Desk.Change(name, Read(visit, now), Seen(visit), visit.Actor);
        return saved.Kind switch
        {
            OutcomeKind.Done => Reply.To("/dashboard/token-groups"),
            OutcomeKind.Stale => Edit(visit, Desk.Find(name) ?? now, [], Desk.Find(name) ?? now, 409),
            OutcomeKind.Missing => Reply.Missing("such token group"),
            _ => Edit(visit, now, saved.Problems, null, 400),
        };
    }

    private static JsonObject Read(Visit visit, TokenGroup? before)
    {
        var json = new JsonObject();
        foreach (string field in Fields)
        {
            if (visit.Written(field) is not { } text || text.Trim() == (before is null ? "" : Of(before, field)))
            {
                continue;
            }

            json[field] = field == "models" ? LimitFields.Words(text) : field == "ratio" || LimitFields.IsOne(field) ? LimitFields.Value(text) : text.Trim().Length == 0 ? null : JsonValue.Create(text.Trim());
        }

        return json;
    }

    private Reply List(Visit visit, IReadOnlyList<FieldProblem> problems, int status)
    {
        var groups = Desk.List();
        var keys = parts.Admin.Keys.List(null, null).Where(static k => k.RevokedAt is null && k.Group is not null).GroupBy(static k => k.Group!, StringComparer.Ordinal).ToDictionary(static g => g.Key, static g => g.Count(), StringComparer.Ordinal);
        var body = new Html().Add($"<p>Keys of one group share its limits, all together. <a href=\"/dashboard/keys\">Keys</a> name their group.</p>");
        if (groups.Count == 0)
        {
            body.Add($"<p>There are no token groups yet.</p>");
        }
        else
        {
            body.Add($"{Controls.Table("Token groups", "Name", "Limits", "Models", "#Ratio", "#Keys", "Change")}");
            foreach (var group in groups.Take(500))
            {
                body.Add($"<tr><th scope=\"row\" class=\"long\">{group.Name}<br><span class=\"dim\">{group.Description}</span></th><td>{LimitFields.Show(group.Limits)}</td><td class=\"long\">{(group.Models is null ? "all" : string.Join(", ", group.Models))}</td><td class=\"number\">{group.Ratio.ToString("0.####", CultureInfo.InvariantCulture)}</td><td class=\"number\">{Shown.Count(keys.GetValueOrDefault(group.Name))}</td><td><div class=\"actions\">{(visit.MayChange ? Buttons(visit, group) : null)}</div></td></tr>");
            }

            body.Add($"{Controls.TableEnd}");
        }

        if (visit.MayChange)
        {
            body.Add($"<section id=\"new\"><h2>New token group</h2>{Forms.Begin(visit, "/dashboard/token-groups")}<div class=\"fields\">");
            Forms.Input(body, "name", "Name", visit.Field("name"), problems, "Keys carry it.");
            Write(body, visit.Field, problems, null);
            body.Add($"</div><div class=\"actions\"><button>New token group</button></div></form></section>");
        }

        return new Reply("Token groups", body, status);
    }

    private static Reply Edit(Visit visit, TokenGroup group, IReadOnlyList<FieldProblem> problems, TokenGroup? theirs, int status)
    {
        var body = new Html().Add($"<p><a href=\"/dashboard/token-groups\">Back to the list</a></p>{Forms.Begin(visit, "/dashboard/token-groups/edit")}<input type=\"hidden\" name=\"name\" value=\"{group.Name}\"><input type=\"hidden\" name=\"seen\" value=\"{group.Revision}\">");
        if (theirs is not null)
        {
            body.Add($"<p class=\"wrong\" role=\"alert\">Somebody changed this group while you had the form open. Nothing of yours was saved: what they saved stands below each field that differs. Save again to put yours in its place.</p>");
        }

        body.Add($"<div class=\"fields\">");
        Write(body, name => visit.Written(name) ?? Of(group, name), problems, theirs is null ? null : name => Of(theirs, name));
        return new Reply("Token group " + group.Name, body.Add($"</div><div class=\"actions\"><button>Save</button></div></form>"), status);
    }

    private static void Write(Html body, Func<string, string> value, IReadOnlyList<FieldProblem> problems, Func<string, string>? theirs)
    {
        string? Hint(string name, string? usual) => theirs is not null && theirs(name) is var other && other != value(name) ? $"Saved meanwhile: {(other.Length == 0 ? "nothing" : other)}" : usual;
        Forms.Others(body, problems, Fields);
        Forms.Input(body, "description", "Description", value("description"), problems, Hint("description", null));
        LimitFields.Write(body, value, problems, Hint, LimitFields.Names);
        Forms.Input(body, "ratio", "Ratio", value("ratio"), problems, Hint("ratio", "What a dollar of cost is charged as; empty is 1."));
        Forms.Input(body, "models", "Allowed models", value("models"), problems, Hint("models", "Models and groups, with commas between; empty for all."));
    }

    private static string Of(TokenGroup group, string name) => name switch
    {
        "name" => group.Name,
        "description" => group.Description ?? "",
        "models" => string.Join(", ", group.Models ?? (IEnumerable<string>)[]),
        "ratio" => group.Ratio.ToString("0.############", CultureInfo.InvariantCulture),
        _ => LimitFields.Of(group.Limits, name),
    };

    private static Html Buttons(Visit visit, TokenGroup group) => new Html().Add(
        $"<a class=\"button\" href=\"/dashboard/token-groups/edit?name={Uri.EscapeDataString(group.Name)}\">Edit<span class=\"spoken\"> {group.Name}</span></a>{Forms.Begin(visit, "/dashboard/token-groups/remove")}<input type=\"hidden\" name=\"name\" value=\"{group.Name}\"><input type=\"hidden\" name=\"seen\" value=\"{group.Revision}\"><button data-ask=\"Remove the token group {group.Name}? Its keys keep its name, and its limits end.\">Remove<span class=\"spoken\"> {group.Name}</span></button></form>");
}
