using CodeRouter.Ledger;

namespace CodeRouter.Storage.Sqlite;

/// <summary>The store as one file: taken while a gateway runs, put back while none does.</summary>
public static class SqliteBackup
{
    /// <summary>A consistent copy of everything committed. The file must not be there yet.</summary>
    /// <exception cref="SqliteFailure">The file cannot be written.</exception>
    public static void Take(SqliteDatabase database, string file)
    {
        // SQLite takes an empty file as none; made by us it is nobody else's to read.
        bool isNew = !File.Exists(file);
        if (isNew)
        {
            Make(file);
        }

        try
        {
            Copy(database, file);
        }
        catch (SqliteFailure) when (isNew)
        {
            // Half a copy is none, and on a full disk its room is needed.
            Remove(file);
            throw;
        }
    }

    private static void Make(string file)
    {
        try
        {
            PrivateFolder.CreateFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SqliteFailure(e.Message.TrimEnd('.'), SQLitePCL.raw.SQLITE_CANTOPEN);
        }
    }

    private static void Copy(SqliteDatabase database, string file)
    {
        using var link = database.Connect();
        using var copy = new SqliteStatement(link, "VACUUM INTO @file");
        copy.Bind("@file", file).Run();
    }

    /// <summary>Puts a copy in the store's place; the store as it was stays beside it with <c>.bak</c> in its name.</summary>
    /// <returns>Why it was not done, remedy included; null when it was.</returns>
    public static string? Restore(string file, string store)
    {
        string draft = store + ".restoring";
        try
        {
            // Opening brings it to this version's schema, and refuses what is no store or a newer one.
            Remove(draft);
            PrivateFolder.CreateFile(draft);
            using (var from = File.OpenRead(file))
            using (var to = new FileStream(draft, FileMode.Truncate))
            {
                from.CopyTo(to);
            }

            using (var database = SqliteDatabase.Open(draft))
            {
                using var link = database.Connect();
                using var check = new SqliteStatement(link, "PRAGMA quick_check");
                if (!check.Read() || check.GetString(0) != "ok")
                {
                    return $"{file} is damaged. Use another backup.";
                }
            }

            // What an earlier restore kept goes whole, and the log goes before its file: no file may ever lie beside another's log.
            Remove(store + ".bak");
            foreach (string part in (ReadOnlySpan<string>)["-shm", "-wal", ""])
            {
                if (File.Exists(store + part))
                {
                    File.Move(store + part, store + ".bak" + part);
                }
            }

            foreach (string part in (ReadOnlySpan<string>)["-wal", ""])
            {
                if (File.Exists(draft + part))
                {
                    File.Move(draft + part, store + part);
                }
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{file} cannot be restored ({e.Message.TrimEnd('.')}). Make room on the store's disk and its folder writable, then restore again.";
        }
        catch (StoreRefusal e)
        {
            return $"{file} cannot be restored: {e.Message}";
        }
        catch (SqliteFailure e)
        {
            return $"{file} cannot be restored ({e.Words}). Name a file that `coderouter backup` made.";
        }
        finally
        {
            Remove(draft);
        }
    }

    private static void Remove(string database)
    {
        foreach (string part in (ReadOnlySpan<string>)["", "-journal", "-wal", "-shm"])
        {
            if (File.Exists(database + part))
            {
                File.Delete(database + part);
            }
        }
    }
}
