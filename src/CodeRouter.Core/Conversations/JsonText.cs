using System.Buffers;
using System.Globalization;
using System.Text;

namespace CodeRouter.Core.Conversations;

/// <summary>
/// Text of JSON strings, given between their quotes and still escaped. Half a surrogate pair (agents cut their output anywhere)
/// becomes U+FFFD, where the framework's reader would throw.
/// </summary>
public static class JsonText
{
    private const char Replacement = '\uFFFD';
    private const int LongestEscape = 6;

    public static string Decode(ReadOnlySpan<byte> inner)
    {
        if (!inner.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(inner);
        }

        char[] rented = ArrayPool<char>.Shared.Rent(inner.Length);
        int length = Decode(inner, rented);
        string text = new(rented, 0, length);
        ArrayPool<char>.Shared.Return(rented);
        return text;
    }

    /// <summary>The first characters of a text; what comes behind them is not looked at.</summary>
    public static string Head(ReadOnlySpan<byte> inner, int maxChars)
    {
        // A byte is one character at most, an escape up to six bytes: a second look is seldom needed, a third hardly ever.
        char[] rented = ArrayPool<char>.Shared.Rent(maxChars + LongestEscape);
        int length = 0;
        while (!inner.IsEmpty && length < maxChars)
        {
            int end = Boundary(inner, maxChars - length);
            end += PartsPair(inner, end) ? LongestEscape : 0;
            length += Decode(inner[..end], rented.AsSpan(length));
            inner = inner[end..];
        }

        string text = new(rented, 0, Math.Min(length, maxChars));
        ArrayPool<char>.Shared.Return(rented);
        return text;
    }

    /// <summary>How many UTF-16 units the decoded text has, without decoding it.</summary>
    public static int CountChars(ReadOnlySpan<byte> inner)
    {
        int count = 0;
        while (true)
        {
            int hit = inner.IndexOf((byte)'\\');
            var run = hit < 0 ? inner : inner[..hit];
            if (!run.IsEmpty)
            {
                count += Encoding.UTF8.GetCharCount(run);
            }

            if (hit < 0 || hit + 1 >= inner.Length)
            {
                return count;
            }

            count++;
            inner = inner[Math.Min(inner.Length, hit + (inner[hit + 1] == 'u' ? 6 : 2))..];
        }
    }

    /// <summary>The text, or its head and tail with a mark between them where it is longer than the limits, and its full length.</summary>
    public static (string Text, int FullLength) Clip(ReadOnlySpan<byte> inner, ReadLimits limits)
    {
        int room = limits.HeadChars + limits.TailChars;
        if (inner.Length <= room)
        {
            string whole = Decode(inner);
            return (whole, whole.Length);
        }

        int full = CountChars(inner);
        if (full <= room)
        {
            return (Decode(inner), full);
        }

        string head = Decode(inner[..Boundary(inner, Math.Max(0, limits.HeadChars))]);
        string tail = Decode(inner[Boundary(inner, inner.Length - Math.Max(0, limits.TailChars))..]);
        return (Join(head, tail, full), full);
    }

    /// <summary>The same for a text that is already decoded.</summary>
    public static (string Text, int FullLength) Clip(string text, ReadLimits limits) =>
        text.Length <= limits.HeadChars + limits.TailChars
            ? (text, text.Length)
            : (Join(text[..limits.HeadChars], text[^limits.TailChars..], text.Length), text.Length);

    private static string Join(string head, string tail, int full) =>
        string.Create(CultureInfo.InvariantCulture, $"{head}\n[... {full - head.Length - tail.Length} characters left out ...]\n{tail}");

    /// <summary>The nearest place at or behind <paramref name="at"/> where neither an escape nor a UTF-8 sequence is cut in two.</summary>
    private static int Boundary(ReadOnlySpan<byte> inner, int at)
    {
        if (at >= inner.Length)
        {
            return inner.Length;
        }

        // An escape is at most six bytes long: one that spans this place begins within the five before it.
        int from = Math.Max(0, at - 5);
        int slash = inner[from..at].IndexOf((byte)'\\');
        if (slash >= 0)
        {
            // The first backslash of a run always opens an escape; from there escapes can be counted off.
            int open = from + slash;
            while (open > 0 && inner[open - 1] == '\\')
            {
                open--;
            }

            while (open < at)
            {
                int next = inner[open..].IndexOf((byte)'\\');
                if (next < 0 || open + next >= at || open + next + 1 >= inner.Length)
                {
                    break;
                }

                open += next;
                open += inner[open + 1] == 'u' ? 6 : 2;
            }

            at = Math.Min(inner.Length, Math.Max(at, open));
        }

        while (at < inner.Length && (inner[at] & 0xC0) == 0x80)
        {
            at++;
        }

        return at;
    }

    /// <summary>Decodes into <paramref name="target"/>, which has room for as many characters as there are bytes; how many were written.</summary>
    public static int Decode(ReadOnlySpan<byte> inner, Span<char> target)
    {
        int length = 0;
        while (!inner.IsEmpty)
        {
            int hit = inner.IndexOf((byte)'\\');
            var run = hit < 0 ? inner : inner[..hit];
            if (!run.IsEmpty)
            {
                length += Encoding.UTF8.GetChars(run, target[length..]);
            }

            if (hit < 0 || hit + 1 >= inner.Length)
            {
                break;
            }

            inner = inner[hit..];
            byte kind = inner[1];
            if (kind != 'u')
            {
                target[length++] = Simple(kind);
                inner = inner[2..];
                continue;
            }

            char unit = Unit(inner);
            inner = inner[Math.Min(6, inner.Length)..];
            if (char.IsHighSurrogate(unit) && inner.Length >= 6 && inner[0] == '\\' && inner[1] == 'u' && char.IsLowSurrogate(Unit(inner)))
            {
                target[length++] = unit;
                target[length++] = Unit(inner);
                inner = inner[6..];
            }
            else
            {
                target[length++] = char.IsSurrogate(unit) ? Replacement : unit;
            }
        }

        return length;
    }

    // Whether a cut goes between the written-out halves of one character.
    private static bool PartsPair(ReadOnlySpan<byte> inner, int at) =>
        at >= LongestEscape && inner[at..] is [(byte)'\\', (byte)'u', ..] && char.IsLowSurrogate(Unit(inner[at..]))
        && inner[(at - LongestEscape)..] is [(byte)'\\', (byte)'u', ..] && char.IsHighSurrogate(Unit(inner[(at - LongestEscape)..]))
        && (at - inner[..(at - LongestEscape)].LastIndexOfAnyExcept((byte)'\\')) % 2 != 0;

    private static char Simple(byte kind) => kind switch
    {
        (byte)'n' => '\n',
        (byte)'t' => '\t',
        (byte)'r' => '\r',
        (byte)'b' => '\b',
        (byte)'f' => '\f',
        _ => (char)kind,
    };

    private static char Unit(ReadOnlySpan<byte> escape) =>
        escape.Length >= 6 && ushort.TryParse(escape.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit)
            ? (char)unit
            : Replacement;
}
