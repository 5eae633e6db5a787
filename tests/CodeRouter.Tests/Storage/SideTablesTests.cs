using CodeRouter.Ledger;
using CodeRouter.Storage;
using CodeRouter.Storage.Postgres;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Tests.Ledger;
using Xunit;

namespace CodeRouter.Tests.Storage;

public sealed class SqliteSideTablesTests : SideTablesContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDatabase _database;

    public SqliteSideTablesTests()
    {
        _database = SqliteDatabase.Open(_folder.File("side.db"));
        Store = new SqliteLedgerStore(_database);
    }

    internal override IDatabase Database => _database;

    internal override ILedgerStore Store { get; }

    public void Dispose()
    {
        Store.Dispose();
        _database.Dispose();
        _folder.Dispose();
    }
}

public sealed class PostgresSideTablesTests : SideTablesContract, IAsyncLifetime
{
    private PostgresDatabase _database = null!;
    private ILedgerStore _store = null!;

    internal override IDatabase Database => _database;

    internal override ILedgerStore Store => _store;

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
}
