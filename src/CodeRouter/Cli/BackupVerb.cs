using System.CommandLine;
using CodeRouter.Config.Stored;
using CodeRouter.Storage;
using CodeRouter.Storage.Sqlite;

namespace CodeRouter.Cli;

/// <summary><c>coderouter backup FILE</c>: the store as one file, also while a gateway runs.</summary>
public static class BackupVerb
{
    public static Command Build()
    {
        var file = new Argument<string>("FILE") { Description = "Where to; must not be there yet" };
        var config = new Option<string?>("--config") { Description = "Configuration file whose store is meant" };
        var data = new Option<string?>("--data") { Description = "Data folder (default: the user's)" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        var command = new Command("backup", "Copy the store (ledger, keys, edited configuration) to one file, also while a gateway runs") { file, config, data, json };
        command.SetAction(parsed => Run(ConfigurationFile.Named(parsed.GetValue(config)), Path.GetFullPath(parsed.GetValue(data) ?? DataFolder.Default()), Path.GetFullPath(parsed.GetValue(file)!), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string? config, string folder, string file, bool json)
    {
        if (StoreOf.Storage(config) is not { } storage)
        {
            return ExitCode.Usage;
        }

        if (storage.Postgres is not null)
        {
            Console.Error.WriteLine("The store is in PostgreSQL, which has tools of its own for this. Use pg_dump.");
            return ExitCode.Failed;
        }

        if (Stores.Missing(storage, folder) is { } missing)
        {
            Console.Error.WriteLine(StoreOf.NotThere(missing));
            return ExitCode.Failed;
        }

        if (File.Exists(file))
        {
            Console.Error.WriteLine($"{file} is there already, and a backup overwrites nothing. Name another file.");
            return ExitCode.Failed;
        }

        try
        {
            _ = Stores.PendingUpgrade(storage, folder);
        }
        catch (SqliteFailure e)
        {
            Console.Error.WriteLine($"The store cannot be opened: {Trouble.Of(e)}");
            return ExitCode.Failed;
        }

        try
        {
            // As it is: the copy before an upgrade is often made by the newer version's program.
            using var store = SqliteDatabase.AsItIs(Stores.SqlitePath(storage, folder));
            SqliteBackup.Take(store, file);
        }
        catch (SqliteFailure e)
        {
            Console.Error.WriteLine($"{file} cannot be written ({e.Message.TrimEnd('.')}). Name a file in a folder that exists and has room.");
            return ExitCode.Failed;
        }

        long bytes = new FileInfo(file).Length;
        Console.WriteLine(!json ? $"{file}: {bytes:N0} bytes." : JsonLine.Of(writer =>
        {
            writer.WriteString("file", file);
            writer.WriteNumber("bytes", bytes);
        }));
        Console.Error.WriteLine($"Providers' keys in it are sealed: keep {SecretBox.Variable}, or {SecretBox.FileName} of the data folder, elsewhere.");
        return ExitCode.Ok;
    }
}
