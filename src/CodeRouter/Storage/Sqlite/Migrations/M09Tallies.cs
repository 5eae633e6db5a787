namespace CodeRouter.Storage.Sqlite.Migrations;

/// <summary>Counts by kind, name and hour: rules that decided, what guards found, how channels did, what test runs said.</summary>
internal static class M09Tallies
{
    public const string Sql = """
        CREATE TABLE tally (kind TEXT NOT NULL, name TEXT NOT NULL, slot INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (kind, slot, name)) WITHOUT ROWID
        """;
}
