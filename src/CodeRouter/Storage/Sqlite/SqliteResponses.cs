using CodeRouter.Core.Conversations;
using CodeRouter.Ledger;

namespace CodeRouter.Storage.Sqlite;

/// <summary>Responses conversations, one row for each answer; the key is part of every question.</summary>
public sealed class SqliteResponses(SqliteDatabase database) : IResponseStore
{
    /// <summary>Longer chains than any agent makes; a bound, so that a damaged table cannot loop.</summary>
    private const int LongestChain = 2000;

    public void Keep(StoredResponse response, DateTimeOffset expiresAt, long mostBytesPerKey)
    {
        using var link = database.Connect();
        link.Execute("BEGIN IMMEDIATE");
        Run(link, "DELETE FROM stored_response WHERE rowid IN (SELECT rowid FROM stored_response WHERE expires_at < @now LIMIT 100)", ("@now", StepTime.ToMicros(response.At)));
        Run(
            link,
            "INSERT OR REPLACE INTO stored_response VALUES (@id, @key, @at, @expires, @previous, @channel, @format, @size, @input, @output)",
            ("@id", response.Id),
            ("@key", response.KeyId),
            ("@at", StepTime.ToMicros(response.At)),
            ("@expires", StepTime.ToMicros(expiresAt)),
            ("@previous", response.PreviousId),
            ("@channel", response.Channel),
            ("@format", response.Format.ApiName()),
            ("@size", (long)(response.Input.Length + response.Output.Length)),
            ("@input", response.Input),
            ("@output", response.Output));
        Run(
            link,
            """
            DELETE FROM stored_response WHERE rowid IN (
                SELECT rowid FROM (SELECT rowid, sum(size) OVER (ORDER BY at DESC, rowid DESC) AS so_far FROM stored_response WHERE key_id = @key)
                WHERE so_far > @most)
            """,
            ("@key", response.KeyId),
            ("@most", mostBytesPerKey));
        link.Execute("COMMIT");
    }

    public IReadOnlyList<StoredResponse> Chain(string id, string keyId, DateTimeOffset now)
    {
        using var link = database.Connect();
        using var row = new SqliteStatement(
            link,
            """
            WITH RECURSIVE chain (id, key_id, at, previous_id, channel, format, input, output, depth) AS (
                SELECT id, key_id, at, previous_id, channel, format, input, output, 0 FROM stored_response WHERE id = @id AND key_id = @key AND expires_at >= @now
                UNION ALL
                SELECT r.id, r.key_id, r.at, r.previous_id, r.channel, r.format, r.input, r.output, depth + 1
                FROM chain c JOIN stored_response r ON r.id = c.previous_id AND r.key_id = @key AND r.expires_at >= @now WHERE depth < @longest)
            SELECT id, key_id, at, previous_id, channel, format, input, output FROM chain ORDER BY depth DESC
            """);
        row.Bind("@id", id).Bind("@key", keyId).Bind("@now", StepTime.ToMicros(now)).Bind("@longest", (long)LongestChain);
        var chain = new List<StoredResponse>();
        while (row.Read())
        {
            chain.Add(new StoredResponse(
                row.GetString(0), row.GetString(1), StepTime.FromMicros(row.GetInt64(2)), row.GetStringOrNull(3), row.GetString(4),
                WireFormatNames.Parse(row.GetString(5)) ?? WireFormat.OpenAIResponses, row.GetBytes(6), row.GetBytes(7)));
        }

        // Half a conversation would be answered as if it were the whole.
        return chain is [{ PreviousId: null }, ..] ? chain : [];
    }

    private static void Run(SqliteLink link, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var statement = new SqliteStatement(link, sql);
        foreach (var (name, value) in values)
        {
            statement.Bind(name, value);
        }

        statement.Run();
    }
}
