using System.Globalization;

namespace CodeRouter.Ledger;

/// <summary>
/// One gateway per data folder. The lock belongs to the open file, not to its existence: the system lets go of it when the process dies,
/// so there is no stale lock to be cleared by hand.
/// </summary>
public sealed class DataFolderLock : IDisposable
{
    private const string Name = "gateway.lock";
    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <exception cref="DataFolderInUseException">Another live process has it.</exception>
    public static DataFolderLock Take(string dataFolder)
    {
        PrivateFolder.Create(dataFolder);
        string path = Path.Combine(dataFolder, Name);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new DataFolderInUseException(dataFolder, HolderOf(dataFolder), e);
        }

        // Beside the lock, not in it: on some systems a locked file cannot be read.
        File.WriteAllText(Path.Combine(dataFolder, "gateway.pid"), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new DataFolderLock(file);
    }

    /// <summary>A gateway has the folder just now.</summary>
    public static bool IsTaken(string dataFolder)
    {
        try
        {
            // Shared with everybody but who has it for himself.
            using var file = new FileStream(Path.Combine(dataFolder, Name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
            return false;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    public void Dispose() => _file.Dispose();

    private static string? HolderOf(string dataFolder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(dataFolder, "gateway.pid")).Trim();
        }
        catch (IOException)
        {
            return null;
        }
    }
}

/// <summary>Another gateway has the data folder.</summary>
public sealed class DataFolderInUseException(string folder, string? holder, Exception? inner)
    : IOException(
        $"The data folder {folder} is used by another gateway{(holder is null ? "" : $" (process {holder})")}. Stop that one, or give this one its own folder with --data.",
        inner);
