namespace CodeRouter.CodeGraph;

/// <summary>What git says has changed.</summary>
public static class ChangedFiles
{
    /// <summary>Paths relative to the repository: staged ones, or all that differ from the last commit, new files included; null where git does not tell.</summary>
    public static IReadOnlyList<string>? Of(string root, bool staged)
    {
        if (staged)
        {
            return GitHistory.Paths(root, "diff", "--no-ext-diff", "--no-textconv", "--cached", "--name-only", "--no-renames", "--relative", "-z");
        }

        var changed = GitHistory.Paths(root, "diff", "--no-ext-diff", "--no-textconv", "HEAD", "--name-only", "--no-renames", "--relative", "-z");
        var fresh = GitHistory.Paths(root, "ls-files", "--others", "--exclude-standard", "-z");
        return changed is null ? null : [.. changed.Concat(fresh ?? []).Distinct(StringComparer.Ordinal)];
    }
}
