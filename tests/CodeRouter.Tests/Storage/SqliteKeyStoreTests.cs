using CodeRouter.Access;
using CodeRouter.Storage;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Tests.Access;
using CodeRouter.Tests.Ledger;
using Xunit;

namespace CodeRouter.Tests.Storage;

public sealed class SqliteKeyStoreTests : KeyStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDatabase _database;

    public SqliteKeyStoreTests()
    {
        _database = SqliteDatabase.Open(_folder.File("l.db"));
        Store = new KeyTables(_database);
    }

    internal override IKeyStore Store { get; }

    [Fact]
    public void The_secret_is_nowhere_in_the_files()
    {
        var made = NewKey.Make("ci", DateTimeOffset.UtcNow);
        Store.Add(made.Key);
        string secret = made.Text.Split('-')[2];
        foreach (string file in Directory.GetFiles(_folder.Path))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            Assert.DoesNotContain(secret, reader.ReadToEnd(), StringComparison.Ordinal);
        }
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }
}
