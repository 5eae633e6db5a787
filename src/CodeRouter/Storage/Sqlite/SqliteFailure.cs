using System.Data.Common;
using SQLitePCL;

namespace CodeRouter.Storage.Sqlite;

/// <summary>SQLite said no: its own words and result code.</summary>
public sealed class SqliteFailure(string message, int code) : DbException($"SQLite: {message} (code {code})", code)
{
    private readonly string? _path;

    private SqliteFailure(string path, SqliteFailure told)
        : this(told.Said, told.ErrorCode) => _path = path;

    public override string Message => _path is null ? base.Message : $"{_path}: {base.Message}";

    /// <summary>The class of SQL's codes for what is wrong with the data rather than with the store; null for the store's own trouble.</summary>
    public override string? SqlState => (ErrorCode & 0xFF) switch
    {
        raw.SQLITE_CONSTRAINT => "23000",
        raw.SQLITE_ERROR or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH or raw.SQLITE_RANGE => "22000",
        _ => null,
    };

    /// <summary>What helps, where a file could not be opened for a reason that is known; null elsewhere.</summary>
    public string? Remedy => _path is null ? null : (ErrorCode & 0xFF) switch
    {
        raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT => "Put a backup in its place with coderouter restore FILE, or move it away and start with a new one; if it is something else's file, name another folder with --data.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "Another program holds it: wait, or end that one.",
        raw.SQLITE_FULL => "Free some space on its disk.",
        raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH or raw.SQLITE_IOERR => "Make the file and its folder readable and writable for this user, or name another folder with --data.",
        _ => null,
    };

    /// <summary>SQLite's words without the file, for a message that names another.</summary>
    internal string Words => base.Message;

    private string Said => message;

    internal static SqliteFailure Of(sqlite3 database, int code) => new(raw.sqlite3_errmsg(database).utf8_to_string(), code);

    /// <summary>The same, said of the file that it is about.</summary>
    internal SqliteFailure At(string path) => _path is null ? new(path, this) : this;
}
