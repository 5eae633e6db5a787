using System.Globalization;

namespace CodeRouter.Storage.Sqlite;

/// <summary>What must hold before a store of an older version is changed for good: it is whole, and there is room for a second copy of it.</summary>
internal static class SqliteUpgrade
{
    /// <exception cref="StoreRefusal">It does not hold; the file is as it was.</exception>
    public static void Check(SqliteLink link, string path)
    {
        if (Damage(link) is { } damage)
        {
            throw new StoreRefusal($"The database is damaged ({damage}) and was not upgraded", "Put a backup in its place with coderouter restore FILE, or use the version that wrote it.");
        }

        long size = link.Scalar("PRAGMA page_count") * link.Scalar("PRAGMA page_size");
        long free = new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(path))!).AvailableFreeSpace;
        if (free < size)
        {
            throw new StoreRefusal(
                string.Create(CultureInfo.InvariantCulture, $"The database ({size >> 20} MB) was not upgraded: an upgrade may need as much room again, and its disk has {free >> 20} MB free"),
                "Free some space, then start again.");
        }
    }

    private static string? Damage(SqliteLink link)
    {
        try
        {
            using var rows = link.Query("PRAGMA quick_check(1)");
            return rows.Read() && rows.GetString(0) is var said && said != "ok" ? said : null;
        }
        catch (SqliteFailure e) when (e.ErrorCode == SQLitePCL.raw.SQLITE_CORRUPT)
        {
            return e.Message;
        }
    }
}
