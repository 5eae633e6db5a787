using System.Runtime.InteropServices;
using SQLitePCL;

namespace CodeRouter.Storage.Sqlite;

/// <summary>
/// Which SQLite runs: the system's own where there is one that is new enough (it gets the distribution's fixes), else the bundled one.
/// </summary>
public static class SqliteLibrary
{
    // Upsert came with 3.24; everything else used here is older.
    private const int OldestUsable = 3_024_000;

    private static readonly Lazy<string> Loaded = new(Load);

    /// <summary>"3.40.1 (system)" or "3.35.5 (bundled)"; the first call loads it.</summary>
    public static string Version => Loaded.Value;

    private static string SystemName =>
        OperatingSystem.IsWindows() ? "winsqlite3.dll" : OperatingSystem.IsMacOS() ? "libsqlite3.dylib" : "libsqlite3.so.0";

    private static string Load()
    {
        var provider = new SQLite3Provider_e_sqlite3();
        nint system = FindSystem();
        if (system != 0)
        {
            NativeLibrary.SetDllImportResolver(provider.GetType().Assembly, (name, _, _) => name == "e_sqlite3" ? system : 0);
        }

        raw.SetProvider(provider);
        raw.FreezeProvider();
        return raw.sqlite3_libversion().utf8_to_string() + (system != 0 ? " (system)" : " (bundled)");
    }

    private static unsafe nint FindSystem()
    {
        if (!NativeLibrary.TryLoad(SystemName, out nint library))
        {
            return 0;
        }

        if (NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out nint version)
            && ((delegate* unmanaged[Cdecl]<int>)version)() >= OldestUsable)
        {
            return library;
        }

        NativeLibrary.Free(library);
        return 0;
    }
}
