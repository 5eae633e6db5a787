using System.Text;
using CodeRouter.Ledger;

namespace CodeRouter.Storage.Postgres;

/// <summary>The books in PostgreSQL, shared by any number of gateways.</summary>
public sealed class PostgresLedgerStore : LedgerTables
{
    private const int Shards = 64;
    private const long PruneLock = 0x7072_756E_6521;

    private readonly PostgresDatabase _database;
    private readonly Lock _writing = new();
    private readonly PostgresBatch _batch;

    /// <param name="gateway">Something of this gateway that stays over restarts: decides which shard of the sums is its.</param>
    public PostgresLedgerStore(PostgresDatabase database, string gateway)
        : base(database)
    {
        _database = database;
        _batch = new PostgresBatch(database, gateway, (int)(Fold(gateway) % Shards));
    }

    public override string Description => $"PostgreSQL {_database.Version}";

    public override int Write(IReadOnlyList<StepRecord> batch)
    {
        lock (_writing)
        {
            return _batch.Write(batch);
        }
    }

    public override int Prune(DateTimeOffset detailsBefore, DateTimeOffset stepsBefore)
    {
        // A portion at a time, and by one gateway at a time.
        const int Portion = 10_000;
        using var link = _database.Connect();
        link.Begin();
        if (link.Scalar("SELECT CASE WHEN pg_try_advisory_xact_lock(@lock) THEN 1 END", ("@lock", PruneLock)) is null)
        {
            return 0;
        }

        int Delete(string table, DateTimeOffset before) => link.Run(
            $"DELETE FROM {table} WHERE seq IN (SELECT seq FROM {table} WHERE at < @before ORDER BY at LIMIT @portion)",
            ("@before", StepTime.ToMicros(before)),
            ("@portion", Portion));
        int deleted = Delete("step_detail", detailsBefore > stepsBefore ? detailsBefore : stepsBefore) + Delete("step", stepsBefore);
        deleted += link.Run("DELETE FROM refusal WHERE at < @before", ("@before", StepTime.ToMicros(stepsBefore)));
        link.Commit();
        return deleted;
    }

    public override int Tidy(DateTimeOffset now)
    {
        long hour = StepTime.ToMicros(now) / StepTime.Hour;
        return PostgresShards.Fold(_database, "usage_hour", hour - 2) + PostgresShards.Fold(_database, "usage_day", (hour / 24) - 1);
    }

    public override void Dispose()
    {
    }

    private protected override Task<T> AskAsync<T>(Func<ILink, T> question, CancellationToken cancellationToken) =>
        Task.Run(() => base.AskAsync(question, cancellationToken), cancellationToken);

    private static uint Fold(string text)
    {
        uint hash = 2166136261;
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ b) * 16777619;
        }

        return hash;
    }
}
