namespace CodeRouter.Core.Findings.Personal;

/// <summary>
/// Street addresses by their form: a house number and a street word in the order of the language ("221B Baker Street", "Hauptstraße 12",
/// "12 rue de la Paix", "Via Roma 7"), post boxes. City and post code that follow belong to it.
/// </summary>
internal static class StreetAddress
{
    private const int MaxWords = 5;
    private const int Reach = 48;

    // 8 bis rue …
    private static readonly string[] Twice = [" bis", " ter", " quater", "bis"];

    // Before the number: No: 8, nr. 5, n° 3.
    private static readonly string[] Signs = ["No: ", "No:", "No. ", "no. ", "no ", "No ", "nr. ", "Nr. ", "nr ", "n° ", "nº ", "n.º ", "num. ", "número ", "№ ", "№"];

    /// <summary>Says of words that no rule knows whether they and a number are a street and a house.</summary>
    public delegate bool Judge(ReadOnlySpan<char> text, int start, int end);

    /// <summary>Looks at a house number that begins here (digits first); the end of the address, or 0.</summary>
    /// <param name="judge">Asked where no rule knows the street; the trainer listens there.</param>
    public static int FromNumber(ReadOnlySpan<char> text, int start, Judge judge)
    {
        int at = start;
        while (at < text.Length && at - start < 6 && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        if (at < text.Length && char.IsAsciiLetter(text[at]) && (at + 1 >= text.Length || !char.IsLetterOrDigit(text[at + 1])))
        {
            at++;
        }

        foreach (string more in Twice)
        {
            at += text[at..].StartsWith(more, StringComparison.Ordinal) ? more.Length : 0;
        }

        if (at - start > 12 || at >= text.Length || !(text[at] == ' ' || (text[at] == ',' && at + 1 < text.Length && text[at + 1] == ' ')))
        {
            return 0;
        }

        int first = at + (text[at] == ',' ? 2 : 1);
        int end = Words.End(text, first);
        if (end == first)
        {
            return 0;
        }

        var word = text[first..end];
        if (StreetWords.IsPrefix(word))
        {
            int named = Named(text, end, 4);
            return named > 0 ? AddressTail.End(text, named) : 0;
        }

        int last = end;
        for (int n = 0; n < MaxWords; n++)
        {
            word = text[first..end];
            bool capital = Words.IsCapitalised(word) || Words.IsUpper(word) || word is ['N'] or ['S'] or ['E'] or ['W'];
            if (n > 0 && StreetWords.IsApart(word))
            {
                return AddressTail.End(text, end);
            }

            if (!capital && !(n > 0 && word is "of" or "the" or "de" or "la"))
            {
                return n > 0 && judge(text, start, last) ? AddressTail.End(text, last) : 0;
            }

            if (StreetWords.EndsStreet(word))
            {
                return AddressTail.End(text, end);
            }

            last = end;
            first = end < text.Length && text[end] == '.' ? end + 1 : end;
            if (first >= text.Length || text[first] != ' ')
            {
                return judge(text, start, last) ? AddressTail.End(text, last) : 0;
            }

            first++;
            end = Words.End(text, first);
            if (end == first)
            {
                return judge(text, start, last) ? AddressTail.End(text, last) : 0;
            }
        }

        return 0;
    }

    /// <summary>Looks at a word that may be a street whose number follows; the end of the address, or 0.</summary>
    /// <param name="judge">As above.</param>
    public static int FromWord(ReadOnlySpan<char> text, int start, int wordEnd, Judge judge)
    {
        var word = text[start..wordEnd];
        if (word is "P" or "PO" or "Box" or "Postfach")
        {
            return PostalBox.Civil(text, start);
        }

        if (word is "PSC" or "CMR" or "Unit")
        {
            return PostalBox.Military(text, wordEnd);
        }

        // Nothing but a house number makes one of these: most words of a text have no digit near.
        if (text[wordEnd..Math.Min(text.Length, wordEnd + Reach)].IndexOfAnyInRange('0', '9') < 0)
        {
            return 0;
        }

        int street = Known(text, start, wordEnd);
        bool sure = street > 0;
        street = sure ? street : Words.IsCapitalised(word) && !SaidData.IsMonth(word) ? Capitalised(text, wordEnd) : 0;
        int number = street > 0 ? HouseNumber(text, street) : 0;
        int end = number > 0 ? NumberEnd(text, number) : 0;
        if (end == 0)
        {
            return 0;
        }

        // Springer, 2009
        bool year = end - number == 4 && text[street..number].Contains(',') && text[number] is '1' or '2';
        bool whole = end >= text.Length || !(char.IsLetterOrDigit(text[end]) || text[end] is '-' or '/' or '_');
        return sure || (whole && !year && judge(text, start, end)) ? AddressTail.End(text, end) : 0;
    }

    // The end of a street's name that a rule knows, or 0.
    private static int Known(ReadOnlySpan<char> text, int start, int end)
    {
        var word = text[start..end];
        if (word is "C" && end + 1 < text.Length && text[end] == '/')
        {
            return Named(text, end + 1, 4);
        }

        if (StreetWords.EndsStreet(word) && word.Length > 5)
        {
            return end;
        }

        bool capital = Words.IsCapitalised(word);
        if (capital && Behind(text, end) is var behind and > 0)
        {
            return behind;
        }

        int named = word.Length > 1 && char.IsUpper(word[0]) && StreetWords.IsPrefix(word) ? Named(text, end, 4) : 0;
        return named == 0 && capital && StreetWords.IsBehindSmall(text, start) ? Capitalised(text, end) : named;
    }

    // Where the number begins behind a street's name, past a full stop, spaces and a sign; 0 where none does.
    private static int HouseNumber(ReadOnlySpan<char> text, int street)
    {
        int from = street < text.Length && text[street] == '.' ? street + 1 : street, at = from;
        while (at < text.Length && at - from < 3 && text[at] is ' ' or ',' or 'n' or '°' or 'º')
        {
            at++;
        }

        foreach (string sign in Signs)
        {
            if (text[at..].StartsWith(sign, StringComparison.Ordinal))
            {
                at += sign.Length;
                break;
            }
        }

        return at < text.Length && char.IsAsciiDigit(text[at]) ? at : 0;
    }

    // 12, 12a, 14/3, 12-14; 0 for a time or a share.
    private static int NumberEnd(ReadOnlySpan<char> text, int at)
    {
        int end = Digits(text, at, 5);
        if (end < text.Length && text[end] is ':' or '%')
        {
            return 0;
        }

        if (end < text.Length && char.IsAsciiLetter(text[end]) && (end + 1 >= text.Length || !char.IsLetterOrDigit(text[end + 1])))
        {
            end++;
        }

        int second = Digits(text, end + 1, 4);
        return second > end + 1 && text[end] is '/' or '-' && (second >= text.Length || !(char.IsLetterOrDigit(text[second]) || text[second] is '-' or '/')) ? second : end;
    }

    private static int Digits(ReadOnlySpan<char> text, int at, int most)
    {
        int end = at;
        while (end < text.Length && end - at < most && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end;
    }

    // "Nad Vodovodem 1290": up to four capitalised words in front of the number.
    private static int Capitalised(ReadOnlySpan<char> text, int end)
    {
        for (int n = 0; n < 3 && end + 1 < text.Length && text[end] == ' ' && char.IsUpper(text[end + 1]); n++)
        {
            end = Words.End(text, end + 1);
        }

        return end;
    }

    // Kossuth Lajos u. 40, Gravers Plads 2: a word for streets behind up to three of the name.
    private static int Behind(ReadOnlySpan<char> text, int end)
    {
        for (int n = 0; n < 3 && end + 2 < text.Length && text[end] == ' '; n++)
        {
            int to = Words.End(text, end + 1);
            var next = text[(end + 1)..to];
            if (next is "u" or "g" && to < text.Length && text[to] == '.')
            {
                return to;
            }

            if (StreetWords.StandsBehind(next))
            {
                return to;
            }

            if (!Words.IsCapitalised(next))
            {
                return 0;
            }

            end = to;
        }

        return 0;
    }

    // The name after rue, via, calle: capitalised words, with particles between.
    private static int Named(ReadOnlySpan<char> text, int at, int most)
    {
        int last = 0;
        if (at < text.Length && text[at] == '.')
        {
            at++;
        }

        for (int n = 0; n < most && at + 1 < text.Length && text[at] == ' '; n++)
        {
            int from = at + 1, to = Words.End(text, from);
            if (to == from)
            {
                break;
            }

            var word = text[from..to];
            if (Words.IsCapitalised(word) || Words.IsUpper(word))
            {
                last = to;
            }
            else if (!(word is "de" or "du" or "des" or "la" or "le" or "les" or "del" or "della" or "di" or "da" or "do" or "dos" or "das" or "los" or "las" || word.StartsWith("d'", StringComparison.Ordinal) || word.StartsWith("l'", StringComparison.Ordinal)))
            {
                break;
            }

            at = to;
        }

        return last;
    }
}
