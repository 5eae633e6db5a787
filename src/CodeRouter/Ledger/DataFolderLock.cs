using System.Globalization;

namespace CodeRouter.Ledger;

/// <summary>
/// One gateway per data folder. The lock belongs to the open file, not to its existence: the system lets go of it when the process dies,
/// so there is no stale lock to be cleared by hand.
/// </summary>
public sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <exception cref="DataFolderInUseException">Another live process has it.</exception>
    public static DataFolderLock Take(string dataFolder)
    {
        Directory.CreateDirectory(dataFolder);
        string path = Path.Combine(dataFolder, "gateway.lock");
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new DataFolderInUseException(dataFolder, HolderOf(path), e);
        }

        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        file.Flush();
        return new DataFolderLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static string? HolderOf(string path)
    {
        try
        {
            // Reading with everything shared asks for no lock, so the holder's number can be told.
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return reader.ReadLine();
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
