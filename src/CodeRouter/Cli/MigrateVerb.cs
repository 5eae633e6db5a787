using System.CommandLine;
using CodeRouter.Config;
using CodeRouter.Ledger;
using CodeRouter.Storage;
using CodeRouter.Storage.Sqlite;

namespace CodeRouter.Cli;

/// <summary><c>coderouter migrate --to postgres</c>: everything a SQLite store holds, into an empty PostgreSQL database.</summary>
public static class MigrateVerb
{
    public const string AddressVariable = "CODEROUTER_POSTGRES";

    public static Command Build()
    {
        var to = new Option<string>("--to") { Description = "The kind of store to move to", Required = true, HelpName = "postgres" };
        to.AcceptOnlyFromAmong("postgres");
        var address = new Option<string?>("--address") { Description = $"Its address (Host=…;Database=…;Username=…;Password=…, or postgres://user:password@host:5432/database); default: storage.postgres of --config, else the variable {AddressVariable}" };
        var from = new Option<string?>("--from") { Description = "The SQLite file (default: storage.sqlite of --config, else coderouter.db in the data folder)", HelpName = "FILE" };
        var config = new Option<string?>("--config") { Description = "Configuration file whose stores are meant" };
        var data = new Option<string?>("--data") { Description = "Data folder (default: the user's)" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        var command = new Command("migrate", "Move a SQLite store to PostgreSQL; an interrupted move goes on where it was") { to, address, from, config, data, json };
        command.SetAction(parsed => Run(parsed.GetValue(address), parsed.GetValue(from), ConfigurationFile.Named(parsed.GetValue(config)), Path.GetFullPath(parsed.GetValue(data) ?? DataFolder.Default()), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string? address, string? from, string? config, string folder, bool json)
    {
        var storage = new StorageSettings();
        if (config is not null)
        {
            if (ConfigurationFile.Load(config, ShippedCatalog.Load()) is not { } settings)
            {
                return ExitCode.Usage;
            }

            storage = settings.Storage;
        }

        address ??= storage.Postgres?.Reveal() ?? Environment.GetEnvironmentVariable(AddressVariable);
        if (string.IsNullOrWhiteSpace(address))
        {
            Console.Error.WriteLine($"Say where to: --address \"Host=…;Database=…;Username=…;Password=…\", storage.postgres in --config, or the variable {AddressVariable}.");
            return ExitCode.Usage;
        }

        from ??= storage.SqlitePath ?? Path.Combine(folder, "coderouter.db");
        if (!File.Exists(from))
        {
            Console.Error.WriteLine($"There is no store at {from} to move. Name its folder with --data, its file with --from, or the configuration with --config.");
            return ExitCode.Failed;
        }

        try
        {
            // A gateway over the folder would go on writing to the store that is left.
            using var folderLock = DataFolderLock.Take(folder);
            using var move = StoreMove.Open(from, address, line => Console.Error.WriteLine(line));
            string? problem = move.Run();
            if (problem is not null)
            {
                Console.Error.WriteLine(problem);
                return ExitCode.Failed;
            }

            Console.WriteLine(json ? "{\"moved\":true}" : "Everything is in PostgreSQL, and counts and sums agree. Put storage: {postgres: …} into the configuration of every gateway; the SQLite file is left as it was.");
            return ExitCode.Ok;
        }
        catch (DataFolderInUseException)
        {
            Console.Error.WriteLine($"A gateway runs on {folder}. Stop it first, then migrate.");
            return ExitCode.Failed;
        }
        catch (ArgumentException e)
        {
            // The driver's own words name the keyword that is wrong, never a value.
            Console.Error.WriteLine($"The address of the database cannot be read ({e.Message.TrimEnd('.')}). Write it as {PostgresAddress.Forms}.");
            return ExitCode.Usage;
        }
        catch (System.Data.Common.DbException e) when (e is not SqliteFailure)
        {
            Console.Error.WriteLine($"{e.Message.TrimEnd('.')}. Check that the server runs, that the address names it, and that its user may create tables; then run the same command again: it goes on where it was.");
            return ExitCode.Failed;
        }
        catch (Exception e) when (e is SqliteFailure or IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            string remedy = Trouble.RemedyOf(e) is { } known ? known + " Then run" : "Run";
            Console.Error.WriteLine($"{e.Message.TrimEnd('.')}. {remedy} the same command again: it goes on where it was.");
            return ExitCode.Failed;
        }
    }
}
