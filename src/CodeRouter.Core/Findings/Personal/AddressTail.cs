namespace CodeRouter.Core.Findings.Personal;

/// <summary>What follows a street and a house and belongs to the address: flat, city, state, post code.</summary>
internal static class AddressTail
{
    // ", Springfield, IL 62704", ", 75002 Paris": commas, capitalised words, post codes.
    public static int End(ReadOnlySpan<char> text, int end)
    {
        int last = end, at = end;
        for (int n = 0; n < 8 && at < text.Length; n++)
        {
            int from = at;
            while (from < text.Length && from - at < 3 && text[from] is ',' or ' ' or '\n' or '.')
            {
                from++;
            }

            if (from == at || from >= text.Length)
            {
                break;
            }

            int to = from;
            while (to < text.Length && (char.IsLetterOrDigit(text[to]) || text[to] is '-' or '\''))
            {
                to++;
            }

            int coded = PostCode.Length(text, from, to);
            to = Math.Max(to, from + coded);
            var word = text[from..to];
            bool sentence = text[at] == '.' && !char.IsAsciiDigit(word.IsEmpty ? ' ' : word[0]);
            bool code = coded > 0 || word.Length is >= 3 and <= 10 && char.IsAsciiDigit(word[^1]) || (word.Length is 4 or 5 && char.IsAsciiDigit(word[0]));
            bool apart = text[at..from].Contains(',') || text[at..from].Contains('\n') || n > 0;
            if (word.IsEmpty || sentence || !(code || word is "Apt" or "Suite" or "Unit" or "Floor" || (apart && (Words.IsCapitalised(word) || (word.Length is 2 or 3 && Words.IsUpper(word) || word.Length == 2 && char.IsUpper(word[0]) && char.IsUpper(word[1]))))))
            {
                break;
            }

            at = last = to;
        }

        return last;
    }
}
