using System.Collections.Frozen;

namespace CodeRouter.Core.Findings.Personal;

/// <summary>
/// Street addresses by their form: a house number and a street word in the order of the language ("221B Baker Street", "Hauptstraße 12",
/// "12 rue de la Paix", "Via Roma 7"), post boxes. City and post code that follow belong to it.
/// </summary>
internal static class StreetAddress
{
    private const int MaxWords = 5;
    private const int Reach = 48;

    // After the name: Baker Street 5, 5 Baker Street.
    private static readonly WordSet Suffixes = new(
    [
        "street", "st", "avenue", "ave", "road", "rd", "boulevard", "blvd", "lane", "ln", "drive", "dr", "court", "ct", "circle", "cir", "place", "pl", "terrace", "ter", "parkway", "pkwy", "highway", "hwy", "crescent", "cres", "alley", "trail", "trl", "square", "sq", "close", "grove", "gardens", "mews", "row", "quay", "esplanade", "parade", "loop", "ridge", "hill", "heights", "run", "pike", "turnpike", "crossing", "path", "walk", "broadway", "wharf", "point",
        "way", "vale", "valley", "rise", "bend", "croft", "cove", "crest", "glen", "knoll", "manor", "mead", "meadow", "meadows", "estate", "estates", "gdns", "hts", "hollow", "orchard", "circuit", "cct", "arcade", "chase", "nook", "promenade", "retreat", "strand", "vista", "freeway", "fwy", "embankment", "farm", "park", "mansions", "villas", "buildings", "yard", "wynd", "brae", "fold", "apartments", "plaza", "byway", "hollow", "trace", "landing"]);

    // At the end of the name's own word: Hauptstraße, Kerkstraat, Storgatan, Nørrevej.
    private static readonly string[] Endings =
    [
        "straße", "strasse", "str", "weg", "gasse", "allee", "platz", "ring", "damm", "ufer", "graben", "steig", "stieg", "markt", "hof", "kamp", "chaussee", "straat", "laan", "plein", "gracht", "kade", "dreef", "singel", "steeg", "dijk", "hoven",
        "gatan", "gata", "vägen", "väg", "vej", "gade", "veien", "vei", "gaten", "sgate", "torget", "torvet", "stigen", "gränd", "backen", "bakken", "svingen", "skogen", "lunden", "parken", "vænget", "vangen", "gyden", "stien", "strædet", "marken", "toften", "engen", "højen", "alléen", "haven", "tunet",
        "katu", "tie", "kuja", "polku", "kaari", "raitti", "utca", "vegur", "stræti", "múli", "múla", "braut", "hlíð", "teigur", "gerði", "hvammur", "byggð", "bakki",
    ];

