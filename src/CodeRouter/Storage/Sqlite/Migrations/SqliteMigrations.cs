namespace CodeRouter.Storage.Sqlite.Migrations;

/// <summary>Forward only; the number of a migration is its place in the list. What has shipped is never edited.</summary>
internal static class SqliteMigrations
{
    public static IReadOnlyList<string> All { get; } =
        [M01Ledger.Sql, M02Access.Sql, M03Models.Sql, M04Limits.Sql, M05Notes.Sql, M06Configuration.Sql, M07Responses.Sql, M08Answers.Sql, M09Tallies.Sql, M10Questions.Sql, M11Usage.Sql, M12Refusals.Sql, M13Placeholders.Sql, M14Reported.Sql, M15Answerers.Sql, M16Continued.Sql];
}
