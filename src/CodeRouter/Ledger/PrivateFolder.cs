namespace CodeRouter.Ledger;

/// <summary>Folders that only the user running the gateway may open: prompts' traces and keys' hashes lie in them.</summary>
public static class PrivateFolder
{
    /// <summary>Makes it where it is not there; one that is there keeps its mode, it may be shared on purpose.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
