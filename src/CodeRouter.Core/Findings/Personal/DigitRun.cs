namespace CodeRouter.Core.Findings.Personal;

/// <summary>Digits written together or in groups: where they stand, and how they are grouped.</summary>
/// <param name="Start">The first digit, or the plus or bracket before it.</param>
/// <param name="End">One past the last digit.</param>
/// <param name="Digits">How many.</param>
/// <param name="Groups">How many groups.</param>
/// <param name="Plus">A plus stands before it.</param>
/// <param name="Bracket">Some digits stand in brackets.</param>
/// <param name="Dots">Groups are parted by dots.</param>
/// <param name="Dashes">Groups are parted by dashes.</param>
internal readonly record struct DigitRun(int Start, int End, int Digits, int Groups, bool Plus, bool Bracket, bool Dots, bool Dashes)
{
    public const int Longest = 24;

    /// <summary>Reads the run that begins at a digit; <paramref name="digits"/> takes its digits.</summary>
    public static DigitRun Read(ReadOnlySpan<char> text, int first, Span<char> digits)
    {
        int start = first, end = first, count = 0, groups = 0;
        bool plus = false, bracket = false, dots = false, dashes = false, parted = true;
        if (start > 0 && text[start - 1] == '(')
        {
            start--;
            bracket = true;
        }

        if (start > 0 && text[start - 1] == '+')
        {
            start--;
            plus = true;
        }

        for (int at = first; at < text.Length && count < Longest; at++)
        {
            char c = text[at];
            if (char.IsAsciiDigit(c))
            {
                digits[count++] = c;
                groups += parted ? 1 : 0;
                parted = false;
                end = at + 1;
                continue;
            }

            // One mark between groups; brackets may stand beside a space.
            int gap = at - end;
            if (gap > 2 || c is not (' ' or '-' or '.' or '(' or ')' or '/' or '\u00a0') || (gap > 0 && text[at - 1] == c))
            {
                break;
            }

            parted = true;
            bracket |= c == '(';
            dots |= c == '.';
            dashes |= c == '-';
        }

        return new DigitRun(start, end, count, groups, plus, bracket, dots, dashes);
    }

    /// <summary>How many digits each group has; how many groups there are.</summary>
    public int Sizes(ReadOnlySpan<char> text, Span<byte> sizes)
    {
        int groups = 0;
        for (int at = Start; at < End; at++)
        {
            if (char.IsAsciiDigit(text[at]))
            {
                bool begins = at == Start || !char.IsAsciiDigit(text[at - 1]);
                groups += begins ? 1 : 0;
                sizes[groups - 1] = begins ? (byte)1 : (byte)(sizes[groups - 1] + 1);
            }
        }

        return groups;
    }
}
