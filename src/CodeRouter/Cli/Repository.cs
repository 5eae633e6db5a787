using CodeRouter.CodeGraph;

namespace CodeRouter.Cli;

/// <summary>The repository a command means.</summary>
internal static class Repository
{
    /// <summary>The named folder, or the repository around the current one; null when the named one is no folder.</summary>
    public static CodeBook? Open(string? path, string dataFolder)
    {
        if (path is null)
        {
            return CodeBook.Open(RepositoryPath.RootOf(Environment.CurrentDirectory), dataFolder);
        }

        return Directory.Exists(path) ? CodeBook.Open(Path.GetFullPath(path), dataFolder) : null;
    }

    /// <summary>Says on standard error what kept the graph from being kept.</summary>
    public static void Tell(IndexReport report, string dataFolder)
    {
        if (report.Problem is { } problem)
        {
            Console.Error.WriteLine($"The graph cannot be kept in {dataFolder}: {problem.TrimEnd('.')}. It was built in memory and will be built again; name a writable folder with --data.");
        }
    }
}
