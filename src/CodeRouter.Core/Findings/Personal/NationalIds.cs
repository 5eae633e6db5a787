namespace CodeRouter.Core.Findings.Personal;

/// <summary>
/// National identity numbers. Those with a written form of their own (123-45-6789, 123.456.789-09) are known by it; bare digits count
/// only with a valid check digit and a word that says what they are.
/// </summary>
internal static class NationalIds
{
    private static readonly string[] SsnWords = ["ssn", "social security", "social"];
    private static readonly string[] ChinaWords = ["身份证", "id card", "resident", "identity"];
    private static readonly string[] PolandWords = ["pesel"];
    private static readonly string[] GermanWords = ["steuer", "idnr", "tax id", "tin"];
    private static readonly string[] DutchWords = ["bsn", "burgerservice", "sofi"];
    private static readonly string[] FrenchWords = ["insee", "sécurité sociale", "securite sociale", "nir"];
    private static readonly string[] IndianWords = ["aadhaar", "aadhar", "uidai"];
    private static readonly string[] BritishWords = ["nhs"];
    private static readonly string[] BrazilWords = ["cpf"];
    private static readonly string[] AustraliaWords = ["tfn", "tax file"];
    private static readonly string[] CanadaWords = ["social insurance", "sin "];

    public static string? Of(ReadOnlySpan<char> text, DigitRun run, ReadOnlySpan<char> digits) => digits.Length switch
    {
        9 when IsSsn(text, run, digits) => "us_ssn",
        9 when Near.Any(text, run.Start, DutchWords) && CheckDigits.Weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, 10], 11) == 0 => "nl_bsn",
        9 when Near.Any(text, run.Start, CanadaWords) && CheckDigits.Luhn(digits) => "ca_sin",
        9 when Near.Any(text, run.Start, AustraliaWords) && CheckDigits.Weighted(digits, [1, 4, 3, 7, 5, 8, 6, 9, 10], 11) == 0 => "au_tfn",
        10 when Near.Any(text, run.Start, BritishWords) && 11 - CheckDigits.Weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2], 11) is var check && (check == 11 ? 0 : check) == digits[9] - '0' => "uk_nhs",
        11 when IsCpf(text, run, digits) => "br_cpf",
        11 when Near.Any(text, run.Start, PolandWords) && (10 - CheckDigits.Weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3], 10)) % 10 == digits[10] - '0' => "pl_pesel",
        11 when Near.Any(text, run.Start, GermanWords) && digits[0] != '0' && IsGermanTaxId(digits) => "de_tax_id",
        12 when (run.Groups == 3 || Near.Any(text, run.Start, IndianWords)) && digits[0] > '1' && CheckDigits.Verhoeff(digits) && Near.Any(text, run.Start, IndianWords) => "in_aadhaar",
        15 when Near.Any(text, run.Start, FrenchWords) && 97 - (int)(long.Parse(digits[..13], System.Globalization.CultureInfo.InvariantCulture) % 97) == int.Parse(digits[13..], System.Globalization.CultureInfo.InvariantCulture) => "fr_nir",
        18 when run.Groups == 1 && IsChinese(digits) && Near.Any(text, run.Start, ChinaWords) => "cn_id",
        _ => null,
    };

    // Area, group and serial are never all zeros; areas 666 and 900–999 were never issued.
    private static bool IsSsn(ReadOnlySpan<char> text, DigitRun run, ReadOnlySpan<char> digits)
    {
        bool issued = digits[..3] is not ("000" or "666") && digits[0] != '9' && digits[3..5] is not "00" && digits[5..] is not "0000" && digits is not "123456789" && digits is not "078051120";
        bool written = run.Groups == 3 && run.Dashes && run.End - run.Start == 11 && text[run.Start + 3] == '-' && text[run.Start + 6] == '-';
        return issued && (written || Near.Any(text, run.Start, SsnWords));
    }

    private static bool IsCpf(ReadOnlySpan<char> text, DigitRun run, ReadOnlySpan<char> digits)
    {
        bool written = run.End - run.Start == 14 && text[run.Start + 3] == '.' && text[run.Start + 7] == '.' && text[run.Start + 11] == '-';
        if (!(written || Near.Any(text, run.Start, BrazilWords)) || !digits[1..].ContainsAnyExcept(digits[0]))
        {
            return false;
        }

        int first = CheckDigits.Weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2], 11), second = CheckDigits.Weighted(digits, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2], 11);
        return (first < 2 ? 0 : 11 - first) == digits[9] - '0' && (second < 2 ? 0 : 11 - second) == digits[10] - '0';
    }

    // ISO 7064 MOD 11,10.
    private static bool IsGermanTaxId(ReadOnlySpan<char> digits)
    {
        int product = 10;
        foreach (char c in digits[..10])
        {
            int sum = (c - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (11 - product) % 10 == digits[10] - '0';
    }

    // ISO 7064 MOD 11-2; the day of birth stands at the seventh place.
    private static bool IsChinese(ReadOnlySpan<char> digits) =>
        digits[6..8] is "19" or "20" && "10X98765432"[CheckDigits.Weighted(digits, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], 11)] == digits[17];
}
