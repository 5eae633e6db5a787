using CodeRouter.Core.Conversations;
using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>Responses conversations in either store, one row for each answer; the key is part of every question.</summary>
internal sealed class ResponseTables(IDatabase database) : IResponseStore
{
    /// <summary>Longer chains than any agent makes; a bound, so that a damaged table cannot loop.</summary>
    private const int LongestChain = 2000;
    private readonly Trims _trims = new();

    public void Keep(StoredResponse response, DateTimeOffset expiresAt, long mostBytesPerKey)
    {
        long size = response.Input.Length + response.Output.Length;
        using var link = database.Connect();
        link.Begin();
        try
        {
            link.Run("DELETE FROM stored_response WHERE (key_id, id) IN (SELECT key_id, id FROM stored_response WHERE expires_at < @now LIMIT 100)", ("@now", StepTime.ToMicros(response.At)));
            link.Run("DELETE FROM stored_response WHERE key_id = @key AND id = @id", ("@key", response.KeyId), ("@id", response.Id));
            link.Run(
                """
                INSERT INTO stored_response (id, key_id, session, at, expires_at, previous_id, channel, format, size, input, output)
                VALUES (@id, @key, @session, @at, @expires, @previous, @channel, @format, @size, @input, @output)
                """,
                ("@id", response.Id),
                ("@key", response.KeyId),
                ("@session", response.Session),
                ("@at", StepTime.ToMicros(response.At)),
                ("@expires", StepTime.ToMicros(expiresAt)),
                ("@previous", response.PreviousId),
                ("@channel", response.Channel),
                ("@format", response.Format.ApiName()),
                ("@size", size),
                ("@input", response.Input),
                ("@output", response.Output));
            if (_trims.IsDue(response.KeyId, size, mostBytesPerKey) && SizeOf(link, response.KeyId) > mostBytesPerKey)
            {
                link.Run(
                    """
                    DELETE FROM stored_response WHERE key_id = @key AND id IN (
                        SELECT id FROM (SELECT id, sum(size) OVER (ORDER BY at DESC, id DESC) AS so_far FROM stored_response WHERE key_id = @key) AS newest
                        WHERE so_far > @most)
                    """,
                    ("@key", response.KeyId),
                    ("@most", mostBytesPerKey));
            }

            link.Commit();
        }
        catch
        {
            link.Rollback();
            throw;
        }
    }

    public IReadOnlyList<StoredResponse> Chain(string id, string keyId, DateTimeOffset now)
    {
        using var link = database.Connect();
        using var row = link.Query(
            """
            WITH RECURSIVE chain (id, key_id, session, at, previous_id, channel, format, input, output, depth) AS (
                SELECT id, key_id, session, at, previous_id, channel, format, input, output, 0 FROM stored_response WHERE id = @id AND key_id = @key AND expires_at >= @now
                UNION ALL
                SELECT r.id, r.key_id, r.session, r.at, r.previous_id, r.channel, r.format, r.input, r.output, depth + 1
                FROM chain c JOIN stored_response r ON r.id = c.previous_id AND r.key_id = @key AND r.expires_at >= @now WHERE depth < @longest)
            SELECT id, key_id, session, at, previous_id, channel, format, input, output FROM chain ORDER BY depth DESC
            """,
            ("@id", id),
            ("@key", keyId),
            ("@now", StepTime.ToMicros(now)),
            ("@longest", (long)LongestChain));
        var chain = new List<StoredResponse>();
        while (row.Read())
        {
            chain.Add(new StoredResponse(
                row.GetString(0), row.GetString(1), row.GetString(2), StepTime.FromMicros(row.GetInt64(3)), row.GetStringOrNull(4), row.GetString(5),
                WireFormatNames.Parse(row.GetString(6)) ?? WireFormat.OpenAIResponses, row.GetBytes(7), row.GetBytes(8)));
        }

        // Half a conversation would be answered as if it were the whole.
        return chain is [{ PreviousId: null }, ..] ? chain : [];
    }

    // From the index alone.
    private static long SizeOf(ILink link, string keyId)
    {
        using var row = link.Query("SELECT CAST(coalesce(sum(size), 0) AS BIGINT) FROM stored_response WHERE key_id = @key", ("@key", keyId));
        return row.Read() ? row.GetInt64(0) : 0;
    }
}
