using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CodeRouter.Storage.Sqlite;

/// <summary>
/// A prepared statement bound by position, without the boxes and names of an ADO.NET command: the writer runs several per step, and a
/// command's sixty parameters cost more than the insert itself. One thread at a time.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private byte[] _text = new byte[4096];
    private int _next = 1;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    public SqliteStatement Bind(string? value)
    {
        int at = _next++;
        if (value is not null)
        {
            int most = Encoding.UTF8.GetMaxByteCount(value.Length);
            if (_text.Length < most)
            {
                _text = new byte[most * 2];
            }

            // An empty span has a null address, which SQLite takes for NULL.
            int bytes = Encoding.UTF8.GetBytes(value, _text);
            Check(bytes == 0 ? raw.sqlite3_bind_text(_statement, at, "") : raw.sqlite3_bind_text(_statement, at, _text.AsSpan(0, bytes)));
        }

        return this;
    }

    public SqliteStatement Bind(long? value)
    {
        int at = _next++;
        if (value is { } known)
        {
            Check(raw.sqlite3_bind_int64(_statement, at, known));
        }

        return this;
    }

    public SqliteStatement Bind(double? value)
    {
        int at = _next++;
        if (value is { } known)
        {
            Check(raw.sqlite3_bind_double(_statement, at, known));
        }

        return this;
    }

    public SqliteStatement Bind(ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_statement, _next++, value));
        return this;
    }

    /// <summary>Runs a statement that gives no rows and makes it ready for the next. The number of rows it changed.</summary>
    public int Run()
    {
        int result = raw.sqlite3_step(_statement);
        int changed = result == raw.SQLITE_DONE ? raw.sqlite3_changes(_database) : 0;
        var error = result is raw.SQLITE_DONE or raw.SQLITE_ROW ? null : Error(result);
        Reset();
        return error is null ? changed : throw error;
    }

    /// <summary>Runs a query and hands over its first row, if there is one.</summary>
    public T? First<T>(Func<SqliteStatement, T> read)
        where T : class
    {
        int result = raw.sqlite3_step(_statement);
        try
        {
            return result == raw.SQLITE_ROW ? read(this) : result == raw.SQLITE_DONE ? null : throw Error(result);
        }
        finally
        {
            Reset();
        }
    }

    public long Whole(int column) => raw.sqlite3_column_int64(_statement, column);

    public string? Text(int column) =>
        raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL ? null : raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public long LastRowId => raw.sqlite3_last_insert_rowid(_database);

    public void Dispose() => _statement.Dispose();

    private void Reset()
    {
        raw.sqlite3_reset(_statement);
        raw.sqlite3_clear_bindings(_statement);
        _next = 1;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw Error(result);
        }
    }

    private SqliteException Error(int result) => new($"SQLite: {raw.sqlite3_errmsg(_database).utf8_to_string()}", result);
}
