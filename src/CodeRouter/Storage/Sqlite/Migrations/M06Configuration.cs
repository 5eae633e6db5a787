namespace CodeRouter.Storage.Sqlite.Migrations;

/// <summary>The part of the configuration that is edited here, row by row; its versions; who changed what.</summary>
internal static class M06Configuration
{
    public const string Sql = """
        CREATE TABLE config_entry (
            section TEXT NOT NULL, name TEXT NOT NULL, json TEXT NOT NULL, revision INTEGER NOT NULL, changed_at INTEGER NOT NULL, changed_by TEXT NOT NULL,
            PRIMARY KEY (section, name)
        ) WITHOUT ROWID;
        CREATE TABLE config_version (
            number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, actor TEXT NOT NULL, summary TEXT NOT NULL, entries TEXT NOT NULL, text TEXT NOT NULL
        );
        INSERT INTO generation VALUES ('config', 0);
        CREATE TABLE audit (
            number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, target TEXT NOT NULL, detail TEXT, address TEXT
        );
        CREATE INDEX audit_at ON audit (at)
        """;
}
