namespace CodeRouter.Hosts.Running;

/// <summary>A path that a model named, held within one folder: nothing above it, nothing behind a link that leads out, nothing of git's own.</summary>
public static class ConfinedPath
{
    private const int MostLinks = 40;

    /// <summary>The full path; null with the reason where it leads out.</summary>
    /// <param name="root">The folder that must not be left, without links of its own.</param>
    public static string? Resolve(string root, string named, out string problem)
    {
        problem = "";
        string full;
        try
        {
            full = Path.GetFullPath(named.Length == 0 ? "." : named, root);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or PathTooLongException)
        {
            problem = $"{named} is no path.";
            return null;
        }

        if (!IsWithin(root, full))
        {
            problem = $"{named} lies outside the repository. Only files of the repository can be used.";
            return null;
        }

        if (Real(root, full) is not { } real || !IsWithin(root, real))
        {
            problem = $"{named} leads out of the repository through a link. Only files of the repository can be used.";
            return null;
        }

        if (OfGit(root, full) || OfGit(root, real))
        {
            problem = $"{named} belongs to git itself and is left alone.";
            return null;
        }

        return full;
    }

    private static bool IsWithin(string root, string path) =>
        path == root || path.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static bool OfGit(string root, string path) =>
        Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar).Any(static part => part.Equals(".git", StringComparison.OrdinalIgnoreCase));

    // Where a path of the folder really leads, every link on the way followed, also one that a link's own target goes through.
    // Null where it leaves the folder, even to come back, and where links run in a circle.
    private static string? Real(string root, string path)
    {
        var ahead = new Stack<string>(Parts(Path.GetRelativePath(root, path)));
        string at = root;
        for (int links = 0; ahead.TryPop(out string? part);)
        {
            if (part is ".")
            {
                continue;
            }

            if (part is "..")
            {
                at = Path.GetDirectoryName(at) ?? at;
            }
            else if (new FileInfo(Path.Combine(at, part)).LinkTarget is not { } target)
            {
                at = Path.Combine(at, part);
            }
            else if (++links > MostLinks)
            {
                return null;
            }
            else
            {
                if (Path.IsPathRooted(target))
                {
                    if (!IsWithin(root, Path.GetFullPath(target)))
                    {
                        return null;
                    }

                    (at, target) = (root, Path.GetRelativePath(root, target));
                }

                foreach (string next in Parts(target))
                {
                    ahead.Push(next);
                }
            }

            if (!IsWithin(root, at))
            {
                return null;
            }
        }

        return at;
    }

    // Last first.
    private static IEnumerable<string> Parts(string path) => path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse();
}
