namespace CodeRouter.Core.Findings.Secrets;

/// <summary>"The password is …", "пароль от базы: …", "密码是…": what people write to each other instead of a sign.</summary>
internal static class SaidValue
{
    private const int MaxOwner = 48;

    private const int LongestWord = 8;

    // "Password to …" may say whose it is or what it shall be, so owners are asked first.
    private static readonly string[] Verbs = ["is", "was", "are", "to", "ist", "lautet", "est", "es", "è", "é", "är", "er", "jest", "je", "это"];

    private static readonly string[] Owners =
        ["for", "of", "to", "on", "in", "für", "zum", "zur", "vom", "von", "pour", "du", "de", "del", "para", "do", "da", "per", "voor", "van", "för", "til", "от", "для", "к", "на"];

    /// <summary>How many characters stand before the value; 0 where none is given.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !char.IsLetter(text[0]))
        {
            return 0;
        }

        int owner = Begins(text, Owners) > 0 ? Owner(text) : 0;
        return owner > 0 ? owner : Spaces(text, Begins(text, Verbs));
    }

    // "for the staging server is", "от базы:"
    private static int Owner(ReadOnlySpan<char> text)
    {
        for (int at = 1; at < text.Length && at < MaxOwner; at++)
        {
            char c = text[at];
            if (c is ':' or '：')
            {
                return Spaces(text, at + 1);
            }

            if (c == ' ' && at > 4 && Begins(text[(at + 1)..], Verbs) is var verb and > 0 && !text[(at + 1)..].StartsWith("to ", StringComparison.Ordinal))
            {
                return Spaces(text, at + 1 + verb);
            }

            if (!char.IsLetterOrDigit(c) && c is not (' ' or '-' or '_'))
            {
                return 0;
            }
        }

        return 0;
    }

    // A short word and the space behind it; Chinese needs none.
    private static int Begins(ReadOnlySpan<char> text, string[] words)
    {
        if (words == Verbs && text is ['是' or '为' or '為', ..])
        {
            return 1;
        }

        int length = text[..Math.Min(text.Length, LongestWord)].IndexOf(' ');
        foreach (string word in length > 0 ? words : [])
        {
            if (word.Length == length && text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return length + 1;
            }
        }

        return 0;
    }

    private static int Spaces(ReadOnlySpan<char> text, int from)
    {
        int at = from;
        while (from > 0 && at < text.Length && text[at] == ' ')
        {
            at++;
        }

        return at;
    }
}
