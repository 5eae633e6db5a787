namespace CodeRouter.Core.Findings.Personal;

/// <summary>Numbers with letters in them that are checked by their form: IBAN, and personal numbers of countries that put letters into them.</summary>
internal static class LetteredIds
{
    private const int FinnishLength = 11;

    private static readonly string[] PanWords = ["pan", "income tax", "permanent account"];
    private static readonly string[] IrishWords = ["pps", "personal public service"];

    private const string SpanishLetters = "TRWAGMYFPDXBNJZSQVHLCKE";

    // Lengths by country (ISO 13616 registry).
    private static readonly Dictionary<string, int> IbanLengths = Lengths("AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SD18 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20");

    /// <summary>Length of what begins here and its type; 0 when nothing does. The place is the start of a word, in capitals.</summary>
    public static int Look(ReadOnlySpan<char> text, int at, out string type)
    {
        type = "iban";
        int length = Iban(text, at);
        if (length > 0)
        {
            return length;
        }

        int word = 0;
        while (at + word < text.Length && word < 24 && char.IsAsciiLetterOrDigit(text[at + word]))
        {
            word++;
        }

        var token = text.Slice(at, word);
        type = IsNino(token) ? "uk_nino" : IsDni(token) ? "es_dni" : IsFiscalCode(token) ? "it_fiscal_code" : IsSingaporean(token) ? "sg_nric" : IsCurp(token) ? "mx_curp" : IsPan(token) && Near.Any(text, at, PanWords) ? "in_pan" : IsIrish(token) && Near.Any(text, at, IrishWords) ? "ie_pps" : "";
        if (type.Length == 0 && IsFinnish(text, at))
        {
            type = "fi_hetu";
            return FinnishLength;
        }

        return type.Length > 0 ? word : 0;
    }

    private static int Iban(ReadOnlySpan<char> text, int at)
    {
        if (at + 15 > text.Length || !char.IsAsciiLetterUpper(text[at]) || !char.IsAsciiLetterUpper(text[at + 1]) || !char.IsAsciiDigit(text[at + 2]) || !char.IsAsciiDigit(text[at + 3])
            || !IbanLengths.TryGetValue(text.Slice(at, 2).ToString(), out int expected))
        {
            return 0;
        }

        Span<char> compact = stackalloc char[34];
        int count = 0, i = at;
        for (; i < text.Length && count < expected; i++)
        {
            if (char.IsAsciiLetterOrDigit(text[i]))
            {
                compact[count++] = text[i];
            }
            else if (text[i] is not (' ' or '-'))
            {
                break;
            }
        }

        bool ends = i >= text.Length || !char.IsLetterOrDigit(text[i]);
        return count == expected && ends && CheckDigits.Iban(compact[..count]) ? i - at : 0;
    }

    // Two letters, six digits, a letter A–D.
    private static bool IsNino(ReadOnlySpan<char> word) =>
        word.Length == 9 && char.IsAsciiLetterUpper(word[0]) && char.IsAsciiLetterUpper(word[1]) && word[8] is >= 'A' and <= 'D' && !word[2..8].ContainsAnyExceptInRange('0', '9') && !"DFIQUV".Contains(word[0], StringComparison.Ordinal) && !"DFIQUVO".Contains(word[1], StringComparison.Ordinal);

    // Eight digits (X, Y or Z for a foreigner's first) and a letter that is their remainder by 23.
    private static bool IsDni(ReadOnlySpan<char> word)
    {
        if (word.Length != 9 || !char.IsAsciiLetterUpper(word[8]))
        {
            return false;
        }

        int first = word[0] switch { 'X' => 0, 'Y' => 1, 'Z' => 2, >= '0' and <= '9' => word[0] - '0', _ => -1 };
        return first >= 0 && !word[1..8].ContainsAnyExceptInRange('0', '9') && SpanishLetters[((first * 10_000_000) + int.Parse(word[1..8], System.Globalization.CultureInfo.InvariantCulture)) % 23] == word[8];
    }

