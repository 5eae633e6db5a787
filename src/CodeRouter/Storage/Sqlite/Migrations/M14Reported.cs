namespace CodeRouter.Storage.Sqlite.Migrations;

/// <summary>What resellers said they charged, beside the cost by list price, in every sum there is.</summary>
internal static class M14Reported
{
    public static readonly string Sql = $"""
        ALTER TABLE step ADD COLUMN reported_cost INTEGER;
        {Columns("usage_hour", MonthColumns.OfReported.OfDays)}
        {Columns("usage_day", MonthColumns.OfReported.OfDays)}
        {Columns("session", MonthColumns.OfReported.OfDays)}
        {Columns("usage_month", MonthColumns.OfReported.Names)}
        DROP TRIGGER usage_day_made;
        DROP TRIGGER usage_day_changed;
        {M11Usage.Triggers(MonthColumns.WithReported).TrimEnd(';')}
        """;

    private static string Columns(string table, IEnumerable<string> names) =>
        string.Concat(names.Select(name => $"ALTER TABLE {table} ADD COLUMN {name} INTEGER NOT NULL DEFAULT 0;\n"));
}
