using System.Globalization;
using System.Runtime.CompilerServices;

namespace CodeRouter.Core.Tokens;

/// <summary>
/// The pieces a byte-pair tokeniser would cut a text into before it looks at its vocabulary, counted by kind and length: common short words
/// are one token each, long ones several. What a piece of a kind costs is a tokeniser's own weight.
/// </summary>
[InlineArray(Kinds)]
internal struct TextPieces
{
    public const int Kinds = 16;
    private const int ShortWord = 0, MiddleWord = 1, LongWord = 2, LongerWord = 3, LettersBeyond = 4, CapitalLetters = 5, DigitGroup = 6, MarkBeforeWord = 7;
    private const int MarkRun = 8, MarksBeyond = 9, LineBreak = 10, SpaceRun = 11, Ideograph = 12, OtherLetter = 13, Symbol = 14, Digit = 15;

    private double _count;

    /// <summary>All pieces, whatever their kind. Digits are in their groups already.</summary>
    public readonly double Sum
    {
        get
        {
            double sum = 0;
            foreach (double count in this[..Digit])
            {
                sum += count;
            }

            return sum;
        }
    }

    /// <summary>A JSON string between its quotes, still escaped.</summary>
    public void Add(ReadOnlySpan<byte> inner)
    {
        int i = 0;
        while (i < inner.Length)
        {
            int c = Next(inner, ref i);
            if (IsLetter(c))
            {
                AddWord(inner, ref i, c);
            }
            else if (IsDigit(c))
            {
                AddDigits(inner, ref i);
            }
            else if (c == ' ')
            {
                AddSpaces(inner, ref i);
            }
            else if (c is '\n' or '\r' or '\t')
            {
                this[LineBreak]++;
                SkipWhile(inner, ref i, static next => next is '\n' or '\r' or '\t' or ' ');
            }
            else if (c < 0x80)
            {
                AddMarks(inner, ref i);
            }
            else
            {
                this[IsIdeograph(c) ? Ideograph : c is < 0x2000 or (>= 0xA000 and < 0xE000) ? OtherLetter : Symbol]++;
            }
        }
    }

    // A capital after a small letter begins a piece of its own.
    private void AddWord(ReadOnlySpan<byte> text, ref int i, int first)
    {
        int length = 1;
        bool allCapitals = IsCapital(first);
        while (Peek(text, i, out int next) is var c && IsLetter(c))
        {
            if (IsCapital(c) && !allCapitals)
            {
                break;
            }

            allCapitals &= IsCapital(c);
            length++;
            i = next;
        }

        if (allCapitals && length > 2)
        {
            this[CapitalLetters] += length;
            return;
        }

        this[length <= 4 ? ShortWord : length <= 7 ? MiddleWord : length <= 10 ? LongWord : LongerWord]++;
        this[LettersBeyond] += Math.Max(0, length - 10);
    }

    private void AddDigits(ReadOnlySpan<byte> text, ref int i)
    {
        int length = 1 + SkipWhile(text, ref i, IsDigit);
        this[DigitGroup] += (length + 2) / 3;
        this[Digit] += length;
    }

    private void AddSpaces(ReadOnlySpan<byte> text, ref int i)
    {
        if (SkipWhile(text, ref i, static c => c == ' ') > 0)
        {
            this[SpaceRun]++;
        }
    }

    private void AddMarks(ReadOnlySpan<byte> text, ref int i)
    {
        int more = SkipWhile(text, ref i, static c => c is > ' ' and < 0x80 && !IsLetter(c) && !IsDigit(c));
        this[more == 0 && IsLetter(Peek(text, i, out _)) ? MarkBeforeWord : MarkRun]++;
        this[MarksBeyond] += Math.Max(0, more - 1);
    }

    private static int SkipWhile(ReadOnlySpan<byte> text, ref int i, Func<int, bool> isOf)
    {
        int count = 0;
        while (i < text.Length && Peek(text, i, out int next) is var c && isOf(c))
        {
            count++;
            i = next;
        }

        return count;
    }

    private static int Peek(ReadOnlySpan<byte> text, int at, out int next)
    {
        next = at;
        return at < text.Length ? Next(text, ref next) : -1;
    }

    /// <summary>One character, its escape or its UTF-8 sequence undone; a broken one counts as the byte it is.</summary>
    private static int Next(ReadOnlySpan<byte> text, ref int i)
    {
        byte b = text[i++];
        if (b == '\\' && i < text.Length)
        {
            byte kind = text[i++];
            if (kind == 'u' && i + 4 <= text.Length && ushort.TryParse(text.Slice(i, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
            {
                i += 4;
                return unit;
            }

            return kind switch { (byte)'n' => '\n', (byte)'t' => '\t', (byte)'r' => '\r', _ => kind };
        }

        if (b < 0x80)
        {
            return b;
        }

        var status = System.Text.Rune.DecodeFromUtf8(text[(i - 1)..], out var rune, out int used);
        i += status == System.Buffers.OperationStatus.Done ? used - 1 : 0;
        return status == System.Buffers.OperationStatus.Done ? rune.Value : b;
    }

    private static bool IsLetter(int c) => (uint)((c | 0x20) - 'a') < 26;

    private static bool IsCapital(int c) => (uint)(c - 'A') < 26;

    private static bool IsDigit(int c) => (uint)(c - '0') < 10;

    private static bool IsIdeograph(int c) => c is (>= 0x3040 and < 0xA000) or (>= 0xAC00 and < 0xD7B0) or (>= 0x20000 and < 0x30000);
}
