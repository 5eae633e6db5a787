using CodeRouter.Storage.Sqlite.Migrations;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CodeRouter.Storage.Sqlite;

/// <summary>The database file: how it is opened, by whichever process, and brought to the newest schema.</summary>
public sealed class SqliteDatabase : IDisposable
{
    private readonly string _connectionString;

    private SqliteDatabase(string path)
    {
        Path = path;
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = true }.ToString();
    }

    public string Path { get; }

    /// <summary>Opens or creates the file and applies the migrations it lacks.</summary>
    /// <exception cref="SqliteException">The file cannot be opened or is no database.</exception>
    /// <exception cref="InvalidOperationException">The file was written by a newer version of this program.</exception>
    public static SqliteDatabase Open(string path)
    {
        _ = SqliteLibrary.Version;
        string? folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path));
        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
        }

        var database = new SqliteDatabase(path);
        using var connection = database.Connect();
        // Readers in other processes go on while the writer writes; both settings stay with the file. Pages of 8 KB, because a step's
        // detail leaves half of a smaller page empty: a fifth less work per step (16 KB gained nothing more).
        Execute(connection, "PRAGMA page_size=8192; PRAGMA journal_mode=WAL");
        Migrate(connection);
        return database;
    }

    /// <summary>A connection of its own, from the pool; disposing gives it back.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        // Per connection, and not remembered: WAL with NORMAL survives the process's death without a sync per commit.
        raw.sqlite3_busy_timeout(connection.Handle, 10_000);
        Execute(connection, "PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY");
        return connection;
    }

    public void Dispose()
    {
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    internal static void Execute(SqliteConnection connection, string sql)
    {
        int result = raw.sqlite3_exec(connection.Handle, sql);
        if (result != raw.SQLITE_OK)
        {
            throw new SqliteException($"SQLite: {raw.sqlite3_errmsg(connection.Handle).utf8_to_string()}", result);
        }
    }

    internal static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void Migrate(SqliteConnection connection)
    {
        if (Scalar(connection, "PRAGMA user_version") == SqliteMigrations.All.Count)
        {
            return;
        }

        // Looked at again under the write lock: another process may have done it meanwhile. One transaction each, number included, so
        // that a migration interrupted half way has not happened.
        for (bool more = true; more;)
        {
            Execute(connection, "BEGIN IMMEDIATE");
            try
            {
                int at = (int)Scalar(connection, "PRAGMA user_version");
                if (at > SqliteMigrations.All.Count)
                {
                    throw new InvalidOperationException(
                        $"The database was written by a newer version (schema {at}, this one knows {SqliteMigrations.All.Count}). Use that version, or another data folder.");
                }

                if (at < SqliteMigrations.All.Count)
                {
                    Execute(connection, SqliteMigrations.All[at] + $";\nPRAGMA user_version={at + 1}");
                }

                more = at + 1 < SqliteMigrations.All.Count;
                Execute(connection, "COMMIT");
            }
            catch
            {
                raw.sqlite3_exec(connection.Handle, "ROLLBACK");
                throw;
            }
        }
    }
}
