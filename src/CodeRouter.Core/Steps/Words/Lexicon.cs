using System.Collections.Frozen;
using System.Text;

namespace CodeRouter.Core.Steps.Words;

/// <summary>
/// Concepts (fix, add, why, broken …) and the words for them in many languages. One list serves the features of the trained layer,
/// the task splitter and the risk words, so that a language is added in one place.
/// </summary>
internal static class Lexicon
{
    private const int MaxStem = 14;
    private const int MaxSubstring = 8;

    private static readonly FrozenDictionary<string, byte[]> Whole;
    private static readonly FrozenDictionary<string, byte[]> Stems;
    private static readonly FrozenDictionary<string, byte[]> Substrings;
    private static readonly FrozenSet<string> Openings;
    private static readonly FrozenDictionary<string, byte[]>.AlternateLookup<ReadOnlySpan<char>> WholeLookup;
    private static readonly FrozenDictionary<string, byte[]>.AlternateLookup<ReadOnlySpan<char>> StemLookup;
    private static readonly FrozenDictionary<string, byte[]>.AlternateLookup<ReadOnlySpan<char>> SubstringLookup;

    static Lexicon()
    {
        var whole = new Dictionary<string, List<byte>>(StringComparer.Ordinal);
        var stems = new Dictionary<string, List<byte>>(StringComparer.Ordinal);
        var substrings = new Dictionary<string, List<byte>>(StringComparer.Ordinal);
        var names = new List<string>();
        foreach (string line in Resources.ReadText("lexicon.txt").Split('\n'))
        {
            int colon = line.IndexOf(':');
            if (colon <= 0 || line[0] == '#')
            {
                continue;
            }

            byte concept = (byte)names.Count;
            names.Add(line[..colon]);
            foreach (string entry in line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                bool stem = entry[^1] == '*';
                string word = (stem ? entry[..^1] : entry).ToLowerInvariant();
                Put(IsUnspaced(word[0]) ? substrings : stem ? stems : whole, word, concept);
            }
        }

        Names = names;
        Whole = Freeze(whole);
        Stems = Freeze(stems);
        Substrings = Freeze(substrings);
        Openings = Whole.Keys.Where(static w => w.Contains('_')).Select(static w => w[..w.IndexOf('_')]).ToFrozenSet(StringComparer.Ordinal);
        WholeLookup = Whole.GetAlternateLookup<ReadOnlySpan<char>>();
        StemLookup = Stems.GetAlternateLookup<ReadOnlySpan<char>>();
        SubstringLookup = Substrings.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Names of the concepts; a concept's number is its place.</summary>
    public static IReadOnlyList<string> Names { get; }

    public static int Number(string name)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name)
            {
                return i;
            }
        }

        throw new ArgumentException("no such concept: " + name, nameof(name));
    }

    /// <summary>Concepts of a lower-case word, or of words joined by underscores.</summary>
    public static ReadOnlySpan<byte> OfWord(ReadOnlySpan<char> word)
    {
        if (WholeLookup.TryGetValue(word, out byte[]? exact))
        {
            return exact;
        }

        for (int length = Math.Min(word.Length, MaxStem); length >= 3; length--)
        {
            if (StemLookup.TryGetValue(word[..length], out byte[]? stem))
            {
                return stem;
            }
        }

        return default;
    }

    /// <summary>Whether a listed phrase begins with the word.</summary>
    public static bool BeginsPhrase(string word) => Openings.Contains(word);

    /// <summary>Whether joined words (a_b) are listed.</summary>
    public static bool TryPhrase(ReadOnlySpan<char> phrase, out ReadOnlySpan<byte> concepts)
    {
        bool found = WholeLookup.TryGetValue(phrase, out byte[]? listed);
        concepts = listed;
        return found;
    }

    /// <summary>The longest listed text that begins here, in a script without spaces; 0 when none.</summary>
    public static int OfStart(ReadOnlySpan<char> text, out ReadOnlySpan<byte> concepts)
    {
        for (int length = Math.Min(text.Length, MaxSubstring); length >= 1; length--)
        {
            if (SubstringLookup.TryGetValue(text[..length], out byte[]? listed))
            {
                concepts = listed;
                return length;
            }
        }

        concepts = default;
        return 0;
    }

    /// <summary>Han, kana, hangul: scripts in which a word has no spaces around it.</summary>
    public static bool IsUnspaced(char c) => c is >= '\u3040' and <= '\u30ff' or >= '\u3400' and <= '\u9fff' or >= '\uac00' and <= '\ud7af';

    /// <summary>Whether some of a text may be in such a script: a look that costs nothing where it is not.</summary>
    public static bool HoldsUnspaced(ReadOnlySpan<char> text) => text.ContainsAnyInRange('\u3040', '\ud7af');

    private static void Put(Dictionary<string, List<byte>> table, string word, byte concept)
    {
        if (!table.TryGetValue(word, out var list))
        {
            table[word] = list = [];
        }

        if (!list.Contains(concept))
        {
            list.Add(concept);
        }
    }

    private static FrozenDictionary<string, byte[]> Freeze(Dictionary<string, List<byte>> table) =>
        table.ToFrozenDictionary(p => p.Key, p => p.Value.ToArray(), StringComparer.Ordinal);
}

/// <summary>Data that is built into the assembly.</summary>
internal static class Resources
{
    public static string ReadText(string name)
    {
        using var stream = Open(name) ?? throw new InvalidOperationException("the resource " + name + " is not built in");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    public static byte[]? ReadBytes(string name)
    {
        using var stream = Open(name);
        if (stream is null)
        {
            return null;
        }

        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static Stream? Open(string name) => typeof(Resources).Assembly.GetManifestResourceStream("words." + name);
}
