namespace CodeRouter.CodeGraph;

/// <summary>A path somebody named → a path inside a repository. What leads outside is refused, whatever dots or links it is written with.</summary>
public static class RepositoryPath
{
    /// <summary>The folder that holds a repository: the nearest with <c>.git</c> at or above a path; the folder itself where there is none.</summary>
    public static string RootOf(string path)
    {
        string full = Path.GetFullPath(path);
        string start = Directory.Exists(full) ? full : Path.GetDirectoryName(full) ?? full;
        for (string? folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Path.Exists(Path.Combine(folder, ".git")))
            {
                return Real(folder);
            }
        }

        return Real(start);
    }

    /// <summary>Relative to the repository with <c>/</c>; null with the reason when it is outside.</summary>
    public static string? Inside(string root, string path, out string? refusal)
    {
        refusal = null;
        if (path.Length == 0 || path.Contains('\0'))
        {
            refusal = "it is no path";
            return null;
        }

        string full = Path.GetFullPath(path, root);
        string relative = Path.GetRelativePath(root, full).Replace('\\', '/');
        if (relative == ".." || relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative))
        {
            // The repository may have been reached through a link.
            relative = Path.GetRelativePath(root, Real(full)).Replace('\\', '/');
            if (relative == ".." || relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative))
            {
                refusal = "it is outside the repository";
                return null;
            }
        }

        if (relative == ".git" || relative.StartsWith(".git/", StringComparison.Ordinal))
        {
            refusal = "it belongs to git";
            return null;
        }

        return relative;
    }

    /// <summary>With the links of its folders followed.</summary>
    public static string Real(string path)
    {
        try
        {
            var folders = new Stack<string>();
            string at = Path.GetFullPath(path);
            for (int steps = 0; steps < 64; steps++)
            {
                if (new DirectoryInfo(at) is { Exists: true, LinkTarget: not null } link && link.ResolveLinkTarget(returnFinalTarget: true) is { } target)
                {
                    at = target.FullName;
                }

                if (Path.GetDirectoryName(at) is not { } above)
                {
                    break;
                }

                folders.Push(Path.GetFileName(at));
                at = above;
            }

            return folders.Aggregate(at, Path.Combine);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Path.GetFullPath(path);
        }
    }
}
