namespace CodeRouter.Storage.Sqlite.Migrations;

/// <summary>Answers that a later Responses request may go on from: the items of the request and of the answer, by the caller's key.</summary>
internal static class M07Responses
{
    public const string Sql = """
        CREATE TABLE stored_response (
            id TEXT NOT NULL, key_id TEXT NOT NULL, at INTEGER NOT NULL, expires_at INTEGER NOT NULL, previous_id TEXT, channel TEXT NOT NULL,
            format TEXT NOT NULL, size INTEGER NOT NULL, input BLOB NOT NULL, output BLOB NOT NULL,
            PRIMARY KEY (key_id, id)
        );
        CREATE INDEX stored_response_age ON stored_response (key_id, at, size);
        CREATE INDEX stored_response_expiry ON stored_response (expires_at)
        """;
}
