namespace CodeRouter.Storage.Postgres.Migrations;

/// <summary>
/// What gateways share at work: which of them live, what of every limit is taken and who holds it, and where each session stands.
/// Taken is booked and held together; what a gateway holds and books leaves its hold and stays taken.
/// </summary>
internal static class M04Sharing
{
    public const string Sql = """
        CREATE SEQUENCE gateway_number;
        CREATE TABLE gateway (id bigint PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE, seen_at timestamptz NOT NULL);
        CREATE TABLE limit_account (name text COLLATE "C" PRIMARY KEY, taken bigint NOT NULL, ends_at bigint) WITH (fillfactor = 50);
        CREATE TABLE limit_hold (account text COLLATE "C" NOT NULL, gateway bigint NOT NULL, held bigint NOT NULL, PRIMARY KEY (account, gateway)) WITH (fillfactor = 50);
        CREATE INDEX limit_hold_gateway ON limit_hold (gateway);
        CREATE TABLE track_state (
            owner text COLLATE "C" NOT NULL, session text COLLATE "C" NOT NULL, track text COLLATE "C" NOT NULL,
            version bigint NOT NULL, saved_at bigint NOT NULL, state bytea NOT NULL, PRIMARY KEY (session, track, owner)
        ) WITH (fillfactor = 70);
        """;
}
