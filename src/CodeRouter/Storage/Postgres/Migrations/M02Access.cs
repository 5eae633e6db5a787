namespace CodeRouter.Storage.Postgres.Migrations;

/// <summary>Keys, token groups, the set-up token, and the number that tells running gateways that any of them changed.</summary>
internal static class M02Access
{
    public const string Sql = """
        CREATE TABLE access_key (
            id text COLLATE "C" PRIMARY KEY, name text NOT NULL, token_group text, user_label text, team_label text, secret_hash bytea NOT NULL,
            created_at bigint NOT NULL, expires_at bigint, revoked_at bigint, limits text, models text, addresses text,
            role text NOT NULL, revision bigint NOT NULL
        );
        CREATE TABLE token_group (
            name text COLLATE "C" PRIMARY KEY, description text, limits text, models text, ratio text NOT NULL, created_at bigint NOT NULL, revision bigint NOT NULL
        );
        CREATE TABLE setup_token ("only" bigint PRIMARY KEY CHECK ("only" = 1), token_hash bytea NOT NULL, created_at bigint NOT NULL, used_at bigint);
        CREATE TABLE generation (name text COLLATE "C" PRIMARY KEY, number bigint NOT NULL);
        INSERT INTO generation VALUES ('access', 0);
        """;
}
