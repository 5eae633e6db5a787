using CodeRouter.Access;
using CodeRouter.Ledger;
using CodeRouter.Storage;
using CodeRouter.Storage.Postgres;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Tests.Ledger;
using Xunit;

namespace CodeRouter.Tests.Storage;

/// <summary>From SQLite to PostgreSQL without loss, however often it was interrupted.</summary>
public sealed class StoreMoveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_arrives_and_both_stores_tell_the_same()
    {
        Fill(300);
        string address = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        Assert.Null(Move(address));

        using var here = SqliteDatabase.Open(_folder.File("l.db"));
        using var there = PostgresDatabase.Open(address);
        using ILedgerStore from = new SqliteLedgerStore(here), to = new PostgresLedgerStore(there, "g");
        foreach (var grouping in Enum.GetValues<UsageGrouping>())
        {
            var query = new UsageQuery { GroupBy = grouping, Since = Steps.Noon.AddSeconds(40) };
            Assert.Equivalent(await from.UsageAsync(query, Cancel), await to.UsageAsync(query, Cancel), strict: true);
        }

        var steps = await from.StepsAsync(new StepQuery { Limit = 1000, WithDetail = true }, Cancel);
        Assert.Equal(300, steps.Count);
        Assert.Equivalent(steps, await to.StepsAsync(new StepQuery { Limit = 1000, WithDetail = true }, Cancel), strict: true);
        Assert.Equivalent(new KeyTables(here).Load(), new KeyTables(there).Load(), strict: true);
        Assert.Equivalent(await from.TasksAsync("s1", null, Cancel), await to.TasksAsync("s1", null, Cancel), strict: true);

        // New rows do not run into those that were moved, and a session goes on.
        to.Write([.. Enumerable.Range(1000, 50).Select(i => Steps.Answered("s1", i))]);
        Assert.Equal(350, (await to.UsageAsync(new UsageQuery(), Cancel)).Totals.Whole(Measure.Requests));
        Assert.Equal((await from.TasksAsync("s1", null, Cancel)).Count, (await to.TasksAsync("s1", null, Cancel)).Count);
    }

    [Fact]
    public async Task A_move_that_was_cut_goes_on_where_it_was_and_a_second_one_changes_nothing()
    {
        Fill(12_000);
        string address = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        using (var database = PostgresDatabase.Open(address))
        using (var link = database.Connect())
        {
            // The server cuts the connection once the second portion of steps comes.
            link.Run("CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT count(*) FROM step) > 6000 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END $$");
            link.Run("CREATE TRIGGER cut AFTER INSERT ON step FOR EACH STATEMENT EXECUTE FUNCTION cut()");
            Assert.ThrowsAny<Exception>(() => Move(address));
            using var again = database.Connect();
            Assert.Equal(5000, again.Scalar("SELECT count(*) FROM step"));
            again.Run("DROP TRIGGER cut ON step");
        }

        Assert.Null(Move(address));
        Assert.Null(Move(address));
        using var there = PostgresDatabase.Open(address);
        using ILedgerStore to = new PostgresLedgerStore(there, "g");
        Assert.Equal(12_000, (await to.UsageAsync(new UsageQuery(), Cancel)).Totals.Whole(Measure.Requests));
    }

    [Fact]
    public async Task A_database_that_holds_something_else_is_left_alone()
    {
        Fill(3);
        string address = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        using (var database = PostgresDatabase.Open(address))
        using (var store = new PostgresLedgerStore(database, "g"))
        {
            store.Write([Steps.Answered("other", 1)]);
        }

        Assert.Contains("empty database", Move(address), StringComparison.Ordinal);
        using var there = PostgresDatabase.Open(address);
        using ILedgerStore to = new PostgresLedgerStore(there, "g");
        Assert.Equal(1, (await to.UsageAsync(new UsageQuery(), Cancel)).Totals.Whole(Measure.Requests));
    }

    public void Dispose() => _folder.Dispose();

    private string? Move(string address)
    {
        using var move = StoreMove.Open(_folder.File("l.db"), address, static _ => { });
        return move.Run();
    }

    private void Fill(int steps)
    {
        using var database = SqliteDatabase.Open(_folder.File("l.db"));
        using var store = new SqliteLedgerStore(database);
        store.Write([.. Enumerable.Range(0, steps).Select(i => i % 7 == 0
            ? Steps.Human("s" + (i % 5), i, 0.01m, s => (s.KeyId, s.TokenGroup) = ("k" + (i % 3), "team"))
            : Steps.Answered("s" + (i % 5), i, i % 11 == 0 ? null : 0.000_123m * i, s => (s.Repository, s.DetailJson) = ("répo \ud83d\ude42", i % 2 == 0 ? null : s.DetailJson)))]);
        store.AddFeedbackAsync(LedgerStoreContract.Judge("s1", "success", once: "x"), Cancel).GetAwaiter().GetResult();
        new KeyTables(database).Add(NewKey.Make("ci", Steps.Noon).Key with { Group = "team", Limits = new LimitSet { Usd = 5, RequestsPerMinute = 60 } });
        new KeyTables(database).AddGroup(new TokenGroup { Name = "team", Ratio = 1.5m, CreatedAt = Steps.Noon });
    }
}
