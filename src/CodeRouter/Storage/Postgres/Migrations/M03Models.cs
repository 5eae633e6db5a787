namespace CodeRouter.Storage.Postgres.Migrations;

/// <summary>The model registry: every version of every configured model, newest last; a version without a card ends it.</summary>
internal static class M03Models
{
    public const string Sql = "CREATE TABLE model_version (name text COLLATE \"C\" NOT NULL, valid_from bigint NOT NULL, card text, PRIMARY KEY (name, valid_from))";
}
