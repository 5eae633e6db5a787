using System.Globalization;
using System.Text.Json.Nodes;
using CodeRouter.Access;
using CodeRouter.Admin;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Keys: listed by their public part, made and renewed (shown once), changed, revoked.</summary>
public sealed partial class KeysPage(DashboardParts parts)
{
    private const int PerPage = 50, MostNamed = 3;
    internal static readonly string[] Fields = ["name", "role", "group", "expires_at", "user", "team", "models", "addresses", .. LimitFields.All];

    private Visit _visit = null!;
    private IReadOnlyList<FieldProblem> _problems = [];
    private IReadOnlyList<ApiKey> _keys = [];
    private IReadOnlyDictionary<string, IReadOnlyDictionary<string, decimal>> _used = null!;
    private HashSet<string> _groups = [];
    private string _search = "";
    private string? _secret, _renewed;
    private int _offset, _owners;

    private KeyDesk Desk => parts.Admin.Keys;

    internal async ValueTask<Reply> AnswerAsync(Visit visit) => (visit.Id, visit.Form) switch
    {
        ("", null) => await ListAsync(visit, [], 200),
        ("", _) => await CreateAsync(visit),
        ("edit", null) => Desk.Find(visit.Query("id") ?? "") is { RevokedAt: null } key ? new KeyPage().Answer(visit, key, [], null, 200) : Reply.Missing("such key"),
        ("edit", _) => Save(visit),
        (_, not null) when visit.Id.EndsWith("/revoke", StringComparison.Ordinal) => Ended(visit, Desk.Revoke(visit.Id[..^"/revoke".Length], visit.Actor)),
        (_, not null) when visit.Id.EndsWith("/rotate", StringComparison.Ordinal) => await RotateAsync(visit, visit.Id[..^"/rotate".Length]),
        _ => Reply.Missing("such page"),
    };

    private async ValueTask<Reply> CreateAsync(Visit visit)
    {
        var made = Desk.Create(Read(visit, null), visit.Actor);
        return made.Kind switch
        {
            OutcomeKind.Done => await ListAsync(visit with { Form = null }, made.Problems, 200, made.Value!.Text),
            OutcomeKind.Forbidden => await ListAsync(visit, [Owners], 403),
            _ => await ListAsync(visit, made.Problems, 400),
        };
    }

    private Reply Save(Visit visit)
    {
        string id = visit.Field("id");
        if (Desk.Find(id) is not { RevokedAt: null } now)
        {
            return Reply.Missing("such key");
        }

        var saved = Desk.Change(id, Read(visit, now), visit.Seen, visit.Actor);
        return saved.Kind switch
        {
            OutcomeKind.Done => Done.To(visit, "/dashboard/keys", Done.Saved),
            OutcomeKind.Stale => new KeyPage().Answer(visit, Desk.Find(id) ?? now, [], Desk.Find(id) ?? now, 409),
            OutcomeKind.Forbidden => new KeyPage().Answer(visit, now, [Owners], null, 403),
            OutcomeKind.Missing => Reply.Missing("such key"),
            _ => new KeyPage().Answer(visit, now, saved.Problems, null, 400),
        };
    }

    private static readonly FieldProblem Owners = new("role", "only an owner hands out or changes keys that administer", "ask an owner, or take the role none or viewer");

    private async ValueTask<Reply> RotateAsync(Visit visit, string id)
    {
        var made = Desk.Rotate(id, visit.Actor);
        return made.Kind == OutcomeKind.Done
            ? await ListAsync(visit with { Form = null }, [], 200, made.Value!.Text, made.Value.Key.Name)
            : Ended(visit, made);
    }

    private static Reply Ended<T>(Visit visit, Outcome<T> outcome)
        where T : class => outcome.Kind switch
        {
            OutcomeKind.Done => Done.To(visit, "/dashboard/keys", Done.Revoked),
            OutcomeKind.Forbidden => Reply.Plain("Not allowed", "Only an owner renews or revokes keys that administer. Ask an owner.", 403),
            OutcomeKind.Invalid => new NothingDone(string.Join(" ", outcome.Problems.Select(static p => $"{p.Message}; {p.Remedy}.")), "/dashboard/keys", "Back to the list").Answer("Nothing was changed"),
            _ => Reply.Missing("such key"),
        };

    private static JsonObject Read(Visit visit, ApiKey? before) => ChangedFields.Of(visit, Fields, name => before is null ? "" : Of(before, name));

    /// <summary>A key's member as its form shows it.</summary>
    internal static string Of(ApiKey key, string name) => name switch
    {
        "name" => key.Name,
        "role" => key.Role.ToString().ToLowerInvariant(),
        "group" => key.Group ?? "",
        "user" => key.User ?? "",
        "team" => key.Team ?? "",
        "expires_at" => key.ExpiresAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "",
        "models" => string.Join(", ", key.Models ?? (IEnumerable<string>)[]),
        "addresses" => string.Join(", ", key.Addresses ?? []),
        _ => LimitFields.Of(key.Limits, name),
    };

    /// <param name="secret">Of a key just made; null for none.</param>
    /// <param name="renewed">The name of the key it takes the place of.</param>
    private async ValueTask<Reply> ListAsync(Visit visit, IReadOnlyList<FieldProblem> problems, int status, string? secret = null, string? renewed = null)
    {
        (_visit, _problems, _secret, _renewed) = (visit, problems, secret, renewed);
        (_search, _offset) = (visit.Query("search") ?? "", visit.Offset);
        _keys = Desk.List(_search, null);
        _owners = (_search.Length == 0 ? _keys : Desk.List(null, null)).Count(k => k.Role == Role.Owner && State(k) == "active");
        _used = await parts.Admin.Budgets.OfAsync([.. Page], visit.Cancel);
        _groups = [.. parts.Admin.TokenGroups.List().Select(static g => g.Name)];
        return Shows("Keys", status);
    }

    private static string Some(IEnumerable<string> names)
    {
        string[] all = [.. names.Order(StringComparer.Ordinal).Select(Shown.Brief)];
        return string.Join(", ", all.Take(MostNamed)) + (all.Length > MostNamed ? $" and {all.Length - MostNamed} more" : "");
    }

    // Who gives away the last one is outside: that is said before, not found out after.
    private string Asked(ApiKey key) => key.Role == Role.Owner && _owners == 1
        ? $"Revoke {key.Name}, the last key that owns this router? Only coderouter keys create NAME --role owner, on its machine, makes another then. Rotate makes a new secret and keeps it."
        : $"Revoke the key {key.Name}? Whoever uses it is turned away at once.";

    private IEnumerable<ApiKey> Page => _keys.Skip(_offset).Take(PerPage);

    private static string Labels(ApiKey key) => string.Join(", ", ((string?[])[key.User is { } user ? "user " + user : null, key.Team is { } team ? "team " + team : null]).OfType<string>());

    private string State(ApiKey key) => key.RevokedAt is not null ? "revoked" : key.ExpiresAt <= _visit.Now ? "expired" : "active";
}
