namespace CodeRouter.Core.Evidence;

/// <summary>Splits a command at the operators of a shell, quotes respected, here-documents left out. Forgiving: what it cannot read it keeps.</summary>
internal static class ShellSegments
{
    private const int MaxSegments = 24;
    private const int MaxWords = 24;

    /// <param name="operators">The character that ended each segment; an empty segment stands inside "&amp;&amp;" and "||".</param>
    public static List<string> Split(ReadOnlySpan<char> text, List<char> operators)
    {
        var segments = new List<string>(4);
        int start = 0;
        char quote = '\0';
        for (int i = 0; i < text.Length && segments.Count < MaxSegments; i++)
        {
            char c = text[i];
            if (quote != '\0')
            {
                if (c == '\\' && quote == '"')
                {
                    i++;
                }
                else if (c == quote)
                {
                    quote = '\0';
                }

                continue;
            }

            switch (c)
            {
                case '\'' or '"':
                    quote = c;
                    break;
                case '\\':
                    i++;
                    break;
                case '<' when i + 2 < text.Length && text[i + 1] == '<' && text[i + 2] != '<':
                    // The body of a here-document is data; what follows its end mark is rare and not worth the reading.
                    int eol = text[i..].IndexOf('\n');
                    segments.Add(string.Concat(text[start..i], eol < 0 ? text[(i + 2)..] : text.Slice(i + 2, eol - 2)));
                    return segments;
                case ';' or '\n' or '|' or '&':
                    bool redirect = c == '&' && ((i > 0 && text[i - 1] == '>') || (i + 1 < text.Length && text[i + 1] == '>'));
                    if (!redirect)
                    {
                        segments.Add(text[start..i].ToString());
                        operators.Add(c);
                        start = i + 1;
                    }

                    break;
                default:
                    break;
            }
        }

        if (start < text.Length && segments.Count < MaxSegments)
        {
            segments.Add(text[start..].ToString());
        }

        return segments;
    }

    /// <summary>Words of a segment with leading variables, <c>sudo</c>-like wrappers and redirections removed.</summary>
    public static List<string> Words(string segment)
    {
        var words = new List<string>(8);
        foreach (var range in segment.AsSpan().SplitAny([' ', '\t', '\r']))
        {
            var word = segment.AsSpan(range).Trim("()\"'`{}");
            if (word.IsEmpty)
            {
                continue;
            }

            if (words.Count == 0 && (IsAssignment(word) || word is "env" or "sudo" or "time" or "nohup" or "exec" or "command" or "then" or "do" or "else" or "if" or "!" or "rtk" or "xvfb-run"))
            {
                continue;
            }

            if (word.Contains('>'))
            {
                // Written to a file: the command does more than show.
                if (word[0] == '>' && !word.Contains('&') && !segment.Contains("/dev/null", StringComparison.Ordinal) && words.Count > 0)
                {
                    words.Add(">");
                }

                continue;
            }

            words.Add(word.ToString());
            if (words.Count == MaxWords)
            {
                break;
            }
        }

        // `timeout 60 cmd`, `nice -n 5 cmd`: the wrapper is not the command.
        while (words.Count > 1 && words[0] is "timeout" or "gtimeout" or "nice" or "stdbuf")
        {
            int drop = 1;
            while (drop < words.Count && (words[drop][0] == '-' || char.IsDigit(words[drop][0])))
            {
                drop++;
            }

            if (drop >= words.Count)
            {
                break;
            }

            words.RemoveRange(0, drop);
        }

        return words;
    }

    private static bool IsAssignment(ReadOnlySpan<char> word)
    {
        int equals = word.IndexOf('=');
        if (equals <= 0)
        {
            return false;
        }

        foreach (char c in word[..equals])
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }

        return true;
    }
}