    private static readonly FrozenDictionary<string, string[]>.AlternateLookup<ReadOnlySpan<char>> ByTail = Endings
        .GroupBy(static e => e[^2..], StringComparer.OrdinalIgnoreCase).ToFrozenDictionary(static g => g.Key, static g => g.ToArray(), StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    // 8 bis rue …
    private static readonly string[] Twice = [" bis", " ter", " quater", "bis"];

    // In small letters before a name of one word and its number: ul. Polna 4, calle Goya 12.
    private static readonly string[] Small = ["ul. ", "ul ", "os. ", "al. ", "pl. ", "str. ", "ulica ", "ulici ", "ulice ", "ulitsa ", "calle ", "avenida ", "avda. ", "rua ", "strada ", "viale ", "piazza ", "jalan ", "jl. ", "prospekt "];

    // Before the number: No: 8, nr. 5, n° 3.
    private static readonly string[] Signs = ["No: ", "No:", "No. ", "no. ", "no ", "No ", "nr. ", "Nr. ", "nr ", "n° ", "nº ", "n.º ", "num. ", "número ", "№ ", "№"];

    // Before the name: rue de la Paix, Via Roma, Calle Mayor.
    private static readonly WordSet Prefixes = new("rue", "avenue", "boulevard", "chemin", "allée", "impasse", "place", "quai", "via", "viale", "piazza", "corso", "vicolo", "calle", "avenida", "avda", "paseo", "plaza", "carrer", "rua", "travessa", "praça", "ulica", "ul", "aleja", "ulitsa", "ulice", "улица", "проспект", "strada", "rruga", "jalan", "c", "cl", "ctra", "carretera", "camino", "ronda", "travesía", "travesia", "largo", "estrada", "alameda", "av", "avd", "piazzale", "aleea", "bulevardul", "cesta", "trg", "nábřeží", "náměstí", "plac", "osiedle", "leoforos", "odos", "sentier", "ruelle", "rambla", "passeig", "lungotevere", "contrada", "borgo", "salita");

    // A word of its own behind the name: Villacher Strasse, Kossuth utca, Lai tänav.
    private static readonly string[] Apart = ["Plads", "plads", "Torv", "torv", "Allé", "Sokak", "Sokağı", "Sk", "Caddesi", "Cad", "Cd", "Bulvarı", "körútja", "prospekt", "Prospekt", "prospektas", "pr", "tee", "Straße", "Strasse", "Str", "Weg", "Platz", "Allee", "Gasse", "utca", "útja", "út", "tér", "körút", "tänav", "põik", "puiestee", "iela", "gatvė", "cesta", "ulica", "mnt", "pst", "krt", "sétány", "gatan", "vägen", "väg", "gränd", "vej", "vei", "allé", "gade", "plass", "katu", "nábřeží", "náměstí"];

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
        if (Prefixes.Has(word))
        {
            int named = Named(text, end, 4);
            return named > 0 ? Tail(text, named) : 0;
        }

        int last = end;
        for (int n = 0; n < MaxWords; n++)
        {
            word = text[first..end];
            bool capital = Words.IsCapitalised(word) || Words.IsUpper(word) || word is ['N'] or ['S'] or ['E'] or ['W'];
            if (n > 0 && Suffixes.Has(word) && char.IsUpper(word[0]))
            {
                return Tail(text, end);
            }

            if (!capital && !(n > 0 && word is "of" or "the" or "de" or "la"))
            {
                return n > 0 && judge(text, start, last) ? Tail(text, last) : 0;
            }

            if (EndsStreet(word))
            {
                return Tail(text, end);
            }

            last = end;
            first = end < text.Length && text[end] == '.' ? end + 1 : end;
            if (first >= text.Length || text[first] != ' ')
            {
                return judge(text, start, last) ? Tail(text, last) : 0;
            }

            first++;
            end = Words.End(text, first);
            if (end == first)
            {
                return judge(text, start, last) ? Tail(text, last) : 0;
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
            return PostBox(text, start);
        }

        if (word is "PSC" or "CMR" or "Unit")
        {
            return MilitaryBox(text, wordEnd);
        }

        // Nothing but a house number makes one of these: most words of a text have no digit near.
        if (text[wordEnd..Math.Min(text.Length, wordEnd + Reach)].IndexOfAnyInRange('0', '9') < 0)
        {
            return 0;
        }

        bool abbreviated = word is "C" && wordEnd + 1 < text.Length && text[wordEnd] == '/';
        int street = abbreviated ? Named(text, wordEnd + 1, 4) : EndsStreet(word) && word.Length > 5 ? wordEnd : Behind(text, wordEnd) is var behind and > 0 && Words.IsCapitalised(word) ? behind : Prefixes.Has(word) && word.Length > 1 && char.IsUpper(word[0]) ? Named(text, wordEnd, 4) : 0;
        bool sure = street > 0;
        if (!sure && Words.IsCapitalised(word) && IsBehindSmall(text, start))
        {
            street = Capitalised(text, wordEnd);
            sure = true;
        }

        street = sure ? street : Words.IsCapitalised(word) && !SaidData.IsMonth(word) ? Capitalised(text, wordEnd) : 0;
        if (street == 0)
        {
            return 0;
        }

        if (street < text.Length && text[street] == '.')
        {
            street++;
        }

        int at = street;
        while (at < text.Length && at - street < 3 && text[at] is ' ' or ',' or 'n' or '°' or 'º')
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

        int digits = at;
        while (digits < text.Length && digits - at < 5 && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        if (digits == at || (digits < text.Length && text[digits] is ':' or '%'))
        {
            return 0;
        }

        if (digits < text.Length && char.IsAsciiLetter(text[digits]) && (digits + 1 >= text.Length || !char.IsLetterOrDigit(text[digits + 1])))
        {
            digits++;
        }

        // 14/3, 12-14
        int second = digits + 1;
        while (second < text.Length && second - digits < 5 && char.IsAsciiDigit(text[second]))
        {
            second++;
        }

        digits = second > digits + 1 && text[digits] is '/' or '-' && (second >= text.Length || !(char.IsLetterOrDigit(text[second]) || text[second] is '-' or '/')) ? second : digits;
        // Springer, 2009
        bool year = digits - at == 4 && text[street..at].Contains(',') && text[at] is '1' or '2';
        bool whole = digits >= text.Length || !(char.IsLetterOrDigit(text[digits]) || text[digits] is '-' or '/' or '_');
        return sure || (whole && !year && judge(text, start, digits)) ? Tail(text, digits) : 0;
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

    private static int PostBox(ReadOnlySpan<char> text, int start)
    {
        foreach (string form in (ReadOnlySpan<string>)["P.O. Box ", "PO Box ", "P.O.Box ", "Postfach ", "P O Box "])
        {
            if (text[start..].StartsWith(form, StringComparison.Ordinal))
            {
                int digits = TokenRun(text, start + form.Length);
                return digits > 0 ? Tail(text, start + form.Length + digits) : 0;
            }
        }

        return 0;
    }

    // PSC 0413, Box 8144, APO AE 09012.
    private static int MilitaryBox(ReadOnlySpan<char> text, int end)
    {
        int number = end < text.Length && text[end] == ' ' ? TokenRun(text, end + 1) : 0;
        int at = end + 1 + number;
        foreach (string form in (ReadOnlySpan<string>)[", Box ", " Box ", "\nBox "])
        {
            if (number >= 3 && text[Math.Min(at, text.Length)..].StartsWith(form, StringComparison.Ordinal) && TokenRun(text, at + form.Length) is var box and > 0)
            {
                return Tail(text, at + form.Length + box);
            }
        }

        return 0;
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

            foreach (string word in Apart)
            {
                if (next.SequenceEqual(word))
                {
                    return to;
                }
            }

            if (!Words.IsCapitalised(next))
            {
                return 0;
            }

            end = to;
        }

        return 0;
    }

    private static bool IsBehindSmall(ReadOnlySpan<char> text, int start)
    {
        foreach (string word in Small)
        {
            if (text[..start].EndsWith(word, StringComparison.Ordinal) && (start == word.Length || !char.IsLetter(text[start - word.Length - 1])))
            {
                return true;
            }
        }

        return false;
    }

    private static int TokenRun(ReadOnlySpan<char> text, int at)
    {
        int end = at;
        while (end < text.Length && end - at < 8 && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - at;
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

    // ", Springfield, IL 62704", ", 75002 Paris": commas, capitalised words, post codes.
    private static int Tail(ReadOnlySpan<char> text, int end)
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

    /// <summary>A word that is only ever a street's: street, avenue, lane, not drive, place or close.</summary>
    public static bool IsSuffix(ReadOnlySpan<char> word) => Suffixes.Has(word) && word is "street" or "avenue" or "ave" or "road" or "rd" or "boulevard" or "blvd" or "lane" or "drive" or "court" or "terrace" or "parkway" or "highway" or "crescent" or "gardens" or "way";

    /// <summary>A word, in small letters, that ends like a street, or follows a street's word, and has its number behind it.</summary>
    public static bool IsStreet(ReadOnlySpan<char> text, int start, int end) =>
        end + 1 < text.Length && text[end] == ' ' && char.IsAsciiDigit(text[end + 1]) && (HasEnding(text[start..end]) || IsBehindSmall(text, start));

    private static bool EndsStreet(ReadOnlySpan<char> word) => word.Length >= 5 && char.IsUpper(word[0]) && HasEnding(word);

    private static bool HasEnding(ReadOnlySpan<char> word)
    {
        if (word.Length < 5 || !ByTail.TryGetValue(word[^2..], out string[]? endings))
        {
            return false;
        }

        foreach (string ending in endings)
        {
            if (word.Length > ending.Length + 2 && word.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return !IsOrdinary(word);
            }
        }

        return false;
    }

    // English words that end like a street elsewhere.
    private static bool IsOrdinary(ReadOnlySpan<char> word) => word.EndsWith("string", StringComparison.OrdinalIgnoreCase) || word.EndsWith("spring", StringComparison.OrdinalIgnoreCase) || word is "Bring" or "During" or "String" or "Necktie" or "Zombie" or "Monitoring" || word.EndsWith("ering", StringComparison.OrdinalIgnoreCase) || word.EndsWith("oring", StringComparison.OrdinalIgnoreCase) || word.EndsWith("uring", StringComparison.OrdinalIgnoreCase) || word.EndsWith("tstr", StringComparison.Ordinal) || word.EndsWith("aring", StringComparison.OrdinalIgnoreCase);
}
