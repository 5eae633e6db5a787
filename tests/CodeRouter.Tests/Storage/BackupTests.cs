using System.Runtime.Versioning;
using CodeRouter.Access;
using CodeRouter.Storage;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Tests.Ledger;
using Xunit;

namespace CodeRouter.Tests.Storage;

public sealed class BackupTests
{
    [Fact]
    public void A_backup_taken_while_the_store_is_open_brings_it_back_as_it_was_and_keeps_what_was_there()
    {
        using var folder = new TemporaryFolder();
        string store = folder.File("coderouter.db"), backup = folder.File("b.db");
        using (var database = SqliteDatabase.Open(store))
        {
            var keys = new KeyTables(database);
            keys.Add(NewKey.Make("before", DateTimeOffset.UtcNow).Key);
            SqliteBackup.Take(database, backup);
            keys.Add(NewKey.Make("after", DateTimeOffset.UtcNow).Key);
            Assert.ThrowsAny<Exception>(() => SqliteBackup.Take(database, backup));
        }

        Assert.Null(SqliteBackup.Restore(backup, store));
        Assert.Equal(["before"], Names(store));
        Assert.Equal(["after", "before"], Names(store + ".bak"));
        Assert.Equal(["before"], Names(backup));
    }

    [Fact]
    public void What_is_no_backup_is_refused_and_the_store_stays()
    {
        using var folder = new TemporaryFolder();
        string store = folder.File("coderouter.db"), wrong = folder.File("w.db");
        using (var database = SqliteDatabase.Open(store))
        {
            new KeyTables(database).Add(NewKey.Make("kept", DateTimeOffset.UtcNow).Key);
        }

        File.WriteAllText(wrong, "this is no database, and long enough to look like one: " + new string('x', 5000));
        Assert.NotNull(SqliteBackup.Restore(wrong, store));
        Assert.Equal(["kept"], Names(store));
    }

    [Fact]
    public void A_backup_and_a_new_store_are_nobody_elses_to_read()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = new TemporaryFolder();
        string store = folder.File("coderouter.db"), backup = folder.File("b.db"), missing = folder.File("no/b.db");
        using (var database = SqliteDatabase.Open(store))
        {
            new KeyTables(database).Add(NewKey.Make("kept", DateTimeOffset.UtcNow).Key);
            SqliteBackup.Take(database, backup);
            Assert.Throws<SqliteFailure>(() => SqliteBackup.Take(database, missing));
            foreach (string file in Directory.GetFiles(folder.Path))
            {
                AssertPrivate(file);
            }
        }

        Assert.Null(SqliteBackup.Restore(backup, store));
        Assert.Equal(["kept"], Names(store));
        AssertPrivate(store);
    }

    [Fact]
    public void A_restore_leaves_no_file_beside_anothers_log_and_no_draft()
    {
        using var folder = new TemporaryFolder();
        string store = folder.File("coderouter.db"), backup = folder.File("b.db"), wrong = folder.File("w.db");
        using (var database = SqliteDatabase.Open(store))
        {
            new KeyTables(database).Add(NewKey.Make("kept", DateTimeOffset.UtcNow).Key);
            SqliteBackup.Take(database, backup);
        }

        // Of a restore over a store whose gateway was killed.
        File.WriteAllText(store + ".bak", "an older one");
        File.WriteAllText(store + ".bak-wal", "its log");
        File.WriteAllText(wrong, "this is no database, and long enough to look like one: " + new string('x', 5000));

        Assert.NotNull(SqliteBackup.Restore(wrong, store));
        Assert.Null(SqliteBackup.Restore(backup, store));
        Assert.False(File.Exists(store + ".bak-wal"));
        Assert.Equal(["b.db", "coderouter.db", "coderouter.db.bak", "w.db"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(["kept"], Names(store + ".bak"));
    }

    [UnsupportedOSPlatform("windows")]
    private static void AssertPrivate(string file) => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

    private static string[] Names(string path)
    {
        using var database = SqliteDatabase.Open(path);
        return [.. new KeyTables(database).Load().Select(static k => k.Name).Order()];
    }
}
