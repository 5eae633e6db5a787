namespace CodeRouter.Core.Findings.Personal;

/// <summary>Words shortly before a place: what somebody says a number is.</summary>
internal static class Near
{
    private const int Window = 48;

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
}
