namespace CodeRouter.Core.Findings.Personal;

/// <summary>Post codes by the forms countries give them, and whether what follows a place reads as "city and post code".</summary>
internal static class PostCode
{
    private const int MostTokens = 7;

    /// <summary>Whether the next words are a town and a post code, in either order; nothing else may stand between.</summary>
    public static bool FollowsWithCity(ReadOnlySpan<char> text, int at)
    {
        bool city = false, code = false;
        for (int n = 0; n < MostTokens && !(city && code); n++)
        {
            int from = at;
            while (from < text.Length && from - at < 3 && text[from] is ',' or ' ' or '\n' or '.')
            {
                from++;
            }

            if (from == at || from >= text.Length || (n == 0 && text[at] is ' ' or '.'))
            {
                return false;
            }

            int to = from;
            while (to < text.Length && (char.IsLetterOrDigit(text[to]) || text[to] is '-' or '\''))
            {
                to++;
            }

            var word = text[from..to];
            int length = Length(text, from, to);
            if (length > 0)
            {
                code = true;
                to = from + length;
            }
            else if (Words.IsCapitalised(word) || Words.IsUpper(word))
            {
                city |= word.Length > 2;
            }
            else if (word.Length is 0 or > 3 || !char.IsLetter(word[0]))
            {
                return false;
            }

            at = to;
        }

        return city && code;
    }

    /// <summary>Length of the code that begins with this token, with its second token where it has two; 0 when none does.</summary>
    public static int Length(ReadOnlySpan<char> text, int from, int to)
    {
        var word = text[from..to];
        if (word.Length > 3 && word[1] == '-' && char.IsAsciiLetterUpper(word[0]))
        {
            // A-1010, D-10115
            word = word[2..];
        }

        int digits = word.IndexOfAnyExceptInRange('0', '9');
        digits = digits < 0 ? word.Length : digits;
        if (digits == word.Length)
        {
            bool year = digits == 4 && word[..2] is "19" or "20";
            bool two = digits == 3 && to + 2 < text.Length && text[to] == ' ' && char.IsAsciiDigit(text[to + 1]) && char.IsAsciiDigit(text[to + 2]) && (to + 3 >= text.Length || !char.IsLetterOrDigit(text[to + 3]));
            return two ? 6 : digits is 5 or 6 || (digits == 4 && !year) ? to - from : 0;
        }

        // 00-950, 1000-205, 01310-100
        if (digits is 2 or 4 or 5 && word[digits] == '-' && word.Length - digits - 1 is 3 or 4 && !word[(digits + 1)..].ContainsAnyExceptInRange('0', '9'))
        {
            return to - from;
        }

        // SW1A 1AA, K1A 0B1
        bool outward = word.Length is >= 2 and <= 4 && char.IsAsciiLetterUpper(word[0]) && word.ContainsAnyInRange('0', '9') && !word.ContainsAnyInRange('a', 'z');
        return outward && to + 3 < text.Length && text[to] == ' ' && char.IsAsciiDigit(text[to + 1]) && char.IsAsciiLetterUpper(text[to + 2]) && char.IsAsciiLetterOrDigit(text[to + 3]) ? to + 4 - from : 0;
    }
}
