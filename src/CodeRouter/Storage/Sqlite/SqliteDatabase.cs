using System.Collections.Concurrent;
using CodeRouter.Ledger;
using CodeRouter.Storage.Sqlite.Migrations;

namespace CodeRouter.Storage.Sqlite;

/// <summary>The database file: how it is opened, by whichever process, and brought to the newest schema. Safe for several threads.</summary>
public sealed class SqliteDatabase : IDatabase, IDisposable
{
    private const int MostIdle = 8;
    private const int BusyTries = 200;
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(25);

    private readonly ConcurrentBag<SqliteLink> _idle = [];
    private volatile bool _closed;

    private SqliteDatabase(string path) => Path = path;

    public string Path { get; }

    /// <summary>Opens or creates the file and applies the migrations it lacks.</summary>
    /// <exception cref="SqliteFailure">The file cannot be opened or is no database.</exception>
    /// <exception cref="InvalidOperationException">The file was written by a newer version of this program.</exception>
    public static SqliteDatabase Open(string path)
    {
        _ = SqliteLibrary.Version;
        if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) is { } folder)
        {
            PrivateFolder.Create(folder);
        }

        var database = new SqliteDatabase(path);
        using var link = database.Connect();
        for (int tries = 0; ; tries++)
        {
            try
            {
                Prepare(link);
                return database;
            }
            catch (SqliteFailure e) when (e.ErrorCode == SQLitePCL.raw.SQLITE_BUSY && tries < BusyTries)
            {
                // SQLite does not wait for the change to WAL as it waits for other locks: another opener is making it just now.
                Thread.Sleep(BusyPause);
            }
        }
    }

    private static void Prepare(SqliteLink link)
    {
        if (link.Scalar("PRAGMA user_version") != SqliteMigrations.All.Count)
        {
            // Readers in other processes go on while the writer writes; both settings stay with the file. Pages of 8 KB, because a
            // step's detail leaves half of a smaller page empty: a fifth less work per step.
            link.Execute("PRAGMA page_size=8192; PRAGMA journal_mode=WAL");
            Migrate(link);
        }
    }

    /// <summary>Closes what is idle; what is in use closes when it is given back.</summary>
    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var link))
        {
            link.Close();
        }
    }

    /// <summary>A connection of one's own until it is disposed.</summary>
    internal SqliteLink Connect() => _idle.TryTake(out var link) ? link : new SqliteLink(this);

    ILink IDatabase.Connect() => Connect();

    internal void TakeBack(SqliteLink link)
    {
        if (_closed || link.InTransaction || _idle.Count >= MostIdle)
        {
            link.Close();
            return;
        }

        _idle.Add(link);
        if (_closed && _idle.TryTake(out var late))
        {
            late.Close();
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
                throw new InvalidOperationException(
                    $"The database was written by a newer version (schema {at}, this one knows {SqliteMigrations.All.Count}). Use that version, or another data folder.");
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
