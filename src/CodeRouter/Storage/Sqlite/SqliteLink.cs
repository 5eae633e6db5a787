using SQLitePCL;

namespace CodeRouter.Storage.Sqlite;

/// <summary>
/// One connection to the file, used by one thread at a time; disposing gives it back. Straight on the library rather than through
/// ADO.NET: a provider's reflection and parsing took longer at the start than opening and creating the database, and its boxed
/// parameters more than an insert.
/// </summary>
internal sealed class SqliteLink : ILink
{
    private readonly SqliteDatabase _database;

    public SqliteLink(SqliteDatabase database)
    {
        _database = database;
        // No mutex inside the library: a link belongs to one thread, and every bound value would take it.
        const int Flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX;
        int result = raw.sqlite3_open_v2(database.Path, out var handle, Flags, null);
        Handle = handle;
        if (result != raw.SQLITE_OK)
        {
            var failure = SqliteFailure.Of(handle, result);
            Close();
            throw failure;
        }

        raw.sqlite3_busy_timeout(handle, 10_000);
        // Per connection, and not remembered: WAL with NORMAL survives the process's death without a sync per commit.
        Execute("PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY");
    }

    public sqlite3 Handle { get; }

    /// <summary>Nothing but what was left open by an exception stands between this and the next user.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    public void Execute(string sql)
    {
        int result = raw.sqlite3_exec(Handle, sql);
        if (result != raw.SQLITE_OK)
        {
            throw SqliteFailure.Of(Handle, result);
        }
    }

    public long Scalar(string sql)
    {
        using var statement = new SqliteStatement(this, sql);
        return statement.Read() ? statement.GetInt64(0) : 0;
    }

    public SqlWords Words => SqlWords.Sqlite;

    public IRows Query(string sql, params ReadOnlySpan<(string Name, object? Value)> values) => Prepare(sql, values);

    public int Run(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var statement = Prepare(sql, values);
        return statement.Run();
    }

    public void Begin() => Execute("BEGIN IMMEDIATE");

    public void Announce(string what)
    {
    }

    public void Commit() => Execute("COMMIT");

    // Where the disk is full SQLite may have rolled back by itself.
    public void Rollback()
    {
        if (InTransaction)
        {
            Execute("ROLLBACK");
        }
    }

    public void Close() => raw.sqlite3_close_v2(Handle);

    public void Dispose() => _database.TakeBack(this);

    private SqliteStatement Prepare(string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        var statement = new SqliteStatement(this, sql);
        foreach (var (name, value) in values)
        {
            statement.Bind(name, value);
        }

        return statement;
    }
}
