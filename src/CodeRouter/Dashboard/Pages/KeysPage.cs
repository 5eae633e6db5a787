using System.Globalization;
using System.Text.Json.Nodes;
using CodeRouter.Access;
using CodeRouter.Admin;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Keys: listed by their public part, made (shown once), revoked.</summary>
internal sealed class KeysPage(DashboardParts parts)
{
    private static readonly string[] Fields = ["name", "role", "group", "budget_usd", "expires_at"];
    private static readonly string[] Roles = ["none", "viewer", "admin", "owner"];

    public Reply Answer(Visit visit)
    {
        if (visit.Form is null)
        {
            return visit.Id.Length > 0 ? Reply.Missing("such page") : List(visit, new Html(), [], 200);
        }

        if (visit.Id.Length > 0)
        {
            return visit.Id.EndsWith("/revoke", StringComparison.Ordinal) ? Revoke(visit, visit.Id[..^"/revoke".Length]) : Reply.Missing("such page");
        }

        var made = parts.Admin.Keys.Create(Read(visit), visit.Actor);
        return made.Kind switch
        {
            OutcomeKind.Done => List(visit with { Form = null }, KeysShown.Once(made.Value!.Text), [], 200),
            OutcomeKind.Forbidden => List(visit, new Html(), [new FieldProblem("role", "only an owner hands out keys that administer", "ask an owner, or take the role none or viewer")], 403),
            _ => List(visit, new Html(), made.Problems, 400),
        };
    }

    private Reply Revoke(Visit visit, string id) => parts.Admin.Keys.Revoke(id, visit.Actor).Kind switch
    {
        OutcomeKind.Done => Reply.To("/dashboard/keys"),
        OutcomeKind.Forbidden => new Reply("Not allowed", new Html().Add($"<p>Only an owner revokes keys that administer. Ask an owner.</p>"), 403),
        _ => Reply.Missing("such key"),
    };

    private static JsonObject Read(Visit visit)
    {
        var json = new JsonObject();
        foreach (string field in Fields)
        {
            if (visit.Field(field) is { Length: > 0 } text)
            {
                json[field] = field == "budget_usd" && decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal usd) ? JsonValue.Create(usd) : JsonValue.Create(text);
            }
        }

        return json;
    }

    private Reply List(Visit visit, Html body, IReadOnlyList<FieldProblem> problems, int status)
    {
        if (visit.MayChange)
        {
            body.Add($"<h2>New API key</h2>{Forms.Begin(visit, "/dashboard/keys")}");
            Forms.Others(body, problems, Fields);
            Forms.Input(body, "name", "Name", visit.Field("name"), problems, "What the key is for.");
            Forms.Choice(body, "role", "Role", visit.Field("role"), Roles, problems);
            Forms.Input(body, "group", "Token group", visit.Field("group"), problems, "Shares that group's limits; empty for none.");
            Forms.Input(body, "budget_usd", "Budget", visit.Field("budget_usd"), problems, "USD in all; empty for no limit.");
            Forms.Input(body, "expires_at", "Expires", visit.Field("expires_at"), problems, "A date such as 2027-01-31 or an age such as 90d; empty for never.");
            body.Add($"<button>New API key</button></form>");
        }

        var keys = parts.Admin.Keys.List(null, null);
        body.Add($"<h2>Keys</h2>");
        if (keys.Count == 0)
        {
            return new Reply("Keys", body.Add($"<p>There are no keys yet.</p>"), status);
        }

        body.Add($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Keys\"><table><thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Key</th><th scope=\"col\">Role</th><th scope=\"col\">Token group</th><th scope=\"col\">Limits</th><th scope=\"col\">Made</th><th scope=\"col\">State</th></tr></thead><tbody>");
        foreach (var key in keys)
        {
            body.Add($"<tr><th scope=\"row\">{key.Name}</th><td><code>{KeyText.Prefix}{key.Id}-…</code></td><td>{key.Role.ToString().ToLowerInvariant()}</td><td>{key.Group ?? "–"}</td><td>{Limits(key)}</td><td>{Shown.When(key.CreatedAt)}</td><td>{State(visit, key)}</td></tr>");
        }

        return new Reply("Keys", body.Add($"</tbody></table></div>"), status);
    }

    private static string Limits(ApiKey key)
    {
        string all = string.Join(", ", key.Limits.Named().Where(static l => l.Most is not null).Select(static l => string.Create(CultureInfo.InvariantCulture, $"{l.Name} {l.Most}")));
        return all.Length == 0 ? "none" : all;
    }

    private static Html State(Visit visit, ApiKey key) =>
        key.RevokedAt is not null ? new Html().Add($"revoked")
        : key.ExpiresAt <= visit.Now ? new Html().Add($"expired")
        : visit.MayChange ? new Html().Add($"active {Forms.Button(visit, $"/dashboard/keys/{key.Id}/revoke", "Revoke", key.Name, $"Revoke the key {key.Name}? Whoever uses it is turned away at once.")}")
        : new Html().Add($"active");
}
