namespace CodeRouter.Storage.Postgres.Migrations;

/// <summary>Forward only; the number of a migration is its place in the list. What has shipped is never edited.</summary>
internal static class PostgresMigrations
{
    public static IReadOnlyList<string> All { get; } =
        [M01Ledger.Sql, M02Access.Sql, M03Models.Sql, M04Sharing.Sql, M05Administration.Sql, M06Responses.Sql, M07Answers.Sql, M08Tallies.Sql, M09Questions.Sql, M10Usage.Sql, M11Refusals.Sql, M12Placeholders.Sql, M13Reported.Sql, M14Order.Sql, M15Answerers.Sql, M16Continued.Sql];
}
