using CodeRouter.Config;
using CodeRouter.Storage;

namespace CodeRouter.Cli;

/// <summary>Opens the store that a configuration or data folder means, for commands beside or before a running gateway.</summary>
internal static class StoreOf
{
    /// <param name="makes">Whether a store that is not there is made. Where it is only asked or changed, a folder that was mistyped must not become one.</param>
    /// <param name="without">What is done where there is none; null to refuse.</param>
    public static int Run(string? config, string? data, Func<Stores, int> act, bool makes = false, Func<int>? without = null)
    {
        string folder = Path.GetFullPath(data ?? DataFolder.Default());
        if (Storage(config) is not { } storage)
        {
            return ExitCode.Usage;
        }

        if (!makes && Stores.Missing(storage, folder) is { } missing)
        {
            if (without is not null)
            {
                return without();
            }

            Console.Error.WriteLine(NotThere(missing));
            return ExitCode.Failed;
        }

        using var stores = Open(storage, folder);
        return stores is null ? ExitCode.Failed : act(stores);
    }

    /// <summary>Whether the user's own store is meant, which nobody can have mistyped.</summary>
    public static bool IsUsual(string? config, string? data) => config is null && data is null;

    /// <summary>Where a configuration has its store; the data folder's without one. Null where it cannot be used; why was said.</summary>
    public static StorageSettings? Storage(string? config) =>
        config is null ? new StorageSettings() : ConfigurationFile.Load(config, ShippedCatalog.Load(), warns: false)?.Storage;

    /// <summary>Null where it cannot be opened; why was said.</summary>
    public static Stores? Open(StorageSettings storage, string folder)
    {
        try
        {
            if (Older(storage, folder) is { } older)
            {
                Console.Error.WriteLine(older);
                return null;
            }

            return Stores.Open(storage, folder);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"The store cannot be opened: {Trouble.Of(e)}");
            return null;
        }
    }

    /// <summary>
    /// What is said of a store that opening would upgrade for good; null where it would not. Only a start does that: a gateway of the older
    /// version may be serving from it, and whoever asks something does not expect to end that.
    /// </summary>
    /// <inheritdoc cref="Stores.Open"/>
    public static string? Older(StorageSettings storage, string folder) => Stores.PendingUpgrade(storage, folder) is not var (at, to) ? null
        : $"The store is of an older version (schema {at}; this one has {to}). Nothing was changed. Start this version with coderouter serve, which upgrades it for good (a copy before: {(storage.Postgres is null ? "coderouter backup FILE" : "pg_dump")}), or use the older version's program.";

    /// <summary>What is said of a store that is not there.</summary>
    public static string NotThere(string path) => $"There is no store at {path} yet. coderouter serve makes it; if yours lies elsewhere, name its folder with --data or the configuration with --config.";
}
