using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>Notes in either store.</summary>
internal sealed class NoteTables(IDatabase database) : INoteStore
{
    public byte[]? Read(string name)
    {
        using var link = database.Connect();
        using var row = link.Query("SELECT value FROM note WHERE name = @name", ("@name", name));
        return row.Read() ? row.GetBytes(0) : null;
    }

    public void Write(string name, byte[] value, DateTimeOffset at)
    {
        using var link = database.Connect();
        link.Run(
            "INSERT INTO note (name, at, value) VALUES (@name, @at, @value) ON CONFLICT (name) DO UPDATE SET at = excluded.at, value = excluded.value",
            ("@name", name),
            ("@at", StepTime.ToMicros(at)),
            ("@value", value));
    }
}
