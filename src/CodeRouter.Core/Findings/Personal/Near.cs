namespace CodeRouter.Core.Findings.Personal;

/// <summary>Words shortly before a place: what somebody says a number is.</summary>
internal static class Near
{
    private const int Window = 48;
    private const int MostWords = 5;

    public static bool Any(ReadOnlySpan<char> text, int at, string[] words)
    {
        var before = text[Math.Max(0, at - Window)..at];
        foreach (string word in words)
        {
            int found = before.LastIndexOf(word, StringComparison.OrdinalIgnoreCase);
            if (found >= 0 && (found == 0 || !char.IsLetter(before[found - 1]) || word[0] > 0x7f))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether one of the last words before a place, on its line, is listed; whole words only: a telegram is no telephone.</summary>
    public static bool Word(ReadOnlySpan<char> text, int at, WordSet words)
    {
        var before = text[Math.Max(0, at - Window)..at];
        before = before[(before.LastIndexOf('\n') + 1)..];
        int end = before.Length;
        for (int n = 0; n < MostWords && end > 0; n++)
        {
            while (end > 0 && !char.IsLetter(before[end - 1]))
            {
                end--;
            }

            int start = end;
            while (start > 0 && char.IsLetter(before[start - 1]))
            {
                start--;
            }

            if (start < end && words.Has(before[start..end]))
            {
                return true;
            }

            end = start;
        }

        return false;
    }
}
