namespace CodeRouter.Storage.Sqlite.Migrations;

/// <summary>What a session's placeholders stand for, each value sealed.</summary>
internal static class M13Placeholders
{
    public const string Sql = """
        CREATE TABLE placeholder (
            key_id TEXT NOT NULL, session TEXT NOT NULL, name TEXT NOT NULL, sealed TEXT NOT NULL, expires_at INTEGER NOT NULL,
            PRIMARY KEY (key_id, session, name)
        );
        CREATE INDEX placeholder_expiry ON placeholder (expires_at)
        """;
}
