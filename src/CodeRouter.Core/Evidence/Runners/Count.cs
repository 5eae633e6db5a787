namespace CodeRouter.Core.Evidence.Runners;

/// <summary>Numbers beside words.</summary>
internal static class Count
{
    /// <summary>The number right before <paramref name="word"/> ("3 failed"); null when there is none.</summary>
    public static int? Before(ReadOnlySpan<char> line, string word)
    {
        for (int from = 0; ;)
        {
            int at = line[from..].IndexOf(word, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                return null;
            }

            at += from;
            int end = at;
            while (end > 0 && line[end - 1] is ' ' or '\t')
            {
                end--;
            }

            int start = end;
            while (start > 0 && char.IsAsciiDigit(line[start - 1]) && end - start < 8)
            {
                start--;
            }

            if (start < end && int.TryParse(line[start..end], out int value))
            {
                return value;
            }

            from = at + word.Length;
        }
    }

    /// <summary>The number right after <paramref name="word"/> ("Failures: 3"); null when there is none.</summary>
    public static int? After(ReadOnlySpan<char> line, string word)
    {
        int at = line.IndexOf(word, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        int start = at + word.Length;
        while (start < line.Length && line[start] is ' ' or ':' or '=' or '\t')
        {
            start++;
        }

        int end = start;
        while (end < line.Length && char.IsAsciiDigit(line[end]) && end - start < 8)
        {
            end++;
        }

        return end > start && int.TryParse(line[start..end], out int value) ? value : null;
    }
}
