namespace CodeRouter.Storage.Postgres.Migrations;

/// <summary>Keys, the set-up token, and the number that tells running gateways that either changed.</summary>
internal static class M02Access
{
    public const string Sql = """
        CREATE TABLE access_key (
            id text COLLATE "C" PRIMARY KEY, name text NOT NULL, token_group text, secret_hash bytea NOT NULL, created_at bigint NOT NULL,
            expires_at bigint, revoked_at bigint, budget_usd bigint, budget_usd_per_day bigint, models text, addresses text, is_admin bigint NOT NULL
        );
        CREATE TABLE setup_token ("only" bigint PRIMARY KEY CHECK ("only" = 1), token_hash bytea NOT NULL, created_at bigint NOT NULL, used_at bigint);
        CREATE TABLE generation (name text COLLATE "C" PRIMARY KEY, number bigint NOT NULL);
        INSERT INTO generation VALUES ('access', 0);
        """;
}
