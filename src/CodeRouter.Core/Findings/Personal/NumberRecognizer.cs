namespace CodeRouter.Core.Findings.Personal;

/// <summary>Numbers that are personal data: cards, national ids, telephone numbers. What has a check digit is checked by it.</summary>
internal static class NumberRecognizer
{
    private static readonly string[] CardWords = ["card", "visa", "mastercard", "amex", "credit", "debit", "payment", "karte", "tarjeta", "carte"];

    /// <summary>Looks at the digits that begin at a place; where to go on.</summary>
    public static int Look(ReadOnlySpan<char> text, int first, List<Finding> findings)
    {
        Span<char> buffer = stackalloc char[DigitRun.Longest];
        var run = DigitRun.Read(text, first, buffer);
        var digits = buffer[..run.Digits];
        bool free = IsFree(text, run);
        string? type = !free || run.Digits < 7 ? null
            : IsCard(text, run, digits) ? "credit_card"
            : NationalIds.Of(text, run, digits) is { } id ? id
            : PhoneNumber.Is(text, run, digits) ? "phone"
            : null;
        if (type is not null)
        {
            findings.Add(new Finding(FindingKind.Personal, type, run.Start, run.End));
        }

        return run.End;
    }

    // Not a part of a word, a path, a number with a fraction, a hexadecimal text.
    private static bool IsFree(ReadOnlySpan<char> text, DigitRun run)
    {
        char before = run.Start > 0 ? text[run.Start - 1] : ' ', after = run.End < text.Length ? text[run.End] : ' ';
        return !char.IsLetterOrDigit(before) && before is not ('_' or '/' or '#' or '-' or '.' or '=' or '&' or '@') && !char.IsLetterOrDigit(after) && after is not ('_' or '%')
            && !(after is '.' or '-' or '/' && run.End + 1 < text.Length && char.IsLetterOrDigit(text[run.End + 1]));
    }

    private static bool IsCard(ReadOnlySpan<char> text, DigitRun run, ReadOnlySpan<char> digits)
    {
        if (digits.Length is < 13 or > 19 || run.Plus || run.Bracket || run.Dots || !CheckDigits.Luhn(digits))
        {
            return false;
        }

        bool issued = (digits[0] == '4' && digits.Length is 13 or 16 or 19) || (digits[0] is '5' or '2' && digits.Length == 16) || (digits[0] == '3' && digits.Length is 14 or 15 or 16) || (digits[0] == '6' && digits.Length is 16 or 19 or 12 or 13);
        Span<byte> groups = stackalloc byte[DigitRun.Longest];
        groups = groups[..run.Sizes(text, groups)];
        bool said = Near.Any(text, run.Start, CardWords);

        // One digit in ten passes by chance: bare digits need the length that nearly all cards have, or a word.
        bool written = groups.Length == 1 ? digits.Length is 15 or 16 : groups is [4, 4, 4, 4] or [4, 6, 5] or [4, 6, 4] or [4, 4, 4, 4, 3];
        return (said ? groups.Length <= 5 : issued && written) && digits[1..].ContainsAnyExcept(digits[0]);
    }
}
