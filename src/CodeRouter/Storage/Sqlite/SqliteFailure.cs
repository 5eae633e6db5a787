using System.Data.Common;
using SQLitePCL;

namespace CodeRouter.Storage.Sqlite;

/// <summary>SQLite said no: its own words and result code.</summary>
public sealed class SqliteFailure(string message, int code) : DbException($"SQLite: {message} (code {code})", code)
{
    internal static SqliteFailure Of(sqlite3 database, int code) => new(raw.sqlite3_errmsg(database).utf8_to_string(), code);
}
