using System.Text.Json.Nodes;
using CodeRouter.Access;

namespace CodeRouter.Admin;

/// <summary>Keys: made, listed, changed, rotated, revoked, each noted. Only an owner hands out or touches keys that administer.</summary>
/// <param name="isModel">Whether a model or model group of that name is configured.</param>
public sealed class KeyDesk(IKeyStore store, KeyRing ring, SetupToken setup, AuditLog audit, Func<string, bool> isModel, TimeProvider clock)
{
    /// <param name="search">A part of name, public part, group, user or team, taken literally; null is all.</param>
    public IReadOnlyList<ApiKey> List(string? search, string? group)
    {
        bool Has(string? text) => text?.Contains(search!, StringComparison.OrdinalIgnoreCase) == true;
        return [.. store.Load().Where(k => (group is null || k.Group == group) && (string.IsNullOrEmpty(search) || Has(k.Name) || Has(k.Id) || Has(k.Group) || Has(k.User) || Has(k.Team)))];
    }

    public ApiKey? Find(string id) => store.Load().FirstOrDefault(k => string.Equals(k.Id, id, StringComparison.Ordinal));

    public Outcome<NewKey> Create(JsonObject json, Actor actor)
    {
        var made = NewKey.Make("", clock.GetUtcNow());
        var (key, problems) = AccessForms.Read(made.Key, json, clock.GetUtcNow());
        if (key.Name.Length == 0 && problems.Count == 0)
        {
            problems = [new FieldProblem("name", "a name is missing", "say what the key is for")];
        }

        if (problems.Count > 0)
        {
            return Outcome<NewKey>.Invalid(problems);
        }

        if (!MayTouch(actor, key.Role))
        {
            return Outcome<NewKey>.Not(OutcomeKind.Forbidden);
        }

        store.Add(key);
        audit.Note(actor, "key.create", key.Id, $"{key.Name}, role {Word(key.Role)}{(key.Group is null ? "" : $", group {key.Group}")}{(AccessChanges.Of(null, key) is { Length: > 0 } more ? ", " + more : "")}");
        ring.Refresh();
        return Outcome<NewKey>.Done(made with { Key = key with { Revision = 1 } }, Missing(key));
    }

    /// <summary>The first key, for whoever holds the set-up token; it owns the router. Null where the token does not count.</summary>
    public Outcome<NewKey>? CreateFirst(string token, JsonObject json, Actor actor)
    {
        if (!setup.Matches(token))
        {
            return null;
        }

        var (key, problems) = AccessForms.Read(NewKey.Make("", clock.GetUtcNow()).Key, json, clock.GetUtcNow());
        if (problems.Count > 0 || key.Name.Length == 0)
        {
            return Outcome<NewKey>.Invalid(problems.Count > 0 ? problems : [new FieldProblem("name", "a name is missing", "say what the key is for")]);
        }

        if (setup.Redeem(token, key.Name) is not { } made)
        {
            return null;
        }

        audit.Note(actor, "key.create", made.Key.Id, $"{key.Name}, role owner, by the set-up token");
        ring.Refresh();
        return Outcome<NewKey>.Done(made with { Key = made.Key with { Revision = 1 } });
    }

    public Outcome<ApiKey> Change(string id, JsonObject json, long? seen, Actor actor)
    {
        if (Find(id) is not { } before)
        {
            return Outcome<ApiKey>.Not(OutcomeKind.Missing);
        }

        var (key, problems) = AccessForms.Read(before, json, clock.GetUtcNow());
        if (problems.Count > 0)
        {
            return Outcome<ApiKey>.Invalid(problems);
        }

        if (!MayTouch(actor, before.Role) || !MayTouch(actor, key.Role))
        {
            return Outcome<ApiKey>.Not(OutcomeKind.Forbidden);
        }

        // What was read is what is changed: between the two nobody else may have been.
        var changed = Outcome<ApiKey>.Of(store.Change(key, seen ?? before.Revision), () => Find(id)!);
        return Noted(changed.Kind == OutcomeKind.Done ? changed with { Problems = Missing(key) } : changed, actor, "key.change", id, $"{before.Name}: {AccessChanges.Of(before, key)}");
    }

    public Outcome<ApiKey> Revoke(string id, Actor actor) =>
        Find(id) is not { } before ? Outcome<ApiKey>.Not(OutcomeKind.Missing)
        : !MayTouch(actor, before.Role) ? Outcome<ApiKey>.Not(OutcomeKind.Forbidden)
        : Noted(store.Revoke(id, clock.GetUtcNow()) ? Outcome<ApiKey>.Done(Find(id)!) : Outcome<ApiKey>.Not(OutcomeKind.Missing), actor, "key.revoke", id, before.Name);

    public Outcome<NewKey> Rotate(string id, Actor actor)
    {
        if (Find(id) is not { } before)
        {
            return Outcome<NewKey>.Not(OutcomeKind.Missing);
        }

        if (!MayTouch(actor, before.Role))
        {
            return Outcome<NewKey>.Not(OutcomeKind.Forbidden);
        }

        var made = NewKey.Rotate(before);
        if (!store.ReplaceSecret(id, made.Key.SecretHash))
        {
            return Outcome<NewKey>.Invalid([new FieldProblem("id", "a revoked key stays revoked", "make a new one")]);
        }

        audit.Note(actor, "key.rotate", id, before.Name);
        ring.Refresh();
        return Outcome<NewKey>.Done(made with { Key = Find(id) ?? made.Key });
    }

    /// <summary>Models and model groups that a key may use and that are not configured.</summary>
    public IReadOnlyList<string> UnknownModels(ApiKey key) => key.Models is { } models ? [.. models.Where(m => !isModel(m)).Order(StringComparer.Ordinal)] : [];

    // A name that is mistyped is not seen any more once the key is handed out: without its group it has no limits, without its model it opens nothing.
    private List<FieldProblem> Missing(ApiKey key)
    {
        var missing = new List<FieldProblem>();
        if (key.Group is { } group && store.LoadGroups().All(g => g.Name != group))
        {
            missing.Add(new FieldProblem("group", $"There is no token group {group}, so this key has no limits of one", "make the group, or change the key's group"));
        }

        if (UnknownModels(key) is { Count: > 0 } unknown)
        {
            missing.Add(new FieldProblem("models", $"There is no model or model group {string.Join(", ", unknown)}, so the key cannot use it", "configure it, or change the key's models"));
        }

        return missing;
    }

    private static bool MayTouch(Actor actor, Role role) => actor.Role == Role.Owner || role < Role.Admin;

    private static string Word(Role role) => role.ToString().ToLowerInvariant();

    private Outcome<ApiKey> Noted(Outcome<ApiKey> outcome, Actor actor, string action, string target, string detail)
    {
        if (outcome.Kind == OutcomeKind.Done)
        {
            audit.Note(actor, action, target, detail);
            ring.Refresh();
        }

        return outcome;
    }
}
