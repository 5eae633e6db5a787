namespace CodeRouter.Core.Findings.Secrets;

/// <summary>A value that stands on the line below its name: behind a bracket, a backslash, a sign of YAML, or nothing but the new line.</summary>
internal static class NextLine
{
    private const int MaxIndent = 80;
    private const int Shortest = 16;

    /// <summary>Where the value begins; 0 where none is below.</summary>
    /// <param name="text">What is looked at.</param>
    /// <param name="at">Behind the sign that assigns.</param>
    public static int Begins(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && text[at] is '\\' or '(' or '>' or '|' or '-' or ' ')
        {
            at++;
        }

        at += at < text.Length && text[at] == '\r' ? 1 : 0;
        if (at >= text.Length || text[at] != '\n')
        {
            return 0;
        }

        int line = at + 1, most = Math.Min(text.Length, line + MaxIndent), start = line;
        while (start < most && text[start] is ' ' or '\t')
        {
            start++;
        }

        if (start == line || start == most)
        {
            return 0;
        }

        // Without quotes it has to be the whole line and one long word; a mapping begins like that, but goes on.
        var rest = text[start..];
        int end = rest.IndexOfAny('\r', '\n');
        var whole = (end < 0 ? rest : rest[..end]).TrimEnd();
        return rest[0] is '"' or '\'' || (whole.Length >= Shortest && TokenAlphabet.Run(whole, 0, TokenAlphabet.Wide) == whole.Length && Variety.HasLettersAndDigits(whole)) ? start : 0;
    }
}
