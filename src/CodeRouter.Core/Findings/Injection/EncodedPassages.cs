using System.Buffers;
using System.Net;
using System.Text;
using CodeRouter.Core.Findings.Secrets;

namespace CodeRouter.Core.Findings.Injection;

/// <summary>
/// Passages of a text that say something else than they spell: base64, hexadecimal digits, percent signs, character references, escapes, the
/// alphabet turned by thirteen, letters from last to first. At most eight of them, each of bounded length.
/// </summary>
internal static class EncodedPassages
{
    private const int Most = 8;
    private const int Shortest = 24;
    private const int Longest = 4096;
    private const int LeastMarks = 8;
    private const int Around = 400;

    // Common words of such orders as they look when turned by thirteen, and from last to first.
    private static readonly SearchValues<string> Turned = SearchValues.Create(["vtaber", "vafgehpg", "cerivbhf", "cebzcg", "flfgrz", " lbhe ", " gur ", " naq "], StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<string> Backwards = SearchValues.Create(["erongi", "tcurtsni", "suoiverp", "tpmorp", "metsys", " ruoy ", " eht ", " dna "], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<char> Digits = SearchValues.Create(TokenAlphabet.LettersAndDigits + "+/=_-");

    /// <summary>A passage and what it says.</summary>
    public readonly record struct Passage(int Start, int End, string Says);

    public static List<Passage> Of(ReadOnlySpan<char> text)
    {
        var passages = new List<Passage>();
        Words(text, passages);
        Marked(text, "%", static p => p.Contains("%20", StringComparison.Ordinal) || p.Contains("%69", StringComparison.Ordinal) ? WebUtility.UrlDecode(p) : null, passages);
        Marked(text, "&#", WebUtility.HtmlDecode, passages);
        Marked(text, "\\u00", Escapes, passages);
        Marked(text, "\\x", Escapes, passages);
        Whole(text, Turned, static p => string.Create(p.Length, p, static (said, from) => Turn(from, said)), passages);
        Whole(text, Backwards, static p => string.Create(p.Length, p, static (said, from) => Reverse(from, said)), passages);
        return passages;
    }

    // Only what decodes to plain words with spaces: keys and pictures do not. Words are short and a passage is long: where the last character
    // that the shortest passage would have is no digit, none begins before it, and most of a text is never looked at.
    private static void Words(ReadOnlySpan<char> text, List<Passage> passages)
    {
        int at = 0;
        while (at + Shortest <= text.Length && passages.Count < Most)
        {
            int last = at + Shortest - 1;
            int before = text[at..(last + 1)].LastIndexOfAnyExcept(Digits);
            if (before >= 0)
            {
                at += before + 1;
                continue;
            }

            int length = text[at..].IndexOfAnyExcept(Digits);
            length = length < 0 ? text.Length - at : length;
            if (length <= Longest && EncodedSecret.Decoded(text.Slice(at, length)) is { } bytes && IsProse(bytes))
            {
                passages.Add(new Passage(at, at + length, Encoding.UTF8.GetString(bytes)));
            }

            at += length;
        }
    }

    private static bool IsProse(ReadOnlySpan<byte> bytes) => bytes.Length >= 12 && bytes.Count((byte)' ') > 1;

    // From the first mark to the last that is near.
    private static void Marked(ReadOnlySpan<char> text, string mark, Func<string, string?> decode, List<Passage> passages)
    {
        int first = text.IndexOf(mark, StringComparison.Ordinal);
        if (first < 0 || passages.Count >= Most)
        {
            return;
        }

        int last = first, count = 0;
        for (int at = first; text[at..].IndexOf(mark, StringComparison.Ordinal) is >= 0 and <= Shortest and var next && at + next - first < Longest; at = last + mark.Length)
        {
            last = at + next;
            count++;
        }

        int end = Math.Min(text.Length, last + mark.Length + Shortest);
        if (count >= LeastMarks && decode(text[first..end].ToString()) is { } says)
        {
            passages.Add(new Passage(first, end, says));
        }
    }

    private static string Escapes(string passage)
    {
        var says = new StringBuilder();
        for (int i = 0; i < passage.Length; i++)
        {
            int digits = passage[i] != '\\' || i + 1 >= passage.Length ? 0 : passage[i + 1] == 'u' ? 4 : passage[i + 1] == 'x' ? 2 : 0;
            if (digits > 0 && i + 2 + digits <= passage.Length && ushort.TryParse(passage.AsSpan(i + 2, digits), System.Globalization.NumberStyles.AllowHexSpecifier, null, out ushort unit))
            {
                says.Append((char)unit);
                i += 1 + digits;
            }
            else
            {
                says.Append(passage[i]);
            }
        }

        return says.ToString();
    }

    // Two such words, and what stands around them.
    private static void Whole(ReadOnlySpan<char> text, SearchValues<string> words, Func<string, string> decode, List<Passage> passages)
    {
        int first = text.IndexOfAny(words);
        if (first < 0 || passages.Count >= Most)
        {
            return;
        }

        int second = text[(first + 4)..].IndexOfAny(words);
        if (second is >= 0 and < Around)
        {
            int start = Math.Max(0, first - Around), end = Math.Min(text.Length, first + second + (2 * Around));
            passages.Add(new Passage(start, end, decode(text[start..end].ToString())));
        }
    }

    private static void Turn(ReadOnlySpan<char> from, Span<char> said)
    {
        for (int i = 0; i < from.Length; i++)
        {
            char c = from[i];
            said[i] = char.IsAsciiLetterLower(c) ? (char)('a' + ((c - 'a' + 13) % 26)) : char.IsAsciiLetterUpper(c) ? (char)('A' + ((c - 'A' + 13) % 26)) : c;
        }
    }

    private static void Reverse(ReadOnlySpan<char> from, Span<char> said)
    {
        from.CopyTo(said);
        said.Reverse();
    }
}
