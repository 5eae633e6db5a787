using CodeRouter.Config;
using CodeRouter.Storage.Sqlite;

namespace CodeRouter.Cli;

/// <summary>Opens the store that a configuration or data folder means, for commands beside or before a running gateway.</summary>
internal static class StoreOf
{
    public static int Run(string? config, string? data, Func<SqliteDatabase, int> act)
    {
        string folder = Path.GetFullPath(data ?? DataFolder.Default());
        string? path = null;
        if (config is not null)
        {
            if (ConfigurationFile.Load(config, ShippedCatalog.Load()) is not { } settings)
            {
                return ExitCode.Usage;
            }

            path = settings.Storage.SqlitePath;
        }

        using var database = SqliteDatabase.Open(path ?? Path.Combine(folder, "coderouter.db"));
        return act(database);
    }
}
