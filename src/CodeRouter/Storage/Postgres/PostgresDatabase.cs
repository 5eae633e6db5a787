using CodeRouter.Config;
using CodeRouter.Storage.Postgres.Migrations;
using Npgsql;

namespace CodeRouter.Storage.Postgres;

/// <summary>The database that several gateways share: pooled connections, brought to the newest schema when opened. Safe for several threads.</summary>
public sealed class PostgresDatabase : IDatabase, IDisposable
{
    // Any number that nobody else takes; "coderouter" in ASCII, folded.
    private const long MigrationLock = 0x636F_6465_726F_7574;

    private PostgresDatabase(NpgsqlDataSource source) => Source = source;

    internal NpgsqlDataSource Source { get; }

    /// <summary>Host, port and database, without credentials.</summary>
    public string Address { get; private init; } = "";

    /// <summary>The server's version, such as 15.4.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Connects and applies the migrations the database lacks.</summary>
    /// <param name="connectionString">Npgsql's form, such as <c>Host=db;Database=coderouter;Username=coderouter;Password=…</c>.</param>
    /// <exception cref="NpgsqlException">The server cannot be reached, or refuses.</exception>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    /// <exception cref="StoreRefusal">The database was written by a newer version of this program.</exception>
    public static PostgresDatabase Open(string connectionString)
    {
        var database = Over(connectionString);
        try
        {
            database.Migrate(PostgresMigrations.All);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>The database's schema and that of this program, where opening it would change it for good; null where it would not.</summary>
    /// <inheritdoc cref="Open"/>
    public static (int At, int To)? PendingUpgrade(string connectionString)
    {
        using var database = Over(connectionString);
        using var link = database.Connect();
        if (link.Scalar("SELECT 1 WHERE to_regclass('coderouter_schema') IS NOT NULL") is null)
        {
            return null;
        }

        int at = (int)(link.Scalar("SELECT max(version) FROM coderouter_schema") ?? 0);
        return at > 0 && at < PostgresMigrations.All.Count ? (at, PostgresMigrations.All.Count) : null;
    }

    public void Dispose() => Source.Dispose();

    ILink IDatabase.Connect() => Connect();

    internal static PostgresDatabase Over(string connectionString)
    {
        var settings = PostgresAddress.Read(connectionString);
        settings.ApplicationName ??= "coderouter";
        Default("Timeout", () => settings.Timeout = 5);
        Default("Maximum Pool Size", () => settings.MaxPoolSize = 20);
        Default("Max Auto Prepare", () => settings.MaxAutoPrepare = 64);
        Default("Auto Prepare Min Usages", () => settings.AutoPrepareMinUsages = 3);
        Default("Keepalive", () => settings.KeepAlive = 15);
        // Nothing of a connection outlives its use here; putting it back as it was would be a transaction more for each.
        Default("No Reset On Close", () => settings.NoResetOnClose = true);
        var builder = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString);
        builder.EnableArrays();
        builder.EnableTransportSecurity();
        return new PostgresDatabase(builder.Build()) { Address = $"{settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}" };

        void Default(string keyword, Action set)
        {
            if (!settings.ContainsKey(keyword) || !settings.ShouldSerialize(keyword))
            {
                set();
            }
        }
    }

    /// <exception cref="NpgsqlException">The server cannot be reached, or the store has been closed.</exception>
    internal PostgresLink Connect()
    {
        try
        {
            return new PostgresLink(Source.OpenConnection());
        }
        catch (ObjectDisposedException e)
        {
            // A timer's look that had begun when the gateway ended: to whoever asks the store is away, and that is all.
            throw new NpgsqlException("the store is closed", e);
        }
    }

    /// <summary>
    /// One transaction for each migration, its number included: one that was interrupted half way has not happened. The lock keeps
    /// gateways that start together from doing the same.
    /// </summary>
    internal void Migrate(IReadOnlyList<string> migrations)
    {
        using var link = Connect();
        Version = link.Version;
        for (int at = 0; at < migrations.Count;)
        {
            link.Begin();
            link.Run("SELECT pg_advisory_xact_lock(@lock)", ("@lock", MigrationLock));
            link.Run("CREATE TABLE IF NOT EXISTS coderouter_schema (version bigint NOT NULL)");
            at = (int)(link.Scalar("SELECT max(version) FROM coderouter_schema") ?? 0);
            if (at > migrations.Count)
            {
                throw new StoreRefusal(
                    $"The database {Address} was written by a newer version (schema {at}, this one knows {migrations.Count})", "Use that version, or another database.");
            }

            if (at < migrations.Count)
            {
                link.Run(migrations[at]);
                link.Run("INSERT INTO coderouter_schema VALUES (@version)", ("@version", ++at));
            }

            link.Commit();
        }
    }
}
