namespace CodeRouter.Core.Findings.Personal;

/// <summary>
/// Messages that are typed without any capital letter. Names and streets get theirs back where a list, what stands before them or a street's
/// word says that they are some; what is then found stands at the same places.
/// </summary>
internal static class SmallLetters
{
    private const int Longest = 4000;
    private const int MostStreetWords = 3;

    /// <summary>The same text with capitals; null where it has some, is long or has nothing to be written with one.</summary>
    public static string? Restored(ReadOnlySpan<char> text)
    {
        if (text.Length > Longest || text.ContainsAnyInRange('A', 'Z') || !text.ContainsAnyInRange('a', 'z'))
        {
            return null;
        }

        char[]? made = null;
        int at = 0, before = NameContext.Nothing;
        while (at < text.Length)
        {
            if (char.IsAsciiDigit(text[at]))
            {
                at = Street(text, at, ref made);
                continue;
            }

            if (!char.IsLetter(text[at]))
            {
                at++;
                continue;
            }

            int end = Words.End(text, at);
            var word = text[at..end];
            bool begins = at == 0 || text[at - 1] is ' ' or '\n' or '"' or '\'' or '(' or ',' or ':' or ';' or '-' or '\t' or '>';
            bool ends = end == text.Length || !(text[end] is '_' or '(' or '/' or '=' or '[' or '@' || char.IsAsciiDigit(text[end]) || (text[end] == '.' && end + 1 < text.Length && char.IsLetterOrDigit(text[end + 1])));
            if (begins && ends && word.Length > 2)
            {
                var sense = NameList.Of(word);
                int said = NameContext.Before(text, at);
                bool named = (sense & NameSense.Given) != 0 || (said >= NameContext.Surely && sense != NameSense.None) || (before > NameContext.Nothing && (sense & NameSense.Family) != 0) || StreetWords.IsStreet(text, at, end);
                if (named)
                {
                    Capital(text, at, ref made);
                }

                // A family name stands right behind a given one.
                before = named && end < text.Length && text[end] == ' ' ? NameContext.Often : NameContext.Nothing;
            }
            else
            {
                before = NameContext.Nothing;
            }

            at = end;
        }

        return made is null ? null : new string(made);
    }

    // 12 oak street: all words up to the one for streets.
    private static int Street(ReadOnlySpan<char> text, int at, ref char[]? made)
    {
        int end = at;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        int place = end;
        Span<int> starts = stackalloc int[MostStreetWords];
        for (int n = 0; n < MostStreetWords && place + 1 < text.Length && text[place] == ' ' && char.IsLetter(text[place + 1]); n++)
        {
            starts[n] = place + 1;
            place = Words.End(text, place + 1);
            if (n > 0 && StreetWords.IsSuffix(text[starts[n]..place]))
            {
                foreach (int start in starts[..(n + 1)])
                {
                    Capital(text, start, ref made);
                }

                return place;
            }
        }

        return end;
    }

    private static void Capital(ReadOnlySpan<char> text, int at, ref char[]? made)
    {
        made ??= text.ToArray();
        made[at] = char.ToUpperInvariant(made[at]);
    }
}
