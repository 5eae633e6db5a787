using CodeRouter.Ledger;

namespace CodeRouter.Storage.Postgres;

/// <summary>
/// Sums that several gateways add to are kept in shards. Where they hardly write any more, the shards become one again: readers then
/// have a fraction of the rows to add up.
/// </summary>
internal static class PostgresShards
{
    private const long FoldLock = 0x666F_6C64_7368;
    private const string Named = "slot, key_id, model, phase, agent, tier, repository, baseline_model";

    private static readonly string Columns = string.Join(", ", UsageSums.Columns);

    /// <summary>Folds the oldest slot that is still apart; the number of rows that were put together, 0 where there is none before <paramref name="end"/>.</summary>
    public static int Fold(PostgresDatabase database, string table, long end)
    {
        using var link = database.Connect();
        link.Begin();
        if (link.Scalar("SELECT CASE WHEN pg_try_advisory_xact_lock(@lock) THEN 1 END", ("@lock", FoldLock)) is null
            || link.Scalar($"SELECT min(slot) FROM {table} WHERE shard <> 0 AND slot < @end", ("@end", end)) is not { } slot)
        {
            return 0;
        }

        // One statement: whoever reads meanwhile has the rows before it or those after it.
        int rows = link.Run(
            $"""
            WITH apart AS (DELETE FROM {table} WHERE shard <> 0 AND slot = @slot RETURNING *)
            INSERT INTO {table} (shard, {Named}, {Columns})
            SELECT 0, {Named}, {string.Join(", ", UsageSums.Columns.Select(static c => $"sum({c})"))} FROM apart GROUP BY {Named} ORDER BY {Named}
            ON CONFLICT ({Named}, shard) DO UPDATE SET {string.Join(", ", UsageSums.Columns.Select(c => $"{c} = {table}.{c} + excluded.{c}"))}
            """,
            ("@slot", slot));
        link.Commit();
        return rows;
    }
}
