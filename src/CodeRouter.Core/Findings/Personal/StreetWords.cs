using System.Collections.Frozen;

namespace CodeRouter.Core.Findings.Personal;

/// <summary>Words that make a street of a name, by where a language puts them.</summary>
internal static class StreetWords
{
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

    // In small letters before a name of one word and its number: ul. Polna 4, calle Goya 12.
    private static readonly string[] Small = ["ul. ", "ul ", "os. ", "al. ", "pl. ", "str. ", "ulica ", "ulici ", "ulice ", "ulitsa ", "calle ", "avenida ", "avda. ", "rua ", "strada ", "viale ", "piazza ", "jalan ", "jl. ", "prospekt "];

    // Before the name: rue de la Paix, Via Roma, Calle Mayor.
    private static readonly WordSet Prefixes = new("rue", "avenue", "boulevard", "chemin", "allée", "impasse", "place", "quai", "via", "viale", "piazza", "corso", "vicolo", "calle", "avenida", "avda", "paseo", "plaza", "carrer", "rua", "travessa", "praça", "ulica", "ul", "aleja", "ulitsa", "ulice", "улица", "проспект", "strada", "rruga", "jalan", "c", "cl", "ctra", "carretera", "camino", "ronda", "travesía", "travesia", "largo", "estrada", "alameda", "av", "avd", "piazzale", "aleea", "bulevardul", "cesta", "trg", "nábřeží", "náměstí", "plac", "osiedle", "leoforos", "odos", "sentier", "ruelle", "rambla", "passeig", "lungotevere", "contrada", "borgo", "salita");

    // A word of its own behind the name: Villacher Strasse, Kossuth utca, Lai tänav.
    private static readonly string[] Apart = ["Plads", "plads", "Torv", "torv", "Allé", "Sokak", "Sokağı", "Sk", "Caddesi", "Cad", "Cd", "Bulvarı", "körútja", "prospekt", "Prospekt", "prospektas", "pr", "tee", "Straße", "Strasse", "Str", "Weg", "Platz", "Allee", "Gasse", "utca", "útja", "út", "tér", "körút", "tänav", "põik", "puiestee", "iela", "gatvė", "cesta", "ulica", "mnt", "pst", "krt", "sétány", "gatan", "vägen", "väg", "gränd", "vej", "vei", "allé", "gade", "plass", "katu", "nábřeží", "náměstí"];

    /// <summary>A word before the name: rue, via, calle.</summary>
    public static bool IsPrefix(ReadOnlySpan<char> word) => Prefixes.Has(word);

    /// <summary>A word behind the name that is written apart and begins large: Street, Avenue.</summary>
    public static bool IsApart(ReadOnlySpan<char> word) => Suffixes.Has(word) && char.IsUpper(word[0]);

    /// <summary>A word behind the name in languages that put the number last: Plads, utca, tänav.</summary>
    public static bool StandsBehind(ReadOnlySpan<char> word)
    {
        foreach (string known in Apart)
        {
            if (word.SequenceEqual(known))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A street's word that counts in small letters too: street, avenue, lane, not place or close.</summary>
    public static bool IsSuffix(ReadOnlySpan<char> word) => word is "street" or "avenue" or "ave" or "road" or "rd" or "boulevard" or "blvd" or "lane" or "drive" or "court" or "terrace" or "parkway" or "highway" or "crescent" or "gardens" or "way";

    /// <summary>A word, in small letters, that ends like a street, or follows a street's word, and has its number behind it.</summary>
    public static bool IsStreet(ReadOnlySpan<char> text, int start, int end) =>
        end + 1 < text.Length && text[end] == ' ' && char.IsAsciiDigit(text[end + 1]) && (HasEnding(text[start..end]) || IsBehindSmall(text, start));

    /// <summary>A name that ends like a street, and begins large: Hauptstraße.</summary>
    public static bool EndsStreet(ReadOnlySpan<char> word) => word.Length >= 5 && char.IsUpper(word[0]) && HasEnding(word);

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

    /// <summary>A street's word in small letters stands before.</summary>
    public static bool IsBehindSmall(ReadOnlySpan<char> text, int start)
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
}
