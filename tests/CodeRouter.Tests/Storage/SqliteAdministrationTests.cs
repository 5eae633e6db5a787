using CodeRouter.Access;
using CodeRouter.Config.Stored;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Tests.Access;
using CodeRouter.Tests.Config.Stored;
using CodeRouter.Tests.Ledger;

namespace CodeRouter.Tests.Storage;

public sealed class SqliteConfigStoreTests : ConfigStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDatabase _database;

    public SqliteConfigStoreTests() => Store = new SqliteConfigStore(_database = SqliteDatabase.Open(_folder.File("l.db")));

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

    public SqliteAuditStoreTests() => Store = new SqliteAuditStore(_database = SqliteDatabase.Open(_folder.File("l.db")));

    internal override IAuditStore Store { get; }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }
}
