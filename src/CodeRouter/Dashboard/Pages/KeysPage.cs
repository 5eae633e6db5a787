using System.Globalization;
using System.Text.Json.Nodes;
using CodeRouter.Access;
using CodeRouter.Admin;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Keys: listed by their public part, made and renewed (shown once), changed, revoked.</summary>
internal sealed class KeysPage(DashboardParts parts)
{
    private const int PerPage = 100;
    private static readonly string[] Roles = ["none", "viewer", "admin", "owner"];
    private static readonly string[] Fields = ["name", "role", "group", "expires_at", "user", "team", "models", "addresses", .. LimitFields.Names];

    private KeyDesk Desk => parts.Admin.Keys;

    public Reply Answer(Visit visit) => (visit.Id, visit.Form) switch
    {
        ("", null) => List(visit, new Html(), [], 200),
        ("", _) => Create(visit),
        ("edit", null) => Desk.Find(visit.Query("id") ?? "") is { RevokedAt: null } key ? Edit(visit, key, [], null, 200) : Reply.Missing("such key"),
        ("edit", _) => Save(visit),
        (_, not null) when visit.Id.EndsWith("/revoke", StringComparison.Ordinal) => Done(Desk.Revoke(visit.Id[..^"/revoke".Length], visit.Actor)),
        (_, not null) when visit.Id.EndsWith("/rotate", StringComparison.Ordinal) => Rotate(visit, visit.Id[..^"/rotate".Length]),
        _ => Reply.Missing("such page"),
    };

    private Reply Create(Visit visit)
    {
        var made = Desk.Create(Read(visit, null), visit.Actor);
        return made.Kind switch
        {
            OutcomeKind.Done => List(visit with { Form = null }, KeysShown.Once(made.Value!.Text), [], 200),
            OutcomeKind.Forbidden => List(visit, new Html(), [Owners], 403),
            _ => List(visit, new Html(), made.Problems, 400),
        };
    }

    private Reply Save(Visit visit)
    {
        string id = visit.Field("id");
        if (Desk.Find(id) is not { RevokedAt: null } now)
        {
            return Reply.Missing("such key");
        }

        long? seen = long.TryParse(visit.Field("seen"), NumberStyles.None, CultureInfo.InvariantCulture, out long revision) ? revision : null;
        var saved = Desk.Change(id, Read(visit, now), seen, visit.Actor);
        return saved.Kind switch
        {
            OutcomeKind.Done => Reply.To("/dashboard/keys"),
            OutcomeKind.Stale => Edit(visit, Desk.Find(id) ?? now, [], Desk.Find(id) ?? now, 409),
            OutcomeKind.Forbidden => Edit(visit, now, [Owners], null, 403),
            OutcomeKind.Missing => Reply.Missing("such key"),
            _ => Edit(visit, now, saved.Problems, null, 400),
        };
    }

    private static readonly FieldProblem Owners = new("role", "only an owner hands out or changes keys that administer", "ask an owner, or take the role none or viewer");

    private Reply Rotate(Visit visit, string id)
    {
        var made = Desk.Rotate(id, visit.Actor);
        return made.Kind == OutcomeKind.Done
            ? List(visit with { Form = null }, KeysShown.Once(made.Value!.Text).Add($"<p>The old key of {made.Value.Key.Name} is turned away from now on.</p>"), [], 200)
            : Done(made);
    }

    private static Reply Done<T>(Outcome<T> outcome)
        where T : class => outcome.Kind switch
        {
            OutcomeKind.Done => Reply.To("/dashboard/keys"),
            OutcomeKind.Forbidden => new Reply("Not allowed", new Html().Add($"<p>Only an owner renews or revokes keys that administer. Ask an owner.</p>"), 403),
            OutcomeKind.Invalid => new Reply("Nothing was changed", new Html().Add($"<p class=\"wrong\" role=\"alert\">{string.Join(" ", outcome.Problems.Select(static p => $"{p.Message}; {p.Remedy}."))}</p>"), 409),
            _ => Reply.Missing("such key"),
        };

    /// <summary>What the form says, in the shape the service takes: empty is none, and what is as it was is left out.</summary>
    private static JsonObject Read(Visit visit, ApiKey? before)
    {
        var json = new JsonObject();
        foreach (string field in Fields)
        {
            if (visit.Written(field) is not { } text || text.Trim() == (before is null ? "" : LimitFields.Of(before, field)))
            {
                continue;
            }

            json[field] = field is "models" or "addresses" ? LimitFields.Words(text) : LimitFields.IsOne(field) ? LimitFields.Value(text) : text.Trim().Length == 0 ? null : JsonValue.Create(text.Trim());
        }

        return json;
    }

