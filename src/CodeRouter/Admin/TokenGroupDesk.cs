using System.Text.Json.Nodes;
using CodeRouter.Access;

namespace CodeRouter.Admin;

/// <summary>Token groups: made, listed, changed, removed, each noted.</summary>
public sealed class TokenGroupDesk(IKeyStore store, KeyRing ring, AuditLog audit, TimeProvider clock)
{
    public IReadOnlyList<TokenGroup> List() => store.LoadGroups();

    public TokenGroup? Find(string name) => store.LoadGroups().FirstOrDefault(g => string.Equals(g.Name, name, StringComparison.Ordinal));

    public Outcome<TokenGroup> Create(JsonObject json, Actor actor)
    {
        var (group, problems) = AccessForms.Read(new TokenGroup { Name = "", CreatedAt = clock.GetUtcNow() }, json);
        if (problems.Count > 0 || group.Name.Length == 0)
        {
            return Outcome<TokenGroup>.Invalid(problems.Count > 0 ? problems : [new FieldProblem("name", "a name is missing", "name the group")]);
        }

        return Noted(Outcome<TokenGroup>.Of(store.AddGroup(group), () => Find(group.Name)!), actor, "token-group.create", group.Name, AccessChanges.Of(null, group));
    }

    public Outcome<TokenGroup> Change(string name, JsonObject json, long? seen, Actor actor)
    {
        if (Find(name) is not { } before)
        {
            return Outcome<TokenGroup>.Not(OutcomeKind.Missing);
        }

        var (group, problems) = AccessForms.Read(before, json);
        return problems.Count > 0 ? Outcome<TokenGroup>.Invalid(problems)
            : Noted(Outcome<TokenGroup>.Of(store.ChangeGroup(group, seen ?? before.Revision), () => Find(name)!), actor, "token-group.change", name, AccessChanges.Of(before, group));
    }

    public Outcome<TokenGroup> Remove(string name, long? seen, Actor actor)
    {
        var before = Find(name);
        return Noted(Outcome<TokenGroup>.Of(store.RemoveGroup(name, seen), () => before!), actor, "token-group.remove", name, AccessChanges.Of(before, null));
    }

    private Outcome<TokenGroup> Noted(Outcome<TokenGroup> outcome, Actor actor, string action, string target, string? detail = null)
    {
        if (outcome.Kind == OutcomeKind.Done)
        {
            audit.Note(actor, action, target, detail);
            ring.Refresh();
        }

        return outcome;
    }
}
