namespace CodeRouter.Core.Tests.Steps;

/// <summary>Finds recorded data that lies beside the repository; tests that need it are left out where it is absent.</summary>
internal static class SharedData
{
    public static string? Folder { get; } = Find();

    public static string Path(params string[] parts) => System.IO.Path.Combine([Folder ?? throw new InvalidOperationException("no shared data"), .. parts]);

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string shared = System.IO.Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(System.IO.Path.Combine(shared, "prompts")))
            {
                return shared;
            }
        }

        return null;
    }
}
