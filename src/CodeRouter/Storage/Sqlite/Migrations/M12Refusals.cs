namespace CodeRouter.Storage.Sqlite.Migrations;

/// <summary>Requests that were turned away before anything was journalled; a bounded number of them.</summary>
internal static class M12Refusals
{
    public const string Sql = """
        CREATE TABLE refusal (
            id TEXT NOT NULL PRIMARY KEY, at INTEGER NOT NULL, error_id TEXT, request_hash TEXT, key_id TEXT, session TEXT NOT NULL, kind TEXT,
            stranger INTEGER NOT NULL, record BLOB NOT NULL
        );
        CREATE INDEX refusal_age ON refusal (stranger, at)
        """;
}
