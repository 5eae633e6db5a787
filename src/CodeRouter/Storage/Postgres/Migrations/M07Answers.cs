namespace CodeRouter.Storage.Postgres.Migrations;

/// <summary>Answers that may be given again, by tenant and question, each with a seal over all of it.</summary>
internal static class M07Answers
{
    public const string Sql = """
        CREATE TABLE cached_answer (
            tenant text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL, decision text NOT NULL, format text NOT NULL, model text NOT NULL,
            at bigint NOT NULL, expires_at bigint NOT NULL, used text NOT NULL, body bytea NOT NULL, seal bytea NOT NULL,
            PRIMARY KEY (tenant, key)
        );
        CREATE INDEX cached_answer_age ON cached_answer (at);
        CREATE INDEX cached_answer_expiry ON cached_answer (expires_at);
        """;
}
