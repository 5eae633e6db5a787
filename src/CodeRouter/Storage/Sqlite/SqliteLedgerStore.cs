using CodeRouter.Ledger;

namespace CodeRouter.Storage.Sqlite;

/// <summary>The books in SQLite. Reading takes pooled connections of its own and never waits for the writer.</summary>
public sealed class SqliteLedgerStore(SqliteDatabase database) : LedgerTables(database)
{
    private readonly Lock _writing = new();
    private SqliteBatch? _batch;

    public override string Description => $"SQLite {SqliteLibrary.Version}";

    public override int Write(IReadOnlyList<StepRecord> batch)
    {
        lock (_writing)
        {
            _batch ??= new SqliteBatch(database.Connect());
            return _batch.Write(batch);
        }
    }

    public override int Prune(DateTimeOffset detailsBefore, DateTimeOffset stepsBefore)
    {
        // A portion at a time: the writer waits for whoever holds the database.
        const int Portion = 2000;
        using var link = database.Connect();
        int Delete(string sql, DateTimeOffset before)
        {
            using var delete = new SqliteStatement(link, sql);
            return delete.Bind("@before", StepTime.ToMicros(before)).Bind("@portion", Portion).Run();
        }

        // Steps lie in the order of their numbers, nearly that of time: the oldest detail tells at once whether there is anything to do.
        int details = Delete(
            """
            DELETE FROM step_detail WHERE seq IN (
                SELECT d.seq FROM step_detail d LEFT JOIN step s ON s.seq = d.seq WHERE d.seq <= (SELECT coalesce(min(seq), 0) + @portion FROM step_detail)
                AND (s.at IS NULL OR s.at < @before))
            """,
            detailsBefore > stepsBefore ? detailsBefore : stepsBefore);
        details += Delete("DELETE FROM refusal WHERE id IN (SELECT id FROM refusal WHERE at < @before LIMIT @portion)", stepsBefore);
        return details + Delete("DELETE FROM step WHERE seq IN (SELECT seq FROM step WHERE at < @before ORDER BY at LIMIT @portion)", stepsBefore);
    }

    public override void Dispose()
    {
        lock (_writing)
        {
            _batch?.Dispose();
            _batch = null;
        }
    }
}