    private Reply List(Visit visit, Html body, IReadOnlyList<FieldProblem> problems, int status)
    {
        if (visit.MayChange)
        {
            body.Add($"<h2>New API key</h2>{Forms.Begin(visit, "/dashboard/keys")}");
            Write(body, name => visit.Field(name), problems, null);
            body.Add($"<div class=\"actions\"><button>New API key</button></div></form>");
        }

        string search = visit.Query("search") ?? "";
        int offset = Paging.Offset(visit);
        var keys = Desk.List(search, null);
        body.Add($"<h2>Keys</h2><p>Keys can share limits in <a href=\"/dashboard/token-groups\">token groups</a>.</p>");
        if (keys.Count > PerPage || search.Length > 0)
        {
            body.Add($"{Paging.Search("/dashboard/keys", search, "Part of a key's name, id, group, user or team")}");
        }

        if (keys.Count == 0)
        {
            return new Reply("Keys", body.Add($"<p>{(search.Length > 0 ? "Nothing fits." : "There are no keys yet.")}</p>"), status);
        }

        body.Add($"{Controls.Table("Keys", "Name", "Key", "Role", "Token group", "Limits", "Made", "Expires", "State", "Change")}");
        foreach (var key in keys.Skip(offset).Take(PerPage))
        {
            body.Add($"<tr><th scope=\"row\" class=\"long\">{key.Name}</th><td><code>{KeyText.Prefix}{key.Id}-…</code></td><td>{key.Role.ToString().ToLowerInvariant()}</td><td>{key.Group ?? "–"}</td><td>{LimitFields.Show(key.Limits)}</td><td>{Shown.When(key.CreatedAt)}</td><td>{(key.ExpiresAt is { } end ? Shown.When(end) : new Html().Add($"never"))}</td><td>{State(visit, key)}</td><td><div class=\"actions\">{(visit.MayChange && key.RevokedAt is null ? Buttons(visit, key) : null)}</div></td></tr>");
        }

        return new Reply("Keys", body.Add($"{Controls.TableEnd}{Paging.Links("/dashboard/keys", search, offset, PerPage, Math.Min(PerPage + 1, keys.Count - offset))}"), status);
    }

    private static Reply Edit(Visit visit, ApiKey key, IReadOnlyList<FieldProblem> problems, ApiKey? theirs, int status)
    {
        var body = new Html().Add($"<p><a href=\"/dashboard/keys\">Back to the list</a></p><p><code>{KeyText.Prefix}{key.Id}-…</code></p>{Forms.Begin(visit, "/dashboard/keys/edit")}<input type=\"hidden\" name=\"id\" value=\"{key.Id}\"><input type=\"hidden\" name=\"seen\" value=\"{key.Revision}\">");
        if (theirs is not null)
        {
            body.Add($"<p class=\"wrong\" role=\"alert\">Somebody changed this key while you had the form open. Nothing of yours was saved: what they saved stands below each field that differs. Save again to put yours in its place.</p>");
        }

        Write(body, name => visit.Written(name) ?? LimitFields.Of(key, name), problems, theirs is null ? null : name => LimitFields.Of(theirs, name));
        return new Reply("Key " + key.Name, body.Add($"<div class=\"actions\"><button>Save</button></div></form>"), status);
    }

    private static void Write(Html body, Func<string, string> value, IReadOnlyList<FieldProblem> problems, Func<string, string>? theirs)
    {
        string? Hint(string name, string? usual) => theirs is not null && theirs(name) is var other && other != value(name) ? $"Saved meanwhile: {(other.Length == 0 ? "nothing" : other)}" : usual;
        Forms.Others(body, problems, Fields);
        body.Add($"<div class=\"fields\">");
        Forms.Input(body, "name", "Name", value("name"), problems, Hint("name", "What the key is for."));
        Forms.Choice(body, "role", "Role", value("role"), Roles, problems);
        Forms.Input(body, "group", "Token group", value("group"), problems, Hint("group", "Shares that group's limits; empty for none."));
        Forms.Input(body, "budget_usd", "Budget", value("budget_usd"), problems, Hint("budget_usd", "USD in all; empty for no limit."));
        Forms.Input(body, "expires_at", "Expires", value("expires_at"), problems, Hint("expires_at", "A date such as 2027-01-31 or an age such as 90d; empty for never."));
        body.Add($"</div><details{(problems.Any(static p => p.Field is not ("name" or "role" or "group" or "budget_usd" or "expires_at")) ? Open : null)}><summary>More limits</summary><div class=\"fields\">");
        LimitFields.Write(body, value, problems, Hint, LimitFields.Names.Where(static n => n != "budget_usd"));
        Forms.Input(body, "user", "User", value("user"), problems, Hint("user", "Whose it is, for reports."));
        Forms.Input(body, "team", "Team", value("team"), problems, Hint("team", "Whose budget pays, for statements."));
        Forms.Input(body, "models", "Allowed models", value("models"), problems, Hint("models", "Models and groups, with commas between; empty for all."));
        Forms.Input(body, "addresses", "Allowed addresses", value("addresses"), problems, Hint("addresses", "Such as 10.0.0.0/8; empty for anywhere."));
        body.Add($"</div></details>");
    }

    private static readonly Html Open = new Html().Add($" open");

    private static Html Buttons(Visit visit, ApiKey key) => new Html().Add(
        $"<a class=\"button\" href=\"/dashboard/keys/edit?id={key.Id}\">Edit<span class=\"spoken\"> {key.Name}</span></a>{Forms.Button(visit, $"/dashboard/keys/{key.Id}/rotate", "Rotate", key.Name, $"Make a new secret for {key.Name}? The old one is turned away at once.")}{Forms.Button(visit, $"/dashboard/keys/{key.Id}/revoke", "Revoke", key.Name, $"Revoke the key {key.Name}? Whoever uses it is turned away at once.")}");

    private static string State(Visit visit, ApiKey key) => key.RevokedAt is not null ? "revoked" : key.ExpiresAt <= visit.Now ? "expired" : "active";
}
