using CodeRouter.Config.Stored;
using CodeRouter.Guards;
using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>
/// What placeholders stand for, in either store, one row for each. The value is sealed with the deployment's key for its place: moved to
/// another session, or opened by a gateway with another key, it tells nothing.
/// </summary>
internal sealed class PlaceholderTables(IDatabase database, SecretBox box) : IPlaceholderStore
{
    public IReadOnlyDictionary<string, string> Find(string keyId, string session, DateTimeOffset now)
    {
        using var link = database.Connect();
        using var row = link.Query(
            "SELECT name, sealed FROM placeholder WHERE key_id = @key AND session = @session AND expires_at > @now",
            ("@key", keyId),
            ("@session", session),
            ("@now", StepTime.ToMicros(now)));
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        while (row.Read())
        {
            string name = row.GetString(0);
            if (box.Open(row.GetString(1), Place(keyId, session, name)) is { } value)
            {
                found[name] = value;
            }
        }

        return found;
    }

    public void Keep(string keyId, string session, IReadOnlyDictionary<string, string> values, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        // Sealed before anybody else has to wait for the writer.
        (string Name, string Value)[] rows = [.. values.Select(v => (v.Key, box.Seal(v.Value, Place(keyId, session, v.Key)))).OrderBy(static r => r.Key, StringComparer.Ordinal)];
        using var link = database.Connect();
        link.Begin();
        try
        {
            link.Run(
                "DELETE FROM placeholder WHERE (key_id, session, name) IN (SELECT key_id, session, name FROM placeholder WHERE expires_at <= @now LIMIT 100)",
                ("@now", StepTime.ToMicros(now)));
            foreach (var (name, value) in rows)
            {
                link.Run(
                    """
                    INSERT INTO placeholder (key_id, session, name, sealed, expires_at) VALUES (@key, @session, @name, @sealed, @expires)
                    ON CONFLICT (key_id, session, name) DO UPDATE SET sealed = excluded.sealed, expires_at = excluded.expires_at
                    """,
                    ("@key", keyId),
                    ("@session", session),
                    ("@name", name),
                    ("@sealed", value),
                    ("@expires", StepTime.ToMicros(expiresAt)));
            }

            link.Commit();
        }
        catch
        {
            link.Rollback();
            throw;
        }
    }

    private static string Place(string keyId, string session, string name) => $"placeholder\n{keyId}\n{session}\n{name}";
}
