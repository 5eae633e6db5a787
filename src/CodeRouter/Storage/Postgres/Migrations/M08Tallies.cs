namespace CodeRouter.Storage.Postgres.Migrations;

/// <summary>Counts by kind, name and hour: rules that decided, what guards found, how channels did, what test runs said.</summary>
internal static class M08Tallies
{
    public const string Sql = """
        CREATE TABLE tally (
            kind text COLLATE "C" NOT NULL, name text COLLATE "C" NOT NULL, slot bigint NOT NULL, shard bigint NOT NULL DEFAULT 0, count bigint NOT NULL,
            PRIMARY KEY (kind, slot, name, shard)
        );
        """;
}
