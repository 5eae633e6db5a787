namespace CodeRouter.Storage.Postgres.Migrations;

/// <summary>What kept answers were asked, so that other words find them; each with a seal over all of it.</summary>
internal static class M09Questions
{
    public const string Sql = """
        CREATE TABLE asked_question (
            tenant text COLLATE "C" NOT NULL, scope text NOT NULL, key text COLLATE "C" NOT NULL, gist text NOT NULL, space text NOT NULL, vector bytea NOT NULL,
            at bigint NOT NULL, expires_at bigint NOT NULL, seal bytea NOT NULL,
            PRIMARY KEY (tenant, key)
        );
        CREATE INDEX asked_question_age ON asked_question (at);
        CREATE INDEX asked_question_expiry ON asked_question (expires_at);
        """;
}
