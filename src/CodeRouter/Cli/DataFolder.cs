namespace CodeRouter.Cli;

/// <summary>Where the program keeps its ledger, keys and catalog when nobody says otherwise.</summary>
public static class DataFolder
{
    public static string Default()
    {
        if (Environment.GetEnvironmentVariable("CODEROUTER_DATA") is { Length: > 0 } named)
        {
            return named;
        }

        // XDG_DATA_HOME or ~/.local/share on Linux, Application Support on macOS, Local AppData on Windows.
        string root = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (root.Length == 0)
        {
            root = Path.GetTempPath();
        }

        return Path.Combine(root, "coderouter");
    }
}
