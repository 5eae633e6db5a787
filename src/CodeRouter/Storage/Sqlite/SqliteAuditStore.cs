using CodeRouter.Access;
using CodeRouter.Ledger;

namespace CodeRouter.Storage.Sqlite;

/// <summary>The audit log in SQLite.</summary>
public sealed class SqliteAuditStore(SqliteDatabase database) : IAuditStore
{
    public void Add(AuditEntry entry)
    {
        using var link = database.Connect();
        using var insert = new SqliteStatement(link, "INSERT INTO audit (at, actor, action, target, detail, address) VALUES (?, ?, ?, ?, ?, ?)");
        insert.Bind((long?)StepTime.ToMicros(entry.At)).Bind(entry.Actor).Bind(entry.Action).Bind(entry.Target).Bind(entry.Detail).Bind(entry.Address).Run();
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
