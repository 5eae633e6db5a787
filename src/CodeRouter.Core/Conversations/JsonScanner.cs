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
                        i = JsonStrings.End(json, i);
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

        int end = JsonStrings.End(json, i);
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
