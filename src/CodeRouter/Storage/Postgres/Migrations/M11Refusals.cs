namespace CodeRouter.Storage.Postgres.Migrations;

/// <summary>Requests that were turned away before anything was journalled; a bounded number of them, whichever gateway they came to.</summary>
internal static class M11Refusals
{
    public const string Sql = """
        CREATE TABLE refusal (
            id text COLLATE "C" PRIMARY KEY, at bigint NOT NULL, error_id text COLLATE "C", request_hash text COLLATE "C", key_id text COLLATE "C",
            session text COLLATE "C" NOT NULL, kind text, stranger bigint NOT NULL, record bytea NOT NULL
        );
        CREATE INDEX refusal_age ON refusal (stranger, at);
        """;
}
