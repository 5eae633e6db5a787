using System.Collections.Concurrent;
using CodeRouter.Ledger;
using CodeRouter.Storage.Sqlite.Migrations;

namespace CodeRouter.Storage.Sqlite;

/// <summary>The database file: how it is opened, by whichever process, and brought to the newest schema. Safe for several threads.</summary>
public sealed class SqliteDatabase : IDatabase, IDisposable
{
    private const int MostIdle = 8;
    private const int BusyTries = 200;
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(25);

    private readonly ConcurrentBag<SqliteLink> _idle = [];
    private readonly Lock _gate = new();
    private int _inUse;
    private volatile bool _closed;

    private SqliteDatabase(string path) => Path = path;

    public string Path { get; }

    /// <summary>Opens or creates the file and applies the migrations it lacks.</summary>
    /// <exception cref="SqliteFailure">The file cannot be opened or is no database.</exception>
    /// <exception cref="StoreRefusal">The file was written by a newer version of this program, or cannot be brought to this one safely.</exception>
    public static SqliteDatabase Open(string path)
    {
        _ = SqliteLibrary.Version;
        if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) is { } folder)
        {
            PrivateFolder.Create(folder);
            // The folder may be one that others read; SQLite gives its log the file's mode.
            PrivateFolder.CreateFile(path);
        }

        var database = new SqliteDatabase(path);
        try
        {
            Prepare(database);
            return database;
        }
        catch (SqliteFailure e)
        {
            throw e.At(path);
        }
    }

    /// <summary>A file that is there, with whatever schema it has: for what only copies it.</summary>
    public static SqliteDatabase AsItIs(string path)
    {
        _ = SqliteLibrary.Version;
        return new SqliteDatabase(path);
    }

    /// <summary>The schema of the file and that of this program, where the next opening would change the file; null where it would not.</summary>
    /// <exception cref="SqliteFailure">The file cannot be opened or is no database.</exception>
    public static (int At, int To)? PendingUpgrade(string path)
    {
        _ = SqliteLibrary.Version;
        if (!File.Exists(path))
        {
            return null;
        }

        using var database = new SqliteDatabase(path);
        try
        {
            using var link = database.Connect();
            int at = (int)link.Scalar("PRAGMA user_version");
            return at > 0 && at < SqliteMigrations.All.Count ? (at, SqliteMigrations.All.Count) : null;
        }
        catch (SqliteFailure e)
        {
            throw e.At(path);
        }
    }

    private static void Prepare(SqliteDatabase database)
    {
        using var link = database.Connect();
        for (int tries = 0; ; tries++)
        {
            try
            {
                Prepare(link, database.Path);
                return;
            }
            catch (SqliteFailure e) when (e.ErrorCode == SQLitePCL.raw.SQLITE_BUSY && tries < BusyTries)
            {
                // SQLite does not wait for the change to WAL as it waits for other locks: another opener is making it just now.
                Thread.Sleep(BusyPause);
            }
        }
    }

    private static void Prepare(SqliteLink link, string path)
    {
        long at = link.Scalar("PRAGMA user_version");
        if (at != SqliteMigrations.All.Count)
        {
            if (at > 0 && at < SqliteMigrations.All.Count)
            {
                SqliteUpgrade.Check(link, path);
            }

            // Readers in other processes go on while the writer writes; both settings stay with the file. Pages of 8 KB, because a
            // step's detail leaves half of a smaller page empty: a fifth less work per step.
            link.Execute("PRAGMA page_size=8192; PRAGMA journal_mode=WAL");
            Migrate(link);
        }
    }

    /// <summary>Closes the file: nobody connects any more, and who is connected is waited for, so that nothing is written behind.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
        }

        for (long until = Environment.TickCount64 + (long)ClosePatience.TotalMilliseconds; Volatile.Read(ref _inUse) > 0 && Environment.TickCount64 < until;)
        {
            Thread.Sleep(5);
        }

        while (_idle.TryTake(out var link))
        {
            link.Close();
        }
    }

    /// <summary>A connection of one's own until it is disposed.</summary>
    /// <exception cref="SqliteFailure">The file cannot be opened, or the store has been closed.</exception>
    internal SqliteLink Connect()
    {
        lock (_gate)
        {
            if (_closed)
            {
                throw new SqliteFailure("the store is closed", SQLitePCL.raw.SQLITE_MISUSE);
            }

            Interlocked.Increment(ref _inUse);
        }

        try
        {
            return _idle.TryTake(out var link) ? link : new SqliteLink(this);
        }
        catch
        {
            Interlocked.Decrement(ref _inUse);
            throw;
        }
    }

    ILink IDatabase.Connect() => Connect();

    internal void TakeBack(SqliteLink link)
    {
        Keep(link);
        Interlocked.Decrement(ref _inUse);
    }

    private void Keep(SqliteLink link)
    {
        if (_closed || link.InTransaction || _idle.Count >= MostIdle)
        {
            link.Close();
        }
        else
        {
            _idle.Add(link);
        }
    }

    private static void Migrate(SqliteLink link)
    {
        // Looked at again under the write lock: another process may have done it meanwhile. One transaction each, number included, so
        // that a migration interrupted half way has not happened.
        for (bool more = true; more;)
        {
            link.Execute("BEGIN IMMEDIATE");
            int at = (int)link.Scalar("PRAGMA user_version");
            if (at > SqliteMigrations.All.Count)
            {
                throw new StoreRefusal(
                    $"The database was written by a newer version (schema {at}, this one knows {SqliteMigrations.All.Count})", "Use that version, or another data folder.");
            }

            if (at < SqliteMigrations.All.Count)
            {
                link.Execute(SqliteMigrations.All[at] + $";\nPRAGMA user_version={at + 1}");
            }

            more = at + 1 < SqliteMigrations.All.Count;
            link.Execute("COMMIT");
        }
    }
}
