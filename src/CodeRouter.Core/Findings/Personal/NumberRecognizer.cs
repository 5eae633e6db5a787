namespace CodeRouter.Core.Findings.Personal;

/// <summary>Numbers that are personal data: cards, national ids, telephone numbers. What has a check digit is checked by it.</summary>
internal static class NumberRecognizer
{
    private static readonly string[] PhoneWords = ["phone", "tel", "mobile", "cell", "call", "fax", "whatsapp", "contact", "number is", "text me", "sms", "dial", "reach", "telefon", "teléfono", "téléphone", "móvil", "handy", "ring", "телефон", "电话", "手机"];
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
            : IsPhone(text, run, digits) ? "phone"
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
        return (issued && run.Groups is 1 or 3 or 4 or 5 || Near.Any(text, run.Start, CardWords)) && digits[1..].ContainsAnyExcept(digits[0]);
    }

    private static bool IsPhone(ReadOnlySpan<char> text, DigitRun run, ReadOnlySpan<char> digits)
    {
        if (digits.Length is < 7 or > 15)
        {
            return false;
        }

        bool said = Near.Any(text, run.Start, PhoneWords);
        if (run.Plus)
        {
            return digits.Length >= 9 && (run.Groups > 1 || said || digits.Length is >= 10 and <= 13);
        }

        if (digits.StartsWith("00") && digits.Length >= 11 && run.Groups > 1)
        {
            return true;
        }

        if (run.Groups == 1)
        {
            return said && digits.Length is >= 9 and <= 13;
        }

        // (212) 555-0100, 212-555-0100, 212.555.0100: three, three, four.
        bool american = digits.Length == 10 && Grouped(text[run.Start..run.End], 3, 3, 4) || (digits.Length == 11 && digits[0] == '1' && run.Groups == 4);
        return (american && digits[0] is not ('0' or '1') && (run.Bracket || run.Dashes || said || run.Dots)) || (run.Bracket && digits.Length >= 9) || (said && !LooksDated(digits, run));
    }

    private static bool LooksDated(ReadOnlySpan<char> digits, DigitRun run) => run.Groups == 3 && digits.Length == 8 && digits[..2] is "19" or "20";

    private static bool Grouped(ReadOnlySpan<char> text, int first, int second, int third)
    {
        Span<int> sizes = stackalloc int[3];
        int group = -1, size = 0;
        foreach (char c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                if (size == 0 && ++group > 2)
                {
                    return false;
                }

                sizes[group] = ++size;
            }
            else
            {
                size = 0;
            }
        }

        return sizes[0] == first && sizes[1] == second && sizes[2] == third;
    }
}
