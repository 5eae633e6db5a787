using CodeRouter.Access;
using CodeRouter.Ledger;
using CodeRouter.Storage;
using CodeRouter.Storage.Postgres;
using CodeRouter.Tests.Access;
using CodeRouter.Tests.Ledger;
using Xunit;

namespace CodeRouter.Tests.Storage;

public sealed class PostgresLedgerStoreTests : LedgerStoreContract, IAsyncLifetime
{
    private PostgresDatabase _database = null!;
    private ILedgerStore _store = null!;

    internal override ILedgerStore Store => _store;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = PostgresDatabase.Open(await (await PostgresServer.SharedAsync()).NewDatabaseAsync());
        _store = new PostgresLedgerStore(_database, "one");
    }

    public ValueTask DisposeAsync()
    {
        _store?.Dispose();
        _database?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Reading_on_in_the_books_does_not_walk_through_all_of_them()
    {
        using var link = _database.Connect();
        link.Run("SET enable_seqscan = off");
        using var plan = link.Query("EXPLAIN SELECT id, seq FROM step WHERE seq > 100 ORDER BY seq LIMIT 500");
        var lines = new List<string>();
        while (plan.Read())
        {
            lines.Add(plan.GetString(0));
        }

        Assert.Contains(lines, static l => l.Contains("step_seq", StringComparison.Ordinal));
    }

    [Fact]
    public void Steps_of_a_booking_that_ends_after_a_later_ones_are_not_passed_over()
    {
        var clock = new ManualClock(Steps.Noon);
        var outcomes = new CodeRouter.Storage.OutcomeTables(_database, new OpenBlocks(clock));
        Store.Write([Steps.Human("a", 0)]);
        using var link = _database.Connect();
        long slow = link.Scalar("SELECT nextval('step_block')")!.Value;
        Store.Write([Steps.Human("b", 1)]);

        var (place, first) = Assert.Single(outcomes.StepsAfter(0, 10));
        Assert.Equal("a", first.Session);
        Assert.Empty(outcomes.StepsAfter(place, 10));
        Store.Write([Steps.Human("slow", 2)]);
        link.Run("UPDATE step SET seq = @seq WHERE session = 'slow'", ("@seq", slow * Blocks.Size));
        Assert.Equal(["slow", "b"], outcomes.StepsAfter(place, 10).Select(static s => s.Step.Session));
    }

    [Fact]
    public void Numbers_that_never_come_are_waited_for_once_all_together()
    {
        var clock = new ManualClock(Steps.Noon);
        var outcomes = new CodeRouter.Storage.OutcomeTables(_database, new OpenBlocks(clock));
        using var link = _database.Connect();
        for (int i = 0; i < 4; i++)
        {
            _ = link.Scalar("SELECT nextval('step_block')");
            Store.Write([Steps.Human("s" + i, i)]);
        }

        Assert.Empty(outcomes.StepsAfter(0, 10));
        clock.Advance(OpenBlocks.Longest);
        Assert.Equal(["s0", "s1", "s2", "s3"], outcomes.StepsAfter(0, 10).Select(static s => s.Step.Session));
    }

    [Fact]
    public async Task Sums_that_gateways_kept_apart_are_put_together_and_stay_what_they_were()
    {
        var stores = Enumerable.Range(0, 12).Select(i => new PostgresLedgerStore(_database, $"gateway{i}")).ToList();
        for (int i = 0; i < stores.Count; i++)
        {
            stores[i].Write([Steps.Human("s" + i, i * 7200), Steps.Answered("s", 100 + i)]);
        }

        var queries = Enum.GetValues<UsageGrouping>().Select(static g => new UsageQuery { GroupBy = g, Since = Steps.Noon.AddHours(-3.5) }).ToList();
        var before = await TellAsync(queries);
        int rows = Rows();
        while (Store.Tidy(Steps.Noon.AddDays(4)) > 0)
        {
        }

        Assert.True(Rows() < rows);
        Assert.Equal(before, await TellAsync(queries));
        stores[3].Write([Steps.Answered("late", 5)]);
        while (Store.Tidy(Steps.Noon.AddDays(4)) > 0)
        {
        }

        Assert.Equal(25, (await Store.UsageAsync(new UsageQuery(), Cancel)).Totals.Whole(Measure.Requests));
        using var link = _database.Connect();
        foreach (string table in (string[])["usage_hour", "usage_day"])
        {
            Assert.Null(link.Scalar($"SELECT 1 FROM {table} WHERE shard <> 0"));
            Assert.Equal(25, link.Scalar($"SELECT sum(requests)::bigint FROM {table}"));
        }

        Assert.Equal(25, link.Scalar("SELECT sum(requests)::bigint FROM usage_month"));

        int Rows()
        {
            using var counting = _database.Connect();
            return (int)counting.Scalar("SELECT (SELECT count(*) FROM usage_hour) + (SELECT count(*) FROM usage_day)")!.Value;
        }
    }

    private async Task<List<string>> TellAsync(List<UsageQuery> queries)
    {
        var told = new List<string>();
        foreach (var query in queries)
        {
            var answer = await Store.UsageAsync(query, Cancel);
            told.Add(string.Join('|', answer.Groups.Select(static g => $"{g.Name} {g.Sums[Measure.Requests]} {g.Sums[Measure.Cost]} {g.Sums[Measure.InputTokens]}").Append($"{answer.Totals[Measure.Billed]}")));
        }

        return told;
    }

    [Fact]
    public async Task Text_that_PostgreSQL_does_not_take_is_mended_rather_than_lost()
    {
        _store.Write([Steps.Answered("zero\0session", 1, with: s => (s.Reason, s.Agent) = ("half a pair \ud83d", "a\0"))]);

        var found = (await _store.StepsAsync(new StepQuery { Session = "zero\0session" }, TestContext.Current.CancellationToken)).Single();
        Assert.Equal("half a pair \ufffd", found.Reason);
    }
}

