using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CodeRouter.Core.Conversations;

/// <summary>Where a JSON string ends, and whether it is one: control characters and broken escapes are told.</summary>
internal static class JsonStrings
{
    // What ends a run of ordinary string bytes: the quote, the backslash, and control characters, which JSON forbids raw.
    private static readonly SearchValues<byte> StringStops = SearchValues.Create(
        [(byte)'"', (byte)'\\', .. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    /// <summary>From the opening quote to just behind the closing one; the complement of the offending offset when there is none.</summary>
    public static int End(ReadOnlySpan<byte> json, int open)
    {
        int i = open + 1;
        if (LeapToQuote(json, ref i))
        {
            return i;
        }

        while (true)
        {
            if (i > json.Length)
            {
                return ~json.Length;
            }

            int hit = json[i..].IndexOfAny(StringStops);
            if (hit < 0)
            {
                return ~json.Length;
            }

            i += hit;
            byte c = json[i];
            if (c == '"')
            {
                return i + 1;
            }

            int length = EscapeLength(json, i);
            if (length == 0)
            {
                return ~i;
            }

            i += length;
        }
    }

    /// <summary>
    /// Source code in JSON has an escape every few bytes; a branch for each would be guessed wrong again and again. So 64 bytes are judged
    /// at once as masks: where backslashes, quotes and control characters stand and which bytes are escaped, runs of backslashes resolved
    /// by one subtraction. True with <paramref name="i"/> behind the closing quote. False where the end of the text is near or something is
    /// amiss: then <paramref name="i"/> is at ordinary text or a backslash before it, and the careful loop takes over.
    /// </summary>
    private static bool LeapToQuote(ReadOnlySpan<byte> json, ref int i)
    {
        const ulong oddBits = 0xAAAA_AAAA_AAAA_AAAA;
        ref byte start = ref MemoryMarshal.GetReference(json);
        ulong carried = 0;
        for (; i + 64 <= json.Length; i += 64)
        {
            var block = Vector512.LoadUnsafe(ref start, (nuint)i);
            ulong slashes = Vector512.Equals(block, Vector512.Create((byte)'\\')).ExtractMostSignificantBits();
            ulong quotes = Vector512.Equals(block, Vector512.Create((byte)'"')).ExtractMostSignificantBits();
            ulong controls = Vector512.LessThan(block, Vector512.Create((byte)' ')).ExtractMostSignificantBits();
            ulong escaped = carried;
            ulong next = 0;
            if ((slashes | carried) != 0)
            {
                // Each run of backslashes: every other byte behind its first is escaped, and so is what follows a run of odd length.
                ulong opens = slashes & ~carried;
                ulong marks = (((opens << 1) | oddBits) - opens) ^ oddBits;
                escaped = marks ^ (slashes | carried);
                next = (marks & slashes) >> 63;
            }

            ulong ends = quotes & ~escaped;
            ulong inside = ends == 0 ? ulong.MaxValue : (ends & (0 - ends)) - 1;
            if ((controls & inside) != 0 || ((escaped & inside) != 0 && !AreEscapes(json, i, escaped & inside, block)))
            {
                break;
            }

            if (ends != 0)
            {
                i += BitOperations.TrailingZeroCount(ends) + 1;
                return true;
            }

            carried = next;
        }

        // What is left begins with an escaped byte: its backslash goes back with it.
        i -= (int)carried;
        return false;
    }

    private static bool AreEscapes(ReadOnlySpan<byte> json, int at, ulong escaped, Vector512<byte> block)
    {
        // Nearly all are line ends and quotes.
        ulong usual = (Vector512.Equals(block, Vector512.Create((byte)'n')) | Vector512.Equals(block, Vector512.Create((byte)'"'))
            | Vector512.Equals(block, Vector512.Create((byte)'\\')) | Vector512.Equals(block, Vector512.Create((byte)'t'))).ExtractMostSignificantBits();
        ulong others = escaped & ~usual;
        if (others == 0)
        {
            return true;
        }

        // Encoders that escape all but letters write one of these every few words: those of Unicode are judged at once as well, where all four digits are in the block.
        ulong unicode = others & Vector512.Equals(block, Vector512.Create((byte)'u')).ExtractMostSignificantBits();
        const ulong whole = ulong.MaxValue >> 4;
        ulong digits = HexDigits(block);
        ulong inBlock = unicode & whole;
        if (((inBlock << 1 | inBlock << 2 | inBlock << 3 | inBlock << 4) & ~digits) != 0)
        {
            return false;
        }

        for (others &= ~inBlock; others != 0; others &= others - 1)
        {
            if (EscapeLength(json, at + BitOperations.TrailingZeroCount(others) - 1) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static ulong HexDigits(Vector512<byte> block)
    {
        var letters = block | Vector512.Create((byte)0x20);
        return ((Vector512.GreaterThanOrEqual(block, Vector512.Create((byte)'0')) & Vector512.LessThanOrEqual(block, Vector512.Create((byte)'9')))
            | (Vector512.GreaterThanOrEqual(letters, Vector512.Create((byte)'a')) & Vector512.LessThanOrEqual(letters, Vector512.Create((byte)'f')))).ExtractMostSignificantBits();
    }

    /// <summary>Bytes of the escape that begins here; 0 when it is none (a control character, or half an escape).</summary>
    private static int EscapeLength(ReadOnlySpan<byte> json, int at)
    {
        if (json[at] != '\\' || at + 1 >= json.Length)
        {
            return 0;
        }

        return json[at + 1] switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t' => 2,
            (byte)'u' when at + 6 <= json.Length && AllHex(json.Slice(at + 2, 4)) => 6,
            _ => 0,
        };
    }

    private static bool AllHex(ReadOnlySpan<byte> four)
    {
        foreach (byte b in four)
        {
            if (!char.IsAsciiHexDigit((char)b))
            {
                return false;
            }
        }

        return true;
    }
}
