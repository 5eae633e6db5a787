namespace CodeRouter.Storage.Postgres.Migrations;

/// <summary>Answers that a later Responses request may go on from: the items of the request and of the answer, by the caller's key.</summary>
internal static class M06Responses
{
    public const string Sql = """
        CREATE TABLE stored_response (
            id text COLLATE "C" NOT NULL, key_id text COLLATE "C" NOT NULL, at bigint NOT NULL, expires_at bigint NOT NULL, previous_id text COLLATE "C", channel text NOT NULL,
            format text NOT NULL, size bigint NOT NULL, input bytea NOT NULL, output bytea NOT NULL,
            PRIMARY KEY (key_id, id)
        );
        CREATE INDEX stored_response_age ON stored_response (key_id, at, size);
        CREATE INDEX stored_response_expiry ON stored_response (expires_at);
        """;
}
