namespace CodeRouter.CodeGraph.Files;

/// <summary>One line of a .gitignore. Matching takes time linear in pattern times path, whatever the stars.</summary>
internal sealed class GlobPattern
{
    private readonly string[] segments;
    private readonly string? suffix;
    private readonly bool literal;

    private GlobPattern(string[] segments, bool negated, bool foldersOnly, bool anchored)
    {
        this.segments = segments;
        Negated = negated;
        FoldersOnly = foldersOnly;
        Anchored = anchored;
        if (!anchored)
        {
            literal = segments[0].AsSpan().IndexOfAny("*?[\\") < 0;
            suffix = segments[0].Length > 1 && segments[0][0] == '*' && segments[0].AsSpan(1).IndexOfAny("*?[\\") < 0 ? segments[0][1..] : null;
        }
    }

    public bool Negated { get; }

    public bool FoldersOnly { get; }

    /// <summary>Matched against the whole path below the file's folder, not against a name anywhere.</summary>
    public bool Anchored { get; }

    /// <summary>Null for blank lines and comments.</summary>
    public static GlobPattern? Parse(string line)
    {
        string text = line.TrimEnd('\r', '\n');
        while (text.EndsWith(' ') && !text.EndsWith("\\ ", StringComparison.Ordinal))
        {
            text = text[..^1];
        }

        if (text.Length == 0 || text[0] == '#')
        {
            return null;
        }

        bool negated = text[0] == '!';
        text = negated ? text[1..] : text;
        bool folders = text.EndsWith('/');
        text = folders ? text.TrimEnd('/') : text;
        bool anchored = text.Contains('/');
        string[] parts = text.TrimStart('/').Split('/');
        return text.Length == 0 || parts[0].Length == 0 ? null : new GlobPattern(parts, negated, folders, anchored);
    }

    /// <param name="path">Relative to the folder of the .gitignore.</param>
    /// <param name="name">The path's last part.</param>
    public bool Matches(ReadOnlySpan<char> path, ReadOnlySpan<char> name)
    {
        if (!Anchored)
        {
            return literal ? name.SequenceEqual(segments[0]) : suffix is not null ? name.EndsWith(suffix, StringComparison.Ordinal) : Segment(segments[0], name);
        }

        int at = 0, pattern = 0, starPattern = -1, starAt = 0;
        while (at <= path.Length)
        {
            int end = path[at..].IndexOf('/');
            var part = end < 0 ? path[at..] : path.Slice(at, end);
            int next = end < 0 ? path.Length + 1 : at + end + 1;
            if (pattern < segments.Length && segments[pattern] == "**")
            {
                if (++pattern == segments.Length)
                {
                    // `a/**` is all below a, not a itself.
                    return true;
                }

                starPattern = pattern;
                starAt = at;
                continue;
            }

            if (pattern < segments.Length && Segment(segments[pattern], part))
            {
                pattern++;
                at = next;
                if (at > path.Length && pattern == segments.Length)
                {
                    return true;
                }

                continue;
            }

            if (starPattern < 0)
            {
                return false;
            }

            int skip = path[starAt..].IndexOf('/');
            if (skip < 0)
            {
                return false;
            }

            at = starAt += skip + 1;
            pattern = starPattern;
        }

        return false;
    }

    private static bool Segment(string pattern, ReadOnlySpan<char> text)
    {
        int p = 0, t = 0, star = -1, from = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = ++p;
                from = t;
            }
            else if (p < pattern.Length && One(pattern, p, text[t], out int next))
            {
                p = next;
                t++;
            }
            else if (star >= 0)
            {
                p = star;
                t = ++from;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
        {
            p++;
        }

        return p == pattern.Length;
    }

    private static bool One(string pattern, int p, char c, out int next)
    {
        next = p + 1;
        switch (pattern[p])
        {
            case '?':
                return true;
            case '\\' when p + 1 < pattern.Length:
                next = p + 2;
                return pattern[p + 1] == c;
            case '[':
                int i = p + 1;
                bool not = i < pattern.Length && pattern[i] is '!' or '^';
                i += not ? 1 : 0;
                bool found = false;
                for (bool first = true; i < pattern.Length && (first || pattern[i] != ']'); first = false)
                {
                    char low = pattern[i];
                    if (low == '\\' && i + 1 < pattern.Length)
                    {
                        low = pattern[++i];
                    }

                    if (i + 2 < pattern.Length && pattern[i + 1] == '-' && pattern[i + 2] != ']')
                    {
                        found |= c >= low && c <= pattern[i + 2];
                        i += 3;
                    }
                    else
                    {
                        found |= c == low;
                        i++;
                    }
                }

                if (i >= pattern.Length)
                {
                    return false;
                }

                next = i + 1;
                return found != not;
            default:
                return pattern[p] == c;
        }
    }
}
