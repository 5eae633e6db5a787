using System.Runtime.CompilerServices;
using CodeRouter.Access;
using CodeRouter.Cache;
using CodeRouter.Config;
using CodeRouter.Config.Stored;
using CodeRouter.Guards;
using CodeRouter.Ledger;
using CodeRouter.Storage.Postgres;
using CodeRouter.Storage.Sqlite;

namespace CodeRouter.Storage;

/// <summary>The store that the configuration names, opened and at the newest schema, with everything that is kept in it.</summary>
public sealed class Stores : IDisposable
{
    private const int LeastThreads = 24;

    private readonly IDatabase _tables;
    private readonly IDisposable _database;

    private Stores(string product, string place, IDatabase tables, IDisposable database, ILedgerStore ledger, Sharing? sharing)
    {
        (Product, Place, _tables, _database, Ledger, Sharing) = (product, place, tables, database, ledger, sharing);
        (Keys, Configuration, Audit) = (new KeyTables(tables), new ConfigTables(tables), new AuditTables(tables));
        (Notes, Outcomes, Responses, Refusals) = (new NoteTables(tables), new OutcomeTables(tables, sharing is null ? null : new OpenBlocks(TimeProvider.System)), new ResponseTables(tables), new RefusalTables(tables));
    }

    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public string Product { get; }

    /// <summary>The file, or host, port and database.</summary>
    public string Place { get; }

    public ILedgerStore Ledger { get; }

    public IKeyStore Keys { get; }

    public IConfigStore Configuration { get; }

    public IAuditStore Audit { get; }

    public INoteStore Notes { get; }

    public IOutcomeSource Outcomes { get; }

    public IResponseStore Responses { get; }

    public IRefusalStore Refusals { get; }

    /// <summary>Takes what one key, or one session, left out of the books; gives the rows deleted by table.</summary>
    /// <param name="keyId">Public part of the key; null for anybody's.</param>
    /// <param name="session">Null for all sessions of the key.</param>
    public IReadOnlyList<(string Table, long Rows)> Erase(string? keyId, string? session) => new Erasure(_tables, Sharing is not null).Run(keyId, session);

    /// <summary>Answers that may be given again.</summary>
    /// <param name="sealing">The deployment's key for their seals; made when the first is met.</param>
    public IAnswerStore Answers(Lazy<byte[]> sealing) => new AnswerTables(_tables, sealing);

    /// <summary>What they were asked.</summary>
    /// <inheritdoc cref="Answers"/>
    public IQuestionStore Questions(Lazy<byte[]> sealing) => new QuestionTables(_tables, sealing);

    /// <summary>What placeholders of sessions stand for.</summary>
    /// <param name="box">Seals the values.</param>
    public IPlaceholderStore Placeholders(SecretBox box) => new PlaceholderTables(_tables, box);

    /// <summary>What several gateways share over it; null where the store belongs to one.</summary>
    public Sharing? Sharing { get; }

    /// <exception cref="System.Data.Common.DbException">The store cannot be opened.</exception>
    /// <exception cref="StoreRefusal">It was written by a newer version, or its address cannot be read.</exception>
    public static Stores Open(StorageSettings settings, string dataFolder) =>
        settings.Postgres is { } postgres ? OpenPostgres(postgres, dataFolder) : OpenSqlite(SqlitePath(settings, dataFolder));

    /// <summary>The schema of the store and that of this program, where opening it would change it for good; null where it would not.</summary>
    /// <inheritdoc cref="Open"/>
    public static (int At, int To)? PendingUpgrade(StorageSettings settings, string dataFolder) =>
        settings.Postgres is { } postgres ? PendingUpgradeOfPostgres(postgres) : SqliteDatabase.PendingUpgrade(SqlitePath(settings, dataFolder));

    /// <summary>The file of a store that has not been made yet; null where there is one, or where a server has it.</summary>
    public static string? Missing(StorageSettings settings, string dataFolder) =>
        settings.Postgres is null && SqlitePath(settings, dataFolder) is var path && !IsThere(path) ? path : null;

    // What may not be looked at is there: opening it says what is wrong.
    private static bool IsThere(string path)
    {
        try
        {
            _ = File.GetAttributes(path);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }


    public static string SqlitePath(StorageSettings settings, string dataFolder) => settings.SqlitePath ?? Path.Combine(dataFolder, "coderouter.db");

    public void Dispose()
    {
        Ledger.Dispose();
        _database.Dispose();
    }

    private static Stores OpenSqlite(string path)
    {
        var database = SqliteDatabase.Open(path);
        return new Stores("sqlite", path, database, database, new SqliteLedgerStore(database), null);
    }

    // Both apart, so that a gateway over SQLite never loads the driver.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (int At, int To)? PendingUpgradeOfPostgres(Secret address) => Reading(address, PostgresDatabase.PendingUpgrade);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Stores OpenPostgres(Secret address, string dataFolder)
    {
        // Who looks at the database beside the requests waits on a thread; a database that hangs must not leave requests without any.
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMinThreads(Math.Max(workers, LeastThreads), ports);
        var database = Reading(address, PostgresDatabase.Open);
        // A data folder has one gateway at a time: what an earlier run of it held is known by this name.
        string name = $"{Environment.MachineName} {Path.GetFullPath(dataFolder)}";
        var feed = new PostgresFeed(database);
        var tickets = new PostgresTickets(database, feed, name);
        var sharing = new Sharing(tickets, new PostgresTracks(database, tickets), feed, async cancel =>
        {
            await tickets.JoinAsync(cancel).ConfigureAwait(false);
            feed.Start();
        });
        feed.Heard += sharing.Hear;
        return new Stores("postgres", database.Address, database, database, new PostgresLedgerStore(database, name), sharing);
    }

    private static T Reading<T>(Secret address, Func<string, T> open)
    {
        try
        {
            return open(address.Reveal());
        }
        catch (ArgumentException e)
        {
            // The driver's own words name the keyword that is wrong, never a value.
            throw new StoreRefusal($"storage.postgres cannot be read ({e.Message})", "Write it as Host=…;Database=…;Username=…;Password=….", e);
        }
    }
}