public sealed class PostgresTaskTests : TaskContract, IAsyncLifetime
{
    private PostgresDatabase _database = null!;
    private ILedgerStore _store = null!;

    internal override ILedgerStore Store => _store;

    internal override void Reopen()
    {
        _store.Dispose();
        _store = new PostgresLedgerStore(_database, "one");
    }

    public async ValueTask InitializeAsync()
    {
        _database = PostgresDatabase.Open(await (await PostgresServer.SharedAsync()).NewDatabaseAsync());
        _store = new PostgresLedgerStore(_database, "one");
    }

    public ValueTask DisposeAsync()
    {
        _store?.Dispose();
        _database?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Several_gateways_write_one_sessions_steps_without_waiting_for_each_other_for_ever_and_count_each_once()
    {
        var sessions = Enumerable.Range(0, 12).Select(i => "s" + i).ToArray();
        await Parallel.ForEachAsync(Enumerable.Range(0, 4), TestContext.Current.CancellationToken, async (gateway, cancel) =>
        {
            using var mine = new PostgresLedgerStore(_database, "gateway" + gateway);
            var random = new Random(gateway);
            for (int batch = 0; batch < 25; batch++)
            {
                mine.Write([.. Enumerable.Range(0, 20).Select(i => Steps.Answered(sessions[random.Next(12)], (batch * 20) + i, with: s => s.KeyId = "k" + random.Next(2)))]);
            }

            await Task.Yield();
        });

        var usage = await _store.UsageAsync(new UsageQuery(), TestContext.Current.CancellationToken);
        Assert.Equal(2000, usage.Totals.Whole(Measure.Requests));
        Assert.Equal(20m, usage.Totals.Usd(Measure.Cost));
        int tasks = 0, steps = 0;
        foreach (string session in sessions)
        {
            var all = await _store.TasksAsync(session, null, TestContext.Current.CancellationToken);
            tasks += all.Count;
            steps += all.Sum(t => t.Steps);
        }

        // One for each session and key, however many began it at once.
        Assert.Equal((24, 2000), (tasks, steps));
    }

    [Fact]
    public async Task A_turn_that_begins_on_one_gateway_goes_on_on_another()
    {
        using var other = new PostgresLedgerStore(_database, "two");
        _store.Write([Steps.Human("s", 0)]);
        other.Write([Steps.Answered("s", 1)]);
        other.Write([Steps.Human("s", 2)]);
        _store.Write([Steps.Answered("s", 3)]);

        Assert.Equal([2, 2], (await _store.TasksAsync("s", null, TestContext.Current.CancellationToken)).Select(t => t.Steps));
    }
}

public sealed class PostgresDatabaseTests
{
    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_with_the_remedy()
    {
        string address = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        using (var database = PostgresDatabase.Open(address))
        using (var link = database.Connect())
        {
            link.Run("INSERT INTO coderouter_schema VALUES (9999)");
        }

        var e = Assert.Throws<StoreRefusal>(() => PostgresDatabase.Open(address));
        Assert.Contains("newer version", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whether_opening_would_upgrade_is_told_without_doing_it()
    {
        string address = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        Assert.Null(PostgresDatabase.PendingUpgrade(address));
        using (var older = PostgresDatabase.Over(address))
        {
            older.Migrate(["CREATE TABLE a (x bigint)"]);
        }

        Assert.Equal(1, PostgresDatabase.PendingUpgrade(address)!.Value.At);
        Assert.Equal(1, PostgresDatabase.PendingUpgrade(address)!.Value.At);
    }

    [Fact]
    public async Task A_look_at_a_store_that_was_closed_meanwhile_finds_it_away_and_is_no_bug()
    {
        string address = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        var database = PostgresDatabase.Open(address);
        var keys = new KeyTables(database);
        using var ring = new KeyRing(keys, TimeProvider.System);
        database.Dispose();

        Assert.ThrowsAny<System.Data.Common.DbException>(() => keys.Generation());
        ring.RefreshQuietly();
    }

    [Fact]
    public async Task Several_openers_at_once_migrate_once()
    {
        string address = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        Parallel.For(0, 8, _ => PostgresDatabase.Open(address).Dispose());

        using var again = PostgresDatabase.Open(address);
        using var link = again.Connect();
        Assert.Equal(0, link.Scalar("SELECT count(*) FROM step"));
    }

    [Fact]
    public async Task A_migration_that_was_interrupted_half_way_is_done_at_the_next_start()
    {
        string address = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        using var database = PostgresDatabase.Over(address);
        string[] migrations = ["CREATE TABLE a (x bigint)", "CREATE TABLE b (x bigint); CREATE TABLE c (x bigint)"];
        // The connection is cut by the server in the middle of the second.
        Assert.ThrowsAny<Npgsql.NpgsqlException>(() => database.Migrate([migrations[0], "CREATE TABLE b (x bigint); SELECT pg_terminate_backend(pg_backend_pid())"]));
        using (var link = database.Connect())
        {
            Assert.Equal(1, link.Scalar("SELECT max(version) FROM coderouter_schema"));
            Assert.Equal(0, link.Scalar("SELECT count(*) FROM pg_tables WHERE tablename = 'b'"));
        }

        database.Migrate(migrations);
        using var after = database.Connect();
        Assert.Equal(0, after.Scalar("SELECT count(*) FROM c"));
    }
}

public sealed class PostgresKeyStoreTests : KeyStoreContract, IAsyncLifetime
{
    private PostgresDatabase _database = null!;

    internal override IKeyStore Store => new KeyTables(_database);

    public async ValueTask InitializeAsync() => _database = PostgresDatabase.Open(await (await PostgresServer.SharedAsync()).NewDatabaseAsync());

    public ValueTask DisposeAsync()
    {
        _database?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Of_two_administrators_who_change_one_key_at_once_the_second_is_told()
    {
        var made = NewKey.Make("ci", DateTimeOffset.UtcNow);
        Store.Add(made.Key);
        var changes = new System.Collections.Concurrent.ConcurrentBag<StoreChange>();
        Parallel.For(0, 8, i => changes.Add(Store.Change(made.Key with { Name = "n" + i }, 1)));

        Assert.Equal(1, changes.Count(c => c == StoreChange.Done));
        Assert.Equal(7, changes.Count(c => c == StoreChange.Stale));
    }
}
