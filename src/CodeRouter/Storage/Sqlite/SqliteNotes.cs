using CodeRouter.Ledger;

namespace CodeRouter.Storage.Sqlite;

/// <summary>Notes in SQLite.</summary>
public sealed class SqliteNotes(SqliteDatabase database) : INoteStore
{
    public byte[]? Read(string name)
    {
        using var link = database.Connect();
        using var row = new SqliteStatement(link, "SELECT value FROM note WHERE name = ?");
        return row.Bind(name).Read() ? row.GetBytes(0) : null;
    }

    public void Write(string name, byte[] value, DateTimeOffset at)
    {
        using var link = database.Connect();
        using var write = new SqliteStatement(link, "INSERT INTO note VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET at = excluded.at, value = excluded.value");
        write.Bind(name).Bind((long?)StepTime.ToMicros(at)).Bind(value).Run();
    }
}
