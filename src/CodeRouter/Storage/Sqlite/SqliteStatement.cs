using System.Text;
using SQLitePCL;

namespace CodeRouter.Storage.Sqlite;

/// <summary>A prepared statement. The writer binds by position, dozens of values per step; questions bind by name. One thread at a time.</summary>
internal sealed class SqliteStatement : IRows
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private byte[] _text = new byte[1024];
    private int _next = 1;

    public SqliteStatement(SqliteLink link, string sql)
    {
        _database = link.Handle;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    public long LastRowId => raw.sqlite3_last_insert_rowid(_database);

    public SqliteStatement Bind(string? value)
    {
        BindAt(_next++, value);
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

    /// <summary>Text, whole number, number or bytes; null is NULL. A name the statement does not use is passed over.</summary>
    public SqliteStatement Bind(string name, object? value)
    {
        int at = raw.sqlite3_bind_parameter_index(_statement, name);
        if (at == 0)
        {
            return this;
        }

        switch (value)
        {
            case null:
                break;
            case string text:
                BindAt(at, text);
                break;
            case long or int:
                Check(raw.sqlite3_bind_int64(_statement, at, value is long number ? number : (int)value));
                break;
            case double real:
                Check(raw.sqlite3_bind_double(_statement, at, real));
                break;
            case byte[] bytes:
                Check(raw.sqlite3_bind_blob(_statement, at, bytes));
                break;
            default:
                throw new ArgumentException($"{value.GetType()} is not a type of column.", nameof(value));
        }

        return this;
    }

    /// <summary>Runs a statement that gives no rows and makes it ready for the next. The number of rows it changed.</summary>
    public int Run()
    {
        int result = raw.sqlite3_step(_statement);
        int changed = result == raw.SQLITE_DONE ? raw.sqlite3_changes(_database) : 0;
        var failure = result is raw.SQLITE_DONE or raw.SQLITE_ROW ? null : SqliteFailure.Of(_database, result);
        Reset();
        return failure is null ? changed : throw failure;
    }

    /// <summary>Runs a query and hands over its first row, if there is one; the statement is ready for the next then.</summary>
    public T? First<T>(Func<SqliteStatement, T> read)
        where T : class
    {
        try
        {
            return Read() ? read(this) : null;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Goes to the next row; false behind the last.</summary>
    public bool Read()
    {
        int result = raw.sqlite3_step(_statement);
        return result == raw.SQLITE_ROW || (result == raw.SQLITE_DONE ? false : throw SqliteFailure.Of(_database, result));
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public bool IsWhole(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_INTEGER;

    public long GetInt64(int column) => raw.sqlite3_column_int64(_statement, column);

    public double GetDouble(int column) => raw.sqlite3_column_double(_statement, column);

    public string GetString(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string() ?? "";

    public string? GetStringOrNull(int column) => IsNull(column) ? null : GetString(column);

    public byte[] GetBytes(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    public void Dispose() => _statement.Dispose();

    private void BindAt(int at, string? value)
    {
        if (value is null)
        {
            return;
        }

        int most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (_text.Length < most)
        {
            _text = new byte[most * 2];
        }

        int bytes = Encoding.UTF8.GetBytes(value, _text);
        // An empty span has a null address, which SQLite takes for NULL.
        Check(bytes == 0 ? raw.sqlite3_bind_text(_statement, at, "") : raw.sqlite3_bind_text(_statement, at, _text.AsSpan(0, bytes)));
    }

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
            throw SqliteFailure.Of(_database, result);
        }
    }
}
