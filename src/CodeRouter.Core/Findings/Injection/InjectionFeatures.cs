namespace CodeRouter.Core.Findings.Injection;

/// <summary>
/// Features of a stretch of text for the injection layer: words, pairs of words, how sentences begin, who is addressed. Hashed into a
/// fixed table. What the human says and what a tool says share words but not weights: "write a poem" is a task in one and an attack in the other.
/// </summary>
internal static class InjectionFeatures
{
    public const int Buckets = 1 << 16;
    private const int MostWords = 120;

    // What digits stand for in words that are spelt with them: 1gn0r3.
    private const string Letters = "oi0eas0t00";

    /// <summary>Buckets of the features present; one may stand more than once.</summary>
    public static void Read(ReadOnlySpan<char> text, bool fromTool, List<int> buckets)
    {
        buckets.Clear();
        uint channel = fromTool ? 0x9E3779B9u : 0x85EBCA6Bu;
        uint before = 0, beforeThat = 0;
        int words = 0, at = 0;
        bool starts = true;
        while (at < text.Length && words < MostWords)
        {
            char c = text[at];
            if (!char.IsLetterOrDigit(c))
            {
                starts |= c is '.' or '!' or '?' or '\n' or ':' or '"' or '>' or '#' or '*';
                at++;
                continue;
            }

            int end = WordEnd(text, at);
            uint word = Hash(text[at..end]);
            Add(buckets, word, 0);
            Add(buckets, word, channel);
            if (before != 0)
            {
                Add(buckets, (before * 31) ^ word, 1);
                Add(buckets, (before * 31) ^ word, channel + 1);
            }

            if (beforeThat != 0)
            {
                Add(buckets, (beforeThat * 131) ^ word, 2);
            }

            if (starts)
            {
                Add(buckets, word, channel + 3);
            }

            starts = false;
            beforeThat = before;
            before = word;
            words++;
            at = end;
        }

        Add(buckets, words switch { <= 4 => 1u, <= 8 => 2u, <= 16 => 3u, <= 40 => 4u, <= 80 => 5u, _ => 6u }, channel + 4);
    }

    // Scripts without spaces: two characters at a time.
    private static int WordEnd(ReadOnlySpan<char> text, int start)
    {
        int at = start;
        if (text[start] > 0x2E80)
        {
            return Math.Min(text.Length, start + 2);
        }

        while (at < text.Length && text[at] <= 0x2E80 && (char.IsLetterOrDigit(text[at]) || (text[at] is '\'' or '’' or '_' && at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]))))
        {
            at++;
        }

        return Math.Max(at, start + 1);
    }

    private static uint Hash(ReadOnlySpan<char> word)
    {
        uint hash = 2166136261;
        bool spelt = word.ContainsAnyInRange('0', '9') && word.IndexOfAnyExceptInRange('0', '9') >= 0;
        foreach (char c in word.Length > 24 ? word[..24] : word)
        {
            // Without culture data the framework looks every letter up in a table, plain ones too.
            char lower = char.IsAsciiDigit(c) ? spelt ? Letters[c - '0'] : '0' : char.IsAsciiLetterUpper(c) ? (char)(c | ' ') : char.IsAscii(c) ? c : char.ToLowerInvariant(c);
            hash = (hash ^ lower) * 16777619;
        }

        return hash == 0 ? 1 : hash;
    }

    private static void Add(List<int> buckets, uint feature, uint group)
    {
        uint hash = (feature ^ (group * 0xC2B2AE35u)) * 0x9E3779B1u;
        hash ^= hash >> 15;
        hash *= 0x85EBCA77u;
        hash ^= hash >> 13;
        buckets.Add((int)(hash & (Buckets - 1)));
    }
}
