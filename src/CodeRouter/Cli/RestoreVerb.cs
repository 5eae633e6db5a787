using System.CommandLine;
using CodeRouter.Config;
using CodeRouter.Ledger;
using CodeRouter.Storage.Sqlite;

namespace CodeRouter.Cli;

/// <summary><c>coderouter restore FILE</c>: puts a backup in the store's place, while no gateway runs.</summary>
public static class RestoreVerb
{
    public static Command Build()
    {
        var file = new Argument<string>("FILE") { Description = "What coderouter backup made" };
        var config = new Option<string?>("--config") { Description = "Configuration file whose store is meant" };
        var data = new Option<string?>("--data") { Description = "Data folder (default: the user's)" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        var command = new Command("restore", "Put a backup in the store's place; the store as it was is kept beside it") { file, config, data, json };
        command.SetAction(parsed => Run(Path.GetFullPath(parsed.GetValue(file)!), ConfigurationFile.Named(parsed.GetValue(config)), Path.GetFullPath(parsed.GetValue(data) ?? DataFolder.Default()), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string file, string? config, string folder, bool json)
    {
        if (!File.Exists(file))
        {
            Console.Error.WriteLine($"There is no file {file}. Name one that `coderouter backup` made.");
            return ExitCode.Failed;
        }

        string? path = null;
        if (config is not null)
        {
            if (ConfigurationFile.Load(config, ShippedCatalog.Load()) is not { } settings)
            {
                return ExitCode.Usage;
            }

            path = settings.Storage.SqlitePath;
        }

        string store = path ?? Path.Combine(folder, "coderouter.db");
        PrivateFolder.Create(Path.GetDirectoryName(store)!);
        try
        {
            using var alone = DataFolderLock.Take(folder);
            if (SqliteBackup.Restore(file, store) is { } problem)
            {
                Console.Error.WriteLine(problem);
                return ExitCode.Failed;
            }
        }
        catch (DataFolderInUseException)
        {
            Console.Error.WriteLine($"A gateway runs on {folder}. Stop it first, then restore.");
            return ExitCode.Failed;
        }

        // In a folder that had no store there is nothing to keep.
        string? kept = File.Exists(store + ".bak") ? store + ".bak" : null;
        Console.WriteLine(!json ? $"{store} is {file} now.{(kept is null ? "" : " The store as it was: " + kept)}" : JsonLine.Of(writer =>
        {
            writer.WriteString("store", store);
            writer.WriteString("from", file);
            writer.WriteString("kept", kept);
        }));
        return ExitCode.Ok;
    }
}
