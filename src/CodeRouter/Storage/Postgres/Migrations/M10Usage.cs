namespace CodeRouter.Storage.Postgres.Migrations;

/// <summary>
/// Sums by month, kept by the sums by day themselves (a slot is the year times twelve and the month from 0), whichever version of a
/// gateway writes those; and indexes that hold everything the usage page asks of sessions and tasks: so that ten million steps are a few
/// thousand rows to whoever asks about all time.
/// </summary>
internal static class M10Usage
{
    private const string Month = "(extract(year FROM date '1970-01-01' + slot::int) * 12 + extract(month FROM date '1970-01-01' + slot::int) - 1)::bigint";

    public static readonly string Sql = $"""
        CREATE TABLE usage_month (
            shard bigint NOT NULL DEFAULT 0, slot bigint NOT NULL, key_id text COLLATE "C" NOT NULL, model text COLLATE "C" NOT NULL, phase text COLLATE "C" NOT NULL,
            agent text COLLATE "C" NOT NULL, tier text COLLATE "C" NOT NULL, repository text COLLATE "C" NOT NULL, baseline_model text COLLATE "C" NOT NULL,
            {string.Join(", ", MonthColumns.AtFirst.Names.Select(static c => $"{c} bigint NOT NULL"))},
            PRIMARY KEY (slot, {MonthColumns.Named}, shard)
        );
        {AddFrom(MonthColumns.AtFirst, "usage_day")};
        {Functions(MonthColumns.AtFirst)}
        {Trigger("made", "INSERT", "NEW TABLE AS made")}
        {Trigger("changed", "UPDATE", "OLD TABLE AS gone NEW TABLE AS made")}
        {Trigger("deleted", "DELETE", "OLD TABLE AS gone")}

        CREATE INDEX usage_hour_shard ON usage_hour (slot) WHERE shard <> 0;
        CREATE INDEX usage_day_shard ON usage_day (slot) WHERE shard <> 0;
        CREATE INDEX session_cost ON session (id, key_id) INCLUDE (first_at, last_at, cost, requests);
        DROP INDEX session_last;
        CREATE INDEX session_last ON session (last_at, first_at);
        DROP INDEX task_started;
        CREATE INDEX task_verdict ON task (verdict, started_at) INCLUDE (human, cost, key_id, session);
        """;

    /// <summary>Days add to their months and take from them.</summary>
    public static string Functions(MonthColumns columns)
    {
        string days = string.Join(", ", columns.OfDays), negative = string.Join(", ", columns.OfDays.Select(static c => $"-{c} AS {c}"));
        string gone = $"SELECT shard, slot, {MonthColumns.Named}, {negative} FROM gone";
        return $"""
            {Function("made", AddFrom(columns, "made"))}
            {Function("changed", AddFrom(columns, $"(SELECT shard, slot, {MonthColumns.Named}, {days} FROM made UNION ALL {gone}) AS both_of_them"))}
            {Function("deleted", AddFrom(columns, $"({gone}) AS gone_again"))}
            """;
    }

    private static string Function(string what, string add) => $"""
        CREATE OR REPLACE FUNCTION usage_month_of_{what}() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
            {add};
            RETURN NULL;
        END $body$;
        """;

    private static string Trigger(string what, string on, string tables) =>
        $"CREATE TRIGGER usage_day_{what} AFTER {on} ON usage_day REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION usage_month_of_{what}();";

    // In one order, as everywhere: no two gateways wait for each other.
    private static string AddFrom(MonthColumns columns, string rows) => $"""
        INSERT INTO usage_month (shard, slot, {MonthColumns.Named}, {columns.Listed})
            SELECT shard, {Month}, {MonthColumns.Named}, {string.Join(", ", columns.Of(static c => c).Select(static v => $"sum({v})"))} FROM {rows}
            GROUP BY 1, 2, {MonthColumns.Named} ORDER BY 2, {MonthColumns.Named}, 1
            ON CONFLICT (slot, {MonthColumns.Named}, shard) DO UPDATE SET {string.Join(", ", columns.Names.Select(static c => $"{c} = usage_month.{c} + excluded.{c}"))}
        """;
}
