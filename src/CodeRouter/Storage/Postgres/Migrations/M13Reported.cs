namespace CodeRouter.Storage.Postgres.Migrations;

/// <summary>What resellers said they charged, beside the cost by list price, in every sum there is.</summary>
internal static class M13Reported
{
    public static readonly string Sql = $"""
        ALTER TABLE step ADD COLUMN reported_cost bigint;
        {Columns("usage_hour", MonthColumns.OfReported.OfDays)}
        {Columns("usage_day", MonthColumns.OfReported.OfDays)}
        {Columns("session", MonthColumns.OfReported.OfDays)}
        {Columns("usage_month", MonthColumns.OfReported.Names)}
        {M10Usage.Functions(MonthColumns.WithReported)}
        """;

    private static string Columns(string table, IEnumerable<string> names) =>
        $"ALTER TABLE {table} {string.Join(", ", names.Select(static name => $"ADD COLUMN {name} bigint NOT NULL DEFAULT 0"))};";
}
