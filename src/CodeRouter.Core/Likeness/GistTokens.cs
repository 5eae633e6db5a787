namespace CodeRouter.Core.Likeness;

/// <summary>Cuts a question into words and into what must stand as it is: quotations, code, identifiers, paths, numbers, symbols.</summary>
internal static class GistTokens
{
    public static List<GistToken> Read(string text)
    {
        var tokens = new List<GistToken>();
        int i = 0;
        while (i < text.Length)
        {
            if (text[i] is '\n' or '\r')
            {
                tokens.Add(new GistToken(GistTokenKind.Break, ""));
                i++;
            }
            else if (char.IsWhiteSpace(text[i]))
            {
                i++;
            }
            else
            {
                int length = QuotationAt(text, i);
                i = length > 0 ? AddExact(text, i, length, tokens) : AddChunk(text, i, tokens);
            }
        }

        return tokens;
    }

    private static int AddExact(string text, int start, int length, List<GistToken> tokens)
    {
        tokens.Add(new GistToken(GistTokenKind.Exact, text.Substring(start, length)));
        return start + length;
    }

    // Backticks in runs, double quotes, and single quotes that stand where no apostrophe can.
    private static int QuotationAt(string text, int at)
    {
        char mark = text[at];
        if (mark == '`')
        {
            int run = 1;
            while (at + run < text.Length && text[at + run] == '`')
            {
                run++;
            }

            int close = text.IndexOf(new string('`', run), at + run, StringComparison.Ordinal);
            return close < 0 ? 0 : close + run - at;
        }

        char closing = mark switch { '"' => '"', '“' => '”', '«' => '»', '\'' => '\'', '‘' => '’', _ => '\0' };
        if (closing == '\0')
        {
            return 0;
        }

        int end = text.IndexOf(closing, at + 1);
        return end > at + 1 && (end + 1 == text.Length || !char.IsLetterOrDigit(text[end + 1])) ? end + 1 - at : 0;
    }

    private static int AddChunk(string text, int start, List<GistToken> tokens)
    {
        int end = start;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && (end == start || text[end] != '`'))
        {
            end++;
        }

        int from = start, to = end;
        while (from < to && text[from] is '(' or '[' && !text.AsSpan(from, to - from).ContainsAny(")]"))
        {
            from++;
        }

        while (to > from && (text[to - 1] is '.' or ',' or '!' or '?' or ';' or ':' || (text[to - 1] is ')' && !text.AsSpan(from, to - from).Contains('('))))
        {
            to--;
        }

        if (to > from)
        {
            GistWords.Add(text[from..to], tokens);
        }

        foreach (char mark in text.AsSpan(to, end - to))
        {
            if (mark is ',' or '.' or '!' or '?' or ';' or ':')
            {
                tokens.Add(new GistToken(mark == ',' ? GistTokenKind.Comma : GistTokenKind.Break, ""));
            }
        }

        return end;
    }
}
