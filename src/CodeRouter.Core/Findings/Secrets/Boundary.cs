namespace CodeRouter.Core.Findings.Secrets;

/// <summary>Whether a credential may begin at a place: not in the middle of a longer word.</summary>
internal static class Boundary
{
    public static bool Before(ReadOnlySpan<char> text, int start)
    {
        if (start == 0)
        {
            return true;
        }

        char before = text[start - 1];
        // Source code quoted in a message keeps its own escapes: the n of "\nAKIA…" is no letter of a word.
        return (!char.IsLetterOrDigit(before) && before != '_') || (start > 1 && before is 'n' or 'r' or 't' && text[start - 2] == '\\');
    }
}
