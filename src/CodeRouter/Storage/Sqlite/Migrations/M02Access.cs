namespace CodeRouter.Storage.Sqlite.Migrations;

/// <summary>Keys, the set-up token, and the number that tells a running gateway that either changed.</summary>
internal static class M02Access
{
    public const string Sql = """
        CREATE TABLE access_key (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, token_group TEXT, secret_hash BLOB NOT NULL, created_at INTEGER NOT NULL,
            expires_at INTEGER, revoked_at INTEGER, budget_usd INTEGER, budget_usd_per_day INTEGER, models TEXT, addresses TEXT,
            is_admin INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE setup_token (only INTEGER PRIMARY KEY CHECK (only = 1), token_hash BLOB NOT NULL, created_at INTEGER NOT NULL, used_at INTEGER);
        CREATE TABLE generation (name TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO generation VALUES ('access', 0);
        """;
}
