using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace CodeRouter.Core.Conversations;

/// <summary>
/// One strict pass over a JSON text that checks its grammar and notes the spans routing needs.
/// A reader of tokens would do the same work, but it walks every string with an escape in it byte by byte, and agents' bodies are
/// almost nothing but strings full of escapes; this one leaps from quote to backslash to quote with vector searches.
/// Depth is bounded, nothing recurses, nothing is decoded.
/// </summary>
public static class JsonScanner
{
    public const int MaxDepth = 512;

    // What ends a run of ordinary string bytes: the quote, the backslash, and control characters, which JSON forbids raw.
    private static readonly SearchValues<byte> StringStops = SearchValues.Create(
        [(byte)'"', (byte)'\\', .. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    /// <summary>Scans a request body. The scan's <see cref="BodyScan.Problem"/> says whether it is one well-formed object.</summary>
    public static BodyScan Scan(ReadOnlySpan<byte> json)
    {
        var scan = new BodyScan();
        scan.FirstOther = json.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
        if (scan.FirstOther >= 0 && !Utf8.IsValid(json[scan.FirstOther..]))
        {
            scan.Problem = ScanProblem.InvalidUtf8;
            return scan;
        }

        var notes = new BodyNotes(scan);
        int at = Run(json, ref notes, out var problem);
        scan.Problem = problem;
        scan.ProblemAt = at;
        return scan;
    }

    /// <summary>Whether the text is exactly one well-formed JSON value, white space around it allowed.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> json)
    {
        var none = default(NoNotes);
        return IsWellFormed(json, ref none);
    }

    /// <summary>The same, with notes of what stands where.</summary>
    internal static bool IsWellFormed<TNotes>(ReadOnlySpan<byte> json, ref TNotes notes)
        where TNotes : struct, IScanNotes
    {
        Run(json, ref notes, out var problem);
        return problem is ScanProblem.None or ScanProblem.NotAnObject;
    }

    private static int Run<TNotes>(ReadOnlySpan<byte> json, ref TNotes notes, out ScanProblem problem)
        where TNotes : struct, IScanNotes
    {
        // One bit a level: object or array.
        Span<ulong> objects = stackalloc ulong[MaxDepth / 64];
        int depth = 0;
        int i = SkipSpace(json, 0);
        problem = ScanProblem.Malformed;
        if (i >= json.Length)
        {
            return i;
        }

        bool isObject = json[i] == '{';
        bool wantValue = true;
        bool ended = true;
        while (true)
        {
            if (wantValue)
            {
                if (i >= json.Length)
                {
                    return i;
                }

                notes.Begins(json, depth, i);
                byte c = json[i];
                switch (c)
                {
                    case (byte)'{':
                    case (byte)'[':
                        if (depth == MaxDepth)
                        {
                            problem = ScanProblem.TooDeep;
                            return i;
                        }

                        ulong bit = 1UL << (depth & 63);
                        objects[depth >> 6] = c == '{' ? objects[depth >> 6] | bit : objects[depth >> 6] & ~bit;
                        depth++;
                        notes.Opens(json, depth, c);
                        i = SkipSpace(json, i + 1);
                        if (i >= json.Length)
                        {
                            return i;
                        }

                        if (json[i] == (c == '{' ? '}' : ']'))
                        {
                            wantValue = ended = false;
                            break;
                        }

                        if (c == '{' && !ReadName(json, ref i, depth, ref notes))
                        {
                            return i;
                        }

                        continue;
                    case (byte)'"':
                        i = EndOfString(json, i);
                        if (i < 0)
                        {
                            return ~i;
                        }

                        wantValue = false;
                        ended = true;
                        break;
                    default:
                        if (!SkipScalar(json, ref i))
                        {
                            return i;
                        }

                        wantValue = false;
                        ended = true;
                        break;
                }
            }

            // Either a value ended at i, or an empty container was opened and its closer stands at i.
            while (!wantValue)
            {
                if (ended)
                {
                    notes.Ends(json, depth, i);
                }

                i = SkipSpace(json, i);
                if (depth == 0)
                {
                    problem = i != json.Length ? ScanProblem.Malformed : isObject ? ScanProblem.None : ScanProblem.NotAnObject;
                    return i;
                }

                if (i >= json.Length)
                {
                    return i;
                }

                bool top = (objects[(depth - 1) >> 6] & (1UL << ((depth - 1) & 63))) != 0;
                byte c = json[i];
                if (c == ',')
                {
                    i = SkipSpace(json, i + 1);
                    if (top && !ReadName(json, ref i, depth, ref notes))
                    {
                        return i;
                    }

                    wantValue = true;
                }
                else if (c == (top ? '}' : ']'))
                {
                    notes.Closes(depth);
                    depth--;
                    i++;
                    ended = true;
                }
                else
                {
                    return i;
                }
            }
        }
    }

    private static bool ReadName<TNotes>(ReadOnlySpan<byte> json, ref int i, int depth, ref TNotes notes)
        where TNotes : struct, IScanNotes
    {
        if (i >= json.Length || json[i] != '"')
        {
            return false;
        }

        int end = EndOfString(json, i);
        if (end < 0)
        {
            i = ~end;
            return false;
        }

        notes.Names(json, depth, i + 1, end - i - 2);
        i = SkipSpace(json, end);
        if (i >= json.Length || json[i] != ':')
        {
            return false;
        }

        i = SkipSpace(json, i + 1);
        return true;
    }

    /// <summary>From the opening quote to just behind the closing one; the complement of the offending offset when there is none.</summary>
    internal static int EndOfString(ReadOnlySpan<byte> json, int open)
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

    private static bool SkipScalar(ReadOnlySpan<byte> json, ref int i)
    {
        switch (json[i])
        {
            case (byte)'t':
                return SkipWord(json, ref i, "true"u8);
            case (byte)'f':
                return SkipWord(json, ref i, "false"u8);
            case (byte)'n':
                return SkipWord(json, ref i, "null"u8);
            default:
                return SkipNumber(json, ref i);
        }
    }

    private static bool SkipWord(ReadOnlySpan<byte> json, ref int i, ReadOnlySpan<byte> word)
    {
        if (!json[i..].StartsWith(word))
        {
            return false;
        }

        i += word.Length;
        return true;
    }

    private static bool SkipNumber(ReadOnlySpan<byte> json, ref int i)
    {
        int at = i;
        if (At(json, at) == '-')
        {
            at++;
        }

        if (At(json, at) == '0')
        {
            at++;
        }
        else if (!Digits(json, ref at))
        {
            return false;
        }

        if (At(json, at) == '.')
        {
            at++;
            if (!Digits(json, ref at))
            {
                return false;
            }
        }

        if (At(json, at) is (byte)'e' or (byte)'E')
        {
            at++;
            if (At(json, at) is (byte)'+' or (byte)'-')
            {
                at++;
            }

            if (!Digits(json, ref at))
            {
                return false;
            }
        }

        i = at;
        return true;
    }

    private static byte At(ReadOnlySpan<byte> json, int i) => i < json.Length ? json[i] : (byte)0;

    private static bool Digits(ReadOnlySpan<byte> json, ref int i)
    {
        int from = i;
        while (i < json.Length && (uint)(json[i] - '0') <= 9)
        {
            i++;
        }

        return i > from;
    }

    private static int SkipSpace(ReadOnlySpan<byte> json, int i)
    {
        while (i < json.Length && json[i] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            i++;
        }

        return i;
    }
}
