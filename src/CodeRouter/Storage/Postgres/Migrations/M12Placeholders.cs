namespace CodeRouter.Storage.Postgres.Migrations;

/// <summary>What a session's placeholders stand for, each value sealed.</summary>
internal static class M12Placeholders
{
    public const string Sql = """
        CREATE TABLE placeholder (
            key_id text COLLATE "C" NOT NULL, session text COLLATE "C" NOT NULL, name text COLLATE "C" NOT NULL, sealed text NOT NULL, expires_at bigint NOT NULL,
            PRIMARY KEY (key_id, session, name)
        );
        CREATE INDEX placeholder_expiry ON placeholder (expires_at);
        """;
}
