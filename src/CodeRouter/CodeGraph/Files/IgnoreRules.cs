namespace CodeRouter.CodeGraph.Files;

/// <summary>The .gitignore files in force in a folder: its own, then those above it. Nested ones win, later lines win.</summary>
internal sealed class IgnoreRules(IgnoreRules? outer, string folder, IReadOnlyList<GlobPattern> patterns)
{
    private const long MaxBytes = 1 << 20;

    /// <param name="outer">Those of the folders above; null at the top.</param>
    /// <param name="folder">Relative to the repository, "" at the top, else ending with a slash.</param>
    public static IgnoreRules? Read(IgnoreRules? outer, string folder, params ReadOnlySpan<string> files)
    {
        var rules = outer;
        foreach (string file in files)
        {
            var patterns = Lines(file);
            rules = patterns.Count > 0 ? new IgnoreRules(rules, folder, patterns) : rules;
        }

        return rules;
    }

    /// <param name="path">Relative to the repository, without a slash at its end.</param>
    public bool Ignores(ReadOnlySpan<char> path, bool isFolder)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        for (var rules = this; rules is not null; rules = rules.Outer)
        {
            var below = path[rules.Folder.Length..];
            for (int i = rules.Patterns.Count - 1; i >= 0; i--)
            {
                var pattern = rules.Patterns[i];
                if ((isFolder || !pattern.FoldersOnly) && pattern.Matches(below, name))
                {
                    return !pattern.Negated;
                }
            }
        }

        return false;
    }

    private IgnoreRules? Outer => outer;

    private string Folder => folder;

    private IReadOnlyList<GlobPattern> Patterns => patterns;

    private static List<GlobPattern> Lines(string file)
    {
        var patterns = new List<GlobPattern>();
        try
        {
            if (new FileInfo(file) is { Exists: true, LinkTarget: null, Length: > 0 and < MaxBytes })
            {
                foreach (string line in File.ReadLines(file))
                {
                    if (GlobPattern.Parse(line) is { } pattern)
                    {
                        patterns.Add(pattern);
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Unreadable rules hide nothing.
        }

        return patterns;
    }
}
