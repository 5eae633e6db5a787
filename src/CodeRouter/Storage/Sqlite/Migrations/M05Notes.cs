namespace CodeRouter.Storage.Sqlite.Migrations;

/// <summary>Small documents by name; the language a step's files are written in.</summary>
internal static class M05Notes
{
    public const string Sql = """
        CREATE TABLE note (name TEXT PRIMARY KEY, at INTEGER NOT NULL, value BLOB NOT NULL) WITHOUT ROWID;
        ALTER TABLE step ADD COLUMN language TEXT;
        """;
}
