namespace CodeRouter.Hosts.Running;

/// <summary>A path that a model named, held within one folder: nothing above it, nothing behind a link that leads out, nothing of git's own.</summary>
public static class ConfinedPath
{
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

        string at = root;
        foreach (string part in Path.GetRelativePath(root, full).Split(Path.DirectorySeparatorChar))
        {
            if (part.Equals(".git", StringComparison.OrdinalIgnoreCase))
            {
                problem = $"{named} belongs to git itself and is left alone.";
                return null;
            }

            at = Path.Combine(at, part);
            if (new FileInfo(at).LinkTarget is not null && !IsWithin(root, Target(at)))
            {
                problem = $"{named} leads out of the repository through a link. Only files of the repository can be used.";
                return null;
            }
        }

        return full;
    }

    private static bool IsWithin(string root, string? path) =>
        path is not null && (path == root || path.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal));

    // A link in a circle, or to nowhere, leads nowhere within.
    private static string? Target(string link)
    {
        try
        {
            return new FileInfo(link).ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
