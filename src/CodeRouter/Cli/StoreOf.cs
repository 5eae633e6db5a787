using CodeRouter.Config;
using CodeRouter.Storage;

namespace CodeRouter.Cli;

/// <summary>Opens the store that a configuration or data folder means, for commands beside or before a running gateway.</summary>
internal static class StoreOf
{
    public static int Run(string? config, string? data, Func<Stores, int> act)
    {
        string folder = Path.GetFullPath(data ?? DataFolder.Default());
        var storage = new StorageSettings();
        if (config is not null)
        {
            if (ConfigurationFile.Load(config, ShippedCatalog.Load()) is not { } settings)
            {
                return ExitCode.Usage;
            }

            storage = settings.Storage;
        }

        using var stores = Stores.Open(storage, folder);
        return act(stores);
    }
}
