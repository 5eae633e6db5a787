namespace CodeRouter.Storage.Sqlite.Migrations;

/// <summary>The session a kept response was a step of: a request that names the response and no session goes on in that one.</summary>
internal static class M16Continued
{
    public const string Sql = "ALTER TABLE stored_response ADD COLUMN session TEXT NOT NULL DEFAULT ''";
}
