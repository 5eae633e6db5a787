namespace CodeRouter.Storage.Sqlite.Migrations;

/// <summary>
/// Keys with limits of every kind, addresses, labels and a role; token groups; what keys are charged, which is the cost times their
/// group's ratio at that time (until now there were no ratios), and by group and day what its limits count.
/// </summary>
internal static class M04Limits
{
    public const string Sql = """
        CREATE TABLE access_key_2 (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, token_group TEXT, user_label TEXT, team_label TEXT, secret_hash BLOB NOT NULL,
            created_at INTEGER NOT NULL, expires_at INTEGER, revoked_at INTEGER, limits TEXT, models TEXT, addresses TEXT,
            role TEXT NOT NULL, revision INTEGER NOT NULL
        ) WITHOUT ROWID;
        INSERT INTO access_key_2
        SELECT id, name, token_group, NULL, NULL, secret_hash, created_at, expires_at, revoked_at,
            CASE WHEN budget_usd IS NULL AND budget_usd_per_day IS NULL THEN NULL
                 ELSE '{' || CASE WHEN budget_usd IS NULL THEN '' ELSE printf('"budget_usd":%d.%012d', budget_usd / 1000000000000, budget_usd % 1000000000000) END
                     || CASE WHEN budget_usd IS NULL OR budget_usd_per_day IS NULL THEN '' ELSE ',' END
                     || CASE WHEN budget_usd_per_day IS NULL THEN '' ELSE printf('"budget_usd_per_day":%d.%012d', budget_usd_per_day / 1000000000000, budget_usd_per_day % 1000000000000) END
                     || '}' END,
            models, addresses, CASE WHEN is_admin = 1 THEN 'owner' ELSE 'none' END, 1
        FROM access_key;
        DROP TABLE access_key;
        ALTER TABLE access_key_2 RENAME TO access_key;
        CREATE TABLE token_group (
            name TEXT PRIMARY KEY, description TEXT, limits TEXT, models TEXT, ratio TEXT NOT NULL, created_at INTEGER NOT NULL, revision INTEGER NOT NULL
        ) WITHOUT ROWID;

        ALTER TABLE step ADD COLUMN token_group TEXT;
        ALTER TABLE step ADD COLUMN billed INTEGER;
        ALTER TABLE usage_hour ADD COLUMN billed INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE usage_hour ADD COLUMN baseline_compared_billed INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE usage_day ADD COLUMN billed INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE usage_day ADD COLUMN baseline_compared_billed INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE session ADD COLUMN billed INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE session ADD COLUMN baseline_compared_billed INTEGER NOT NULL DEFAULT 0;
        UPDATE usage_hour SET billed = cost, baseline_compared_billed = baseline_compared_cost;
        UPDATE usage_day SET billed = cost, baseline_compared_billed = baseline_compared_cost;
        UPDATE session SET billed = cost, baseline_compared_billed = baseline_compared_cost;
        CREATE TABLE group_day (
            token_group TEXT NOT NULL, slot INTEGER NOT NULL, cost INTEGER NOT NULL, billed INTEGER NOT NULL, tokens INTEGER NOT NULL,
            PRIMARY KEY (token_group, slot)
        ) WITHOUT ROWID
        """;
}
