namespace CodeRouter.Storage.Sqlite;

/// <summary>The store as one file: taken while a gateway runs, put back while none does.</summary>
public static class SqliteBackup
{
    /// <summary>A consistent copy of everything committed. The file must not be there yet.</summary>
    /// <exception cref="SqliteFailure">The file cannot be written.</exception>
    public static void Take(SqliteDatabase database, string file)
    {
        using var link = database.Connect();
        using var copy = new SqliteStatement(link, "VACUUM INTO @file");
        copy.Bind("@file", file).Run();
    }

    /// <summary>Puts a copy in the store's place; the store as it was stays beside it with <c>.bak</c> in its name.</summary>
    /// <returns>Why it was not done, remedy included; null when it was.</returns>
    public static string? Restore(string file, string store)
    {
        try
        {
            // Opening brings it to this version's schema, and refuses what is no store or a newer one.
            string draft = store + ".restoring";
            File.Copy(file, draft, overwrite: true);
            using (var database = SqliteDatabase.Open(draft))
            {
                using var link = database.Connect();
                using var check = new SqliteStatement(link, "PRAGMA quick_check");
                if (!check.Read() || check.GetString(0) != "ok")
                {
                    return $"{file} is damaged. Use another backup.";
                }
            }

            foreach (string part in (ReadOnlySpan<string>)["", "-wal", "-shm"])
            {
                if (File.Exists(store + part))
                {
                    File.Move(store + part, store + ".bak" + part, overwrite: true);
                }

                if (File.Exists(draft + part))
                {
                    File.Move(draft + part, store + part);
                }
            }

            return null;
        }
        catch (Exception e) when (e is SqliteFailure or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return $"{file} cannot be restored ({(e is SqliteFailure failure ? failure.Words : e.Message.TrimEnd('.'))}). Name a file that `coderouter backup` made.";
        }
    }
}
