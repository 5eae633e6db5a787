namespace CodeRouter.Storage.Sqlite.Migrations;

/// <summary>
/// Sums by month, kept by the sums by day themselves (a slot is the year times twelve and the month from 0), and indexes that hold
/// everything the usage page asks of sessions and tasks: so that ten million steps are a few thousand rows to whoever asks about all time.
/// </summary>
internal static class M11Usage
{
    public static readonly string Sql = $"""
        CREATE TABLE usage_month (
            slot INTEGER NOT NULL, key_id TEXT NOT NULL, model TEXT NOT NULL, phase TEXT NOT NULL, agent TEXT NOT NULL, tier TEXT NOT NULL,
            repository TEXT NOT NULL, baseline_model TEXT NOT NULL, {string.Join(", ", MonthColumns.AtFirst.Names.Select(static c => $"{c} INTEGER NOT NULL"))},
            PRIMARY KEY (slot, {MonthColumns.Named})
        ) WITHOUT ROWID;
        INSERT INTO usage_month (slot, {MonthColumns.Named}, {MonthColumns.AtFirst.Listed})
        SELECT {MonthOf("slot")}, {MonthColumns.Named}, {string.Join(", ", MonthColumns.AtFirst.Of(static c => c).Select(static v => $"sum({v})"))} FROM usage_day GROUP BY 1, {MonthColumns.Named};
        {Triggers(MonthColumns.AtFirst)}

        CREATE INDEX session_cost ON session (id, key_id, first_at, last_at, cost, requests);
        DROP INDEX session_last;
        CREATE INDEX session_last ON session (last_at, first_at);
        DROP INDEX task_started;
        CREATE INDEX task_verdict ON task (verdict, started_at, human, cost, key_id, session)
        """;

    /// <summary>Days add to their months, whatever writes them.</summary>
    public static string Triggers(MonthColumns columns) => $"""
        CREATE TRIGGER usage_day_made AFTER INSERT ON usage_day BEGIN
            {Add(columns, columns.Of(static c => $"new.{c}"))};
        END;
        CREATE TRIGGER usage_day_changed AFTER UPDATE ON usage_day BEGIN
            {Add(columns, columns.Of(static c => $"new.{c}").Zip(columns.Of(static c => $"old.{c}"), static (after, before) => $"{after} - {before}"))};
        END;
        """;

    private static string MonthOf(string slot) =>
        $"CAST(strftime('%Y', {slot} * 86400, 'unixepoch') AS INTEGER) * 12 + CAST(strftime('%m', {slot} * 86400, 'unixepoch') AS INTEGER) - 1";

    private static string Add(MonthColumns columns, IEnumerable<string> values) => $"""
        INSERT INTO usage_month (slot, {MonthColumns.Named}, {columns.Listed})
            VALUES ({MonthOf("new.slot")}, {string.Join(", ", MonthColumns.Named.Split(", ").Select(static n => $"new.{n}"))}, {string.Join(", ", values)})
            ON CONFLICT (slot, {MonthColumns.Named}) DO UPDATE SET {string.Join(", ", columns.Names.Select(static c => $"{c} = {c} + excluded.{c}"))}
        """;
}
