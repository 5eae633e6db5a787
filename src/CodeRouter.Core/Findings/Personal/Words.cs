namespace CodeRouter.Core.Findings.Personal;

/// <summary>Walks over the words of a text.</summary>
internal static class Words
{
    /// <summary>End of the word that begins here; letters of any script, with apostrophes, dashes and dots of initials inside.</summary>
    public static int End(ReadOnlySpan<char> text, int start)
    {
        int at = start;
        while (at < text.Length && (char.IsLetter(text[at]) || (at > start && text[at] is '\'' or '’' or '-' && at + 1 < text.Length && char.IsLetter(text[at + 1]))))
        {
            at++;
        }

        return at;
    }

    public static bool IsCapitalised(ReadOnlySpan<char> word) => word.Length > 1 && char.IsUpper(word[0]) && (char.IsLower(word[1]) || word[1] is '\'' or '’' || (word.Length > 3 && char.IsLower(word[^1])));

    /// <summary>All capitals, as forms and labels are written.</summary>
    public static bool IsUpper(ReadOnlySpan<char> word) => word.Length > 2 && !word.ContainsAnyInRange('a', 'z') && char.IsUpper(word[0]);
}
