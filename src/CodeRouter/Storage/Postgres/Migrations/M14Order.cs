namespace CodeRouter.Storage.Postgres.Migrations;

/// <summary>
/// The order in which steps were entered, which every gateway reads on from every two seconds: without an index each portion of that was a
/// walk through all the steps there are.
/// </summary>
internal static class M14Order
{
    public const string Sql = "CREATE INDEX step_seq ON step (seq);";
}
