using CodeRouter.Access;

namespace CodeRouter.Admin;

/// <summary>Writes what somebody did. Nothing that is a credential is ever handed to it.</summary>
public sealed class AuditLog(IAuditStore store, TimeProvider clock)
{
    public void Note(Actor actor, string action, string target, string? detail = null) =>
        store.Add(new AuditEntry(0, clock.GetUtcNow(), actor.Name, action, target, detail, actor.Address));

    public IReadOnlyList<AuditEntry> Read(AuditQuery query) => store.Read(query);
}