    // Six letters, two digits, a letter for the month, two digits, a letter and three digits, a letter.
    private static bool IsFiscalCode(ReadOnlySpan<char> word)
    {
        if (word.Length != 16)
        {
            return false;
        }

        for (int i = 0; i < 16; i++)
        {
            bool letter = i is < 6 or 8 or 11 or 15;
            if (letter ? !char.IsAsciiLetterUpper(word[i]) : !char.IsAsciiDigit(word[i]))
            {
                return false;
            }
        }

        return "ABCDEHLMPRST".Contains(word[8], StringComparison.Ordinal);
    }

    // S, T, F or G, seven digits, a letter by their weighted sum.
    private static bool IsSingaporean(ReadOnlySpan<char> word)
    {
        if (word.Length != 9 || word[0] is not ('S' or 'T' or 'F' or 'G') || word[1..8].ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        int sum = (CheckDigits.Weighted(word[1..8], [2, 7, 6, 5, 4, 3, 2], 1000) + (word[0] is 'T' or 'G' ? 4 : 0)) % 11;
        return word[8] == (word[0] is 'S' or 'T' ? "JZIHGFEDCBA" : "XWUTRQPNMLK")[sum];
    }

    // Four letters, the day of birth, the sex, two letters for the state, three consonants, two characters.
    private static bool IsCurp(ReadOnlySpan<char> word) =>
        word.Length == 18 && !word[..4].ContainsAnyExceptInRange('A', 'Z') && !word[4..10].ContainsAnyExceptInRange('0', '9') && word[10] is 'H' or 'M' or 'X' && !word[11..16].ContainsAnyExceptInRange('A', 'Z') && char.IsAsciiDigit(word[17]);

    // Five letters, the fourth for the kind of holder, four digits, a letter.
    private static bool IsPan(ReadOnlySpan<char> word) => word.Length == 10 && !word[..5].ContainsAnyExceptInRange('A', 'Z') && !word[5..9].ContainsAnyExceptInRange('0', '9') && char.IsAsciiLetterUpper(word[9]) && "PCHFATBLJG".Contains(word[3], StringComparison.Ordinal);

    // Seven digits and a letter that is their weighted sum by 23; a second letter may follow.
    private static bool IsIrish(ReadOnlySpan<char> word)
    {
        if (word.Length is < 8 or > 9 || word[..7].ContainsAnyExceptInRange('0', '9') || word[7..].ContainsAnyExceptInRange('A', 'Z'))
        {
            return false;
        }

        int second = word.Length == 9 && word[8] != 'W' ? word[8] - '@' : 0;
        return "WABCDEFGHIJKLMNOPQRSTUV"[(CheckDigits.Weighted(word[..7], [8, 7, 6, 5, 4, 3, 2], 100_000) + (second * 9)) % 23] == word[7];
    }

    // 131052-308T: the day of birth, a sign for the century, three digits, a letter by the remainder by 31.
    private static bool IsFinnish(ReadOnlySpan<char> text, int at)
    {
        if (at + FinnishLength > text.Length || (at + FinnishLength < text.Length && char.IsLetterOrDigit(text[at + FinnishLength])))
        {
            return false;
        }

        var word = text.Slice(at, FinnishLength);
        return !word[..6].ContainsAnyExceptInRange('0', '9') && word[6] is '-' or '+' or 'A' && !word[7..10].ContainsAnyExceptInRange('0', '9') && char.IsAsciiLetterOrDigit(word[10])
            && "0123456789ABCDEFHJKLMNPRSTUVWXY"[int.Parse(string.Concat(word[..6], word[7..10]), System.Globalization.CultureInfo.InvariantCulture) % 31] == word[10] && word[..2] is not "00";
    }

    private static Dictionary<string, int> Lengths(string list) =>
        list.Split(' ').ToDictionary(static e => e[..2], static e => int.Parse(e.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);
}
