namespace CodeRouter.Tests.Architecture;

/// <summary>Where this checkout and the shared data beside it are.</summary>
internal static class Repository
{
    public static string Root { get; } = Up("CodeRouter.slnx") ?? throw new InvalidOperationException("CodeRouter.slnx is in none of the folders above the tests.");

    /// <summary>The folder with the recorded traffic; null where it is absent (tests that need it carry the trait needs=shared).</summary>
    public static string? Shared { get; } = Up("shared/traffic/dev") is { } root ? Path.Combine(root, "shared") : null;

    private static string? Up(string marker)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Exists(Path.Combine(folder.FullName, marker)))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
