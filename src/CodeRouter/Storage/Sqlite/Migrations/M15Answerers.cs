namespace CodeRouter.Storage.Sqlite.Migrations;

/// <summary>What the model was that gave a kept answer: a request under a rule about data is answered only with what such a model said.</summary>
internal static class M15Answerers
{
    public const string Sql = "ALTER TABLE cached_answer ADD COLUMN tags TEXT NOT NULL DEFAULT ''";
}
