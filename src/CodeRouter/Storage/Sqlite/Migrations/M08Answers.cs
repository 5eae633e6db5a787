namespace CodeRouter.Storage.Sqlite.Migrations;

/// <summary>Answers that may be given again, by tenant and question, each with a seal over all of it.</summary>
internal static class M08Answers
{
    public const string Sql = """
        CREATE TABLE cached_answer (
            tenant TEXT NOT NULL, key TEXT NOT NULL, decision TEXT NOT NULL, format TEXT NOT NULL, model TEXT NOT NULL,
            at INTEGER NOT NULL, expires_at INTEGER NOT NULL, used TEXT NOT NULL, body BLOB NOT NULL, seal BLOB NOT NULL,
            PRIMARY KEY (tenant, key)
        );
        CREATE INDEX cached_answer_age ON cached_answer (at);
        CREATE INDEX cached_answer_expiry ON cached_answer (expires_at)
        """;
}
