using CodeRouter.Access;
using CodeRouter.Config.Stored;
using CodeRouter.Storage;
using CodeRouter.Storage.Postgres;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Tests.Access;
using CodeRouter.Tests.Config.Stored;
using CodeRouter.Tests.Ledger;
using Xunit;

namespace CodeRouter.Tests.Storage;

public sealed class SqliteConfigStoreTests : ConfigStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDatabase _database;

    public SqliteConfigStoreTests() => Store = new ConfigTables(_database = SqliteDatabase.Open(_folder.File("l.db")));

    internal override IConfigStore Store { get; }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }
}

public sealed class SqliteAuditStoreTests : AuditStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDatabase _database;

    public SqliteAuditStoreTests() => Store = new AuditTables(_database = SqliteDatabase.Open(_folder.File("l.db")));

    internal override IAuditStore Store { get; }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }
}

public sealed class PostgresConfigStoreTests : ConfigStoreContract, IAsyncLifetime
{
    private PostgresDatabase _database = null!;

    internal override IConfigStore Store => new ConfigTables(_database);

    public async ValueTask InitializeAsync() => _database = PostgresDatabase.Open(await (await PostgresServer.SharedAsync()).NewDatabaseAsync());

    public ValueTask DisposeAsync()
    {
        _database?.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed class PostgresAuditStoreTests : AuditStoreContract, IAsyncLifetime
{
    private PostgresDatabase _database = null!;

    internal override IAuditStore Store => new AuditTables(_database);

    public async ValueTask InitializeAsync() => _database = PostgresDatabase.Open(await (await PostgresServer.SharedAsync()).NewDatabaseAsync());

    public ValueTask DisposeAsync()
    {
        _database?.Dispose();
        return ValueTask.CompletedTask;
    }
}
