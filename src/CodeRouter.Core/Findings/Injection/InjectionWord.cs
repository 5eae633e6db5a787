namespace CodeRouter.Core.Findings.Injection;

/// <summary>A word as the injection layer reads it.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">One past its last.</param>
/// <param name="Hash">Of its letters in lower case, digits in it read as the letters they stand for; never 0.</param>
/// <param name="Opens">It begins a sentence, a line, a quotation.</param>
internal readonly record struct InjectionWord(int Start, int End, uint Hash, bool Opens)
{
    private const int MostLetters = 24;
    private const uint Seed = 2166136261;
    private const char Ideographs = '\u2E80';

    // What digits stand for in words that are spelt with them: 1gn0r3.
    private const string Letters = "oi0eas0t00";

    // What a plain character is: a letter or digit (in lower case), or 0 for what stands between words. Nearly all text is plain, and
    // without culture data the framework looks letters up one by one.
    private static ReadOnlySpan<byte> Plain =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)'0', (byte)'1', (byte)'2', (byte)'3', (byte)'4', (byte)'5', (byte)'6', (byte)'7', (byte)'8', (byte)'9', 0, 0, 0, 0, 0, 0,
        0, (byte)'a', (byte)'b', (byte)'c', (byte)'d', (byte)'e', (byte)'f', (byte)'g', (byte)'h', (byte)'i', (byte)'j', (byte)'k', (byte)'l', (byte)'m', (byte)'n', (byte)'o',
        (byte)'p', (byte)'q', (byte)'r', (byte)'s', (byte)'t', (byte)'u', (byte)'v', (byte)'w', (byte)'x', (byte)'y', (byte)'z', 0, 0, 0, 0, 0,
        0, (byte)'a', (byte)'b', (byte)'c', (byte)'d', (byte)'e', (byte)'f', (byte)'g', (byte)'h', (byte)'i', (byte)'j', (byte)'k', (byte)'l', (byte)'m', (byte)'n', (byte)'o',
        (byte)'p', (byte)'q', (byte)'r', (byte)'s', (byte)'t', (byte)'u', (byte)'v', (byte)'w', (byte)'x', (byte)'y', (byte)'z', 0, 0, 0, 0, 0,
    ];

    /// <summary>The next word.</summary>
    /// <param name="at">Where to look from; then one past the word.</param>
    /// <param name="starts">Something that ends a sentence stood before; then false.</param>
    /// <returns>False at the end of the text.</returns>
    public static bool Next(ReadOnlySpan<char> text, ref int at, ref bool starts, out InjectionWord word)
    {
        int start = at;
        while (start < text.Length && !IsLetterOrDigit(text[start]))
        {
            starts |= text[start] is '.' or '!' or '?' or '\n' or ':' or '"' or '>' or '#' or '*';
            start++;
        }

        if (start == text.Length)
        {
            at = start;
            word = default;
            return false;
        }

        at = EndOf(text, start);
        word = new InjectionWord(start, at, HashOf(text[start..at]), starts);
        starts = false;
        return true;
    }

    private static bool IsLetterOrDigit(char c) => c < 128 ? Plain[c] != 0 : char.IsLetterOrDigit(c);

    // Scripts without spaces: two characters at a time.
    private static int EndOf(ReadOnlySpan<char> text, int start)
    {
        if (text[start] > Ideographs)
        {
            return Math.Min(text.Length, start + 2);
        }

        int at = start + 1;
        while (at < text.Length && text[at] <= Ideographs && (IsLetterOrDigit(text[at]) || Joins(text, at)))
        {
            at++;
        }

        return at;
    }

    private static bool Joins(ReadOnlySpan<char> text, int at) => text[at] is '\'' or '’' or '_' && at + 1 < text.Length && IsLetterOrDigit(text[at + 1]);

    private static uint HashOf(ReadOnlySpan<char> word)
    {
        var letters = word.Length > MostLetters ? word[..MostLetters] : word;
        uint hash = Seed;
        foreach (char c in letters)
        {
            if (char.IsAsciiDigit(c))
            {
                return HashOf(letters, spelt: word.ContainsAnyExceptInRange('0', '9'));
            }

            hash = With(hash, Lower(c));
        }

        return hash == 0 ? 1 : hash;
    }

    private static uint HashOf(ReadOnlySpan<char> letters, bool spelt)
    {
        uint hash = Seed;
        foreach (char c in letters)
        {
            hash = With(hash, !char.IsAsciiDigit(c) ? Lower(c) : spelt ? Letters[c - '0'] : '0');
        }

        return hash == 0 ? 1 : hash;
    }

    private static char Lower(char c) => c >= 128 ? char.ToLowerInvariant(c) : Plain[c] is > 0 and byte letter ? (char)letter : c;

    private static uint With(uint hash, char c) => (hash ^ c) * 16777619;
}
