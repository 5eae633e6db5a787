using CodeRouter.Access;
using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>The audit log in either store.</summary>
internal sealed class AuditTables(IDatabase database) : IAuditStore
{
    public void Add(AuditEntry entry)
    {
        using var link = database.Connect();
        link.Run(
            "INSERT INTO audit (at, actor, action, target, detail, address) VALUES (@at, @actor, @action, @target, @detail, @address)",
            ("@at", StepTime.ToMicros(entry.At)),
            ("@actor", entry.Actor),
            ("@action", entry.Action),
            ("@target", entry.Target),
            ("@detail", entry.Detail),
            ("@address", entry.Address));
    }

    public IReadOnlyList<AuditEntry> Read(AuditQuery query)
    {
        using var link = database.Connect();
        using var row = new Question("SELECT number, at, actor, action, target, detail, address FROM audit")
            .WhereContains(query.Search, "actor", "action", "target", "detail").WhereTime("at", query.Since, query.Until)
            .Then("ORDER BY number DESC").Page(query.Limit, query.Offset).On(link);
        var entries = new List<AuditEntry>();
        while (row.Read())
        {
            entries.Add(new AuditEntry(
                row.GetInt64(0), StepTime.FromMicros(row.GetInt64(1)), row.GetString(2), row.GetString(3), row.GetString(4), row.GetStringOrNull(5), row.GetStringOrNull(6)));
        }

        return entries;
    }
}
