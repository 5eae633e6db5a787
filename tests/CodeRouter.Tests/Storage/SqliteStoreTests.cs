using CodeRouter.Ledger;
using CodeRouter.Storage;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Tests.Ledger;
using Xunit;

namespace CodeRouter.Tests.Storage;

public sealed class SqliteLedgerStoreTests : LedgerStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDatabase _database;

    public SqliteLedgerStoreTests()
    {
        _database = SqliteDatabase.Open(_folder.File("ledger.db"));
        Store = new SqliteLedgerStore(_database);
    }

    internal override ILedgerStore Store { get; }

    public void Dispose()
    {
        Store.Dispose();
        _database.Dispose();
        _folder.Dispose();
    }
}

public sealed class SqliteTaskTests : TaskContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDatabase _database;
    private ILedgerStore _store;

    public SqliteTaskTests()
    {
        _database = SqliteDatabase.Open(_folder.File("ledger.db"));
        _store = new SqliteLedgerStore(_database);
    }

    internal override ILedgerStore Store => _store;

    internal override void Reopen()
    {
        _store.Dispose();
        _store = new SqliteLedgerStore(_database);
    }

    public void Dispose()
    {
        _store.Dispose();
        _database.Dispose();
        _folder.Dispose();
    }
}

public sealed class SqliteDatabaseTests
{
    [Fact]
    public void A_database_of_a_newer_version_is_refused_with_the_remedy()
    {
        using var folder = new TemporaryFolder();
        using (var database = SqliteDatabase.Open(folder.File("l.db")))
        using (var link = database.Connect())
        {
            link.Execute("PRAGMA user_version=9999");
        }

        var e = Assert.Throws<StoreRefusal>(() => SqliteDatabase.Open(folder.File("l.db")));
        Assert.Contains("newer version", e.What, StringComparison.Ordinal);

        // What is wrong with a store of a newer version is not its file.
        Assert.EndsWith("). Use that version, or another data folder.", CodeRouter.Cli.Trouble.Of(e), StringComparison.Ordinal);
        Assert.Equal(e.Remedy, CodeRouter.Cli.Trouble.RemedyOf(e));
        Assert.EndsWith(": " + e.Message, SqliteBackup.Restore(folder.File("l.db"), folder.File("other.db")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_database_of_an_older_version_is_left_as_it_is()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("l.db");
        using (var database = SqliteDatabase.Open(file))
        using (var link = database.Connect())
        {
            link.Execute("PRAGMA user_version=3; PRAGMA wal_checkpoint(TRUNCATE)");
        }

        Assert.Equal(3, SqliteDatabase.PendingUpgrade(file)!.Value.At);
        byte[] bytes = File.ReadAllBytes(file);
        bytes.AsSpan(8 * 8192, 8192).Fill(0xEE);
        File.WriteAllBytes(file, bytes);

        var e = Assert.Throws<StoreRefusal>(() => SqliteDatabase.Open(file));
        Assert.Contains("damaged", e.Message, StringComparison.Ordinal);
        Assert.Contains("coderouter restore", e.Message, StringComparison.Ordinal);
        Assert.Equal(3, SqliteDatabase.PendingUpgrade(file)!.Value.At);
    }

    [Fact]
    public async Task A_migration_that_fails_half_way_has_not_happened_and_is_done_at_the_next_start()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("ledger.db");
        using var look = SqliteDatabase.Open(file);
        using (var store = new SqliteLedgerStore(look))
        {
            store.Write([Steps.Human("a", 0, 1m), Steps.Answered("a", 40 * 86_400, 2m)]);
        }

        // As the version before left it, and something that the migration's last statement runs into.
        using (var link = look.Connect())
        {
            link.Execute("""
                DROP TRIGGER usage_day_made; DROP TRIGGER usage_day_changed; DROP TABLE usage_month; DROP TABLE refusal; DROP TABLE placeholder; DROP INDEX session_cost; DROP INDEX task_verdict;
                ALTER TABLE cached_answer DROP COLUMN tags; ALTER TABLE stored_response DROP COLUMN session; ALTER TABLE step DROP COLUMN reported_cost; ALTER TABLE usage_hour DROP COLUMN reported; ALTER TABLE usage_hour DROP COLUMN reported_cost; ALTER TABLE usage_hour DROP COLUMN reported_compared_cost;
                ALTER TABLE usage_day DROP COLUMN reported; ALTER TABLE usage_day DROP COLUMN reported_cost; ALTER TABLE usage_day DROP COLUMN reported_compared_cost;
                ALTER TABLE session DROP COLUMN reported; ALTER TABLE session DROP COLUMN reported_cost; ALTER TABLE session DROP COLUMN reported_compared_cost;
                CREATE INDEX task_started ON task (started_at); PRAGMA user_version=10; CREATE TABLE task_verdict (obstacle)
                """);
        }

        Assert.Throws<SqliteFailure>(() => SqliteDatabase.Open(file));
        using (var link = look.Connect())
        {
            Assert.Equal(10, link.Scalar("PRAGMA user_version"));
            Assert.Equal(0, link.Scalar("SELECT count(*) FROM sqlite_schema WHERE name IN ('usage_month', 'usage_day_made', 'session_cost')"));
            link.Execute("DROP TABLE task_verdict");
        }

        using var again = SqliteDatabase.Open(file);
        using var books = new SqliteLedgerStore(again);
        books.Write([Steps.Answered("b", (40 * 86_400) + 1, 4m)]);
        Assert.Equal(7m, (await books.UsageAsync(new UsageQuery(), TestContext.Current.CancellationToken)).Totals.Usd(Measure.Cost));
    }

    [Fact]
    public void Several_openers_at_once_migrate_once()
    {
        using var folder = new TemporaryFolder();
        Parallel.For(0, 8, _ => SqliteDatabase.Open(folder.File("l.db")).Dispose());

        using var again = SqliteDatabase.Open(folder.File("l.db"));
        using var link = again.Connect();
        Assert.Equal(0, link.Scalar("SELECT count(*) FROM step"));
    }

    [Fact]
    public void The_library_says_its_version_and_where_it_came_from() =>
        Assert.Matches(@"^3\.\d+\.\d+ \((system|bundled)\)$", SqliteLibrary.Version);
}
