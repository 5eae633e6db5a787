namespace CodeRouter.Storage.Sqlite.Migrations;

/// <summary>The model registry: every version of every configured model, newest last; a version without a card ends it.</summary>
internal static class M03Models
{
    public const string Sql = """
        CREATE TABLE model_version (name TEXT NOT NULL, valid_from INTEGER NOT NULL, card TEXT, PRIMARY KEY (name, valid_from)) WITHOUT ROWID
        """;
}
