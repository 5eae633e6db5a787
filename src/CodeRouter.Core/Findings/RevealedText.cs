using System.Buffers;
using System.Text;

namespace CodeRouter.Core.Findings;

/// <summary>
/// A text as it would read without tricks: characters that no screen shows taken out, letters that only look like ASCII (full width,
/// mathematical, Cyrillic or Greek within an ASCII word) replaced by it, what stands reversed for display turned round. What a guard finds in
/// it stands in the text at the places the letters came from.
/// </summary>
public static class RevealedText
{
    private const int Window = 1 << 18;

    // Longer than a disguised value with a character between all of its own.
    private const int Overlap = 1 << 13;

    private const char Override = '\u202E';
    private const char Pop = '\u202C';

    private const string Alike = "АВЕКМНОРСТУХЅІЈаеорсухѕіјΑΒΕΖΗΙΚΜΝΟΡΤΥΧο";
    private const string Meant = "ABEKMHOPCTYXSIJaeopcyxsijABEZHIKMNOPTYXo";

    // Soft hyphen, zero width, marks of direction, joiners, the mark of byte order.
    private static readonly SearchValues<char> Hidden = SearchValues.Create("\u00AD\u034F\u061C\u180E\u200B\u200C\u200D\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\uFEFF");

    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        "\u00AD\u034F\u061C\u180E\u200B\u200C\u200D\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\uFEFF\uD835" + Alike
        + new string([.. Enumerable.Range('０', 10).Concat(Enumerable.Range('Ａ', 26)).Concat(Enumerable.Range('ａ', 26)).Select(static c => (char)c)]));

    internal delegate void Scanner(ReadOnlySpan<char> text, List<Finding> findings);

    /// <summary>The text as it is meant to be read; null where that is what stands there.</summary>
    public static string? Of(ReadOnlySpan<char> text)
    {
        if (Ascii.IsValid(text) || !IsTricked(text))
        {
            return null;
        }

        char[] plain = new char[text.Length];
        return new string(plain, 0, Reveal(text, plain, new int[text.Length]));
    }

    /// <summary>Scans the text as it is meant to be read, where that is another; adds findings at the places of the text as it is.</summary>
    /// <param name="text">Not all ASCII.</param>
    internal static void Scan(ReadOnlySpan<char> text, List<Finding> findings, Scanner scan)
    {
        for (int from = 0; from < text.Length;)
        {
            int length = Math.Min(Window, text.Length - from);
            Scan(text.Slice(from, length), from, findings, scan);
            from += length < Window ? length : Window - Overlap;
        }
    }

    private static void Scan(ReadOnlySpan<char> text, int from, List<Finding> findings, Scanner scan)
    {
        if (!IsTricked(text))
        {
            return;
        }

        char[] plain = ArrayPool<char>.Shared.Rent(text.Length);
        int[] places = ArrayPool<int>.Shared.Rent(text.Length);
        int length = Reveal(text, plain, places);
        var found = new List<Finding>();
        scan(plain.AsSpan(0, length), found);
        foreach (var finding in found)
        {
            // Turned text counts down.
            int start = int.MaxValue, end = 0;
            for (int i = finding.Start; i < finding.End; i++)
            {
                start = Math.Min(start, places[i]);
                end = Math.Max(end, places[i] + 1);
            }

            end += end < text.Length && char.IsLowSurrogate(text[end]) ? 1 : 0;
            if (!text[start..end].SequenceEqual(plain.AsSpan(finding.Start, finding.Length)))
            {
                findings.Add(finding with { Start = from + start, End = from + end });
            }
        }

        plain.AsSpan(0, length).Clear();
        ArrayPool<char>.Shared.Return(plain);
        ArrayPool<int>.Shared.Return(places);
    }

    // Between ASCII letters or digits: emoji are joined by such characters too, and whole words of other scripts are no trick.
    private static bool IsTricked(ReadOnlySpan<char> text)
    {
        int at = 0;
        while (text[at..].IndexOfAny(Suspects) is >= 0 and var next)
        {
            at += next;
            // Only the first of many hidden characters has a letter before it, so what follows them is looked for once.
            char before = at > 0 ? text[at - 1] : ' ';
            if (text[at] is (>= '０' and <= 'ｚ') or '\uD835' or Override
                || (Hidden.Contains(text[at]) ? IsOfWord(before) && IsOfWord(Next(text, at)) : char.IsAsciiLetterOrDigit(before) || (at + 1 < text.Length && char.IsAsciiLetterOrDigit(text[at + 1]))))
            {
                return true;
            }

            at++;
        }

        return false;
    }

    private static char Next(ReadOnlySpan<char> text, int at)
    {
        int next = text[at..].IndexOfAnyExcept(Hidden);
        return next < 0 ? ' ' : text[at + next];
    }

    private static bool IsOfWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '+' or '/' or '=' or '@' or '.';

    private static int Reveal(ReadOnlySpan<char> text, Span<char> plain, Span<int> places)
    {
        int length = 0, turned = -1;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (turned >= 0 && c is Pop or '\n' or '\r')
            {
                Turn(plain[turned..length], places[turned..length]);
                turned = -1;
            }

            if (Hidden.Contains(c))
            {
                turned = c == Override ? length : turned;
                continue;
            }

            bool pair = c == '\uD835' && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            plain[length] = pair ? Mathematical(text[i + 1]) : AsAscii(c);
            places[length++] = i;
            i += pair ? 1 : 0;
        }

        if (turned >= 0)
        {
            Turn(plain[turned..length], places[turned..length]);
        }

        return length;
    }

    private static void Turn(Span<char> plain, Span<int> places)
    {
        plain.Reverse();
        places.Reverse();
    }

    private static char AsAscii(char c)
    {
        if (c < 0x80)
        {
            return c;
        }

        int alike = c < 0x500 ? Alike.IndexOf(c, StringComparison.Ordinal) : -1;
        return alike >= 0 ? Meant[alike] : c is >= '！' and <= '～' ? (char)(c - '！' + '!') : c;
    }

    // U+1D400…: thirteen alphabets of 52, then five times ten digits.
    private static char Mathematical(char low)
    {
        int at = low - '\uDC00';
        return at switch
        {
            < 0x2A4 => (at % 52) is var letter && letter < 26 ? (char)('A' + letter) : (char)('a' + letter - 26),
            >= 0x3CE and < 0x400 => (char)('0' + ((at - 0x3CE) % 10)),
            _ => '\uFFFD',
        };
    }
}
