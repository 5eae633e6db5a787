namespace CodeRouter.Storage.Sqlite.Migrations;

/// <summary>What kept answers were asked, so that other words find them; each with a seal over all of it.</summary>
internal static class M10Questions
{
    public const string Sql = """
        CREATE TABLE asked_question (
            tenant TEXT NOT NULL, scope TEXT NOT NULL, key TEXT NOT NULL, gist TEXT NOT NULL, space TEXT NOT NULL, vector BLOB NOT NULL,
            at INTEGER NOT NULL, expires_at INTEGER NOT NULL, seal BLOB NOT NULL,
            PRIMARY KEY (tenant, key)
        );
        CREATE INDEX asked_question_age ON asked_question (at);
        CREATE INDEX asked_question_expiry ON asked_question (expires_at)
        """;
}
