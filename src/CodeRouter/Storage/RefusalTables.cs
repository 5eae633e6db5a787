using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>Refusals in either store: what they are found by in columns, the rest as the journal writes a step.</summary>
internal sealed class RefusalTables(IDatabase database) : IRefusalStore
{
    /// <summary>Of several gateways over one store together.</summary>
    public const int MostOfCallers = 5000, MostOfStrangers = 1000;

    public void Keep(IReadOnlyList<Refusal> batch)
    {
        using var link = database.Connect();
        link.Begin();
        try
        {
            foreach (var (step, isCaller) in batch)
            {
                link.Run(
                    """
                    INSERT INTO refusal (id, at, error_id, request_hash, key_id, session, kind, stranger, record)
                    VALUES (@id, @at, @error, @hash, @key, @session, @kind, @stranger, @record) ON CONFLICT (id) DO NOTHING
                    """,
                    ("@id", step.Id),
                    ("@at", StepTime.ToMicros(step.At)),
                    ("@error", step.ErrorId),
                    ("@hash", step.RequestHash),
                    ("@key", step.KeyId),
                    ("@session", step.Session),
                    ("@kind", step.ErrorKind),
                    ("@stranger", isCaller ? 0L : 1L),
                    ("@record", JournalRecord.Encode(JournalEntry.End, step).ToArray()));
            }

            foreach (var (stranger, most) in (ReadOnlySpan<(long, int)>)[(0, MostOfCallers), (1, MostOfStrangers)])
            {
                link.Run(
                    """
                    DELETE FROM refusal WHERE stranger = @stranger
                    AND at < (SELECT at FROM refusal WHERE stranger = @stranger ORDER BY at DESC LIMIT 1 OFFSET @last)
                    """,
                    ("@stranger", stranger),
                    ("@last", most - 1));
            }

            link.Commit();
        }
        catch
        {
            link.Rollback();
            throw;
        }
    }

    public IReadOnlyList<Refusal> Latest(int mostOfCallers, int mostOfStrangers)
    {
        using var link = database.Connect();
        var latest = new List<Refusal>();
        foreach (var (stranger, most) in (ReadOnlySpan<(long, int)>)[(0, mostOfCallers), (1, mostOfStrangers)])
        {
            using var rows = link.Query("SELECT record FROM refusal WHERE stranger = @stranger ORDER BY at DESC LIMIT @most", ("@stranger", stranger), ("@most", most));
            while (rows.Read())
            {
                if (Decode(rows) is { } step)
                {
                    latest.Add(new Refusal(step, stranger == 0));
                }
            }
        }

        return [.. latest.OrderBy(static r => r.Step.At)];
    }

    public StepRecord? Find(string idOrHash, string? keyId)
    {
        using var link = database.Connect();
        foreach (string column in (ReadOnlySpan<string>)["id", "error_id", "request_hash"])
        {
            using var rows = new Question("SELECT record FROM refusal").Where($"{column} = @id", "@id", idOrHash).WhereKey("key_id", keyId)
                .Then("ORDER BY at DESC LIMIT 1").On(link);
            if (rows.Read() && Decode(rows) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    // What does not read, checksum and all, was not written by a gateway.
    private static StepRecord? Decode(IRows row) => JournalRecord.TryDecode(row.GetBytes(0), out _, out var step, out _, out _) ? step : null;
}
