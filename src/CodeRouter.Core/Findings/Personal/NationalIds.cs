using System.Globalization;

namespace CodeRouter.Core.Findings.Personal;

/// <summary>
/// National identity and tax numbers of digits. Those with a written form of their own (123-45-6789, 123.456.789-09) are known by it and
/// their check digits; bare digits count only with a valid check digit and a word that says what they are.
/// </summary>
internal static class NationalIds
{
    private delegate bool Check(ReadOnlySpan<char> digits);

    /// <param name="Type">Name in reports.</param>
    /// <param name="Digits">How many digits.</param>
    /// <param name="Form">How it is written, d for a digit; empty where only words tell.</param>
    /// <param name="Words">What it is called.</param>
    /// <param name="Holds">Its check digits.</param>
    private sealed record Scheme(string Type, int Digits, string Form, string[] Words, Check Holds);

    private static readonly Scheme[][] ByLength = Index(
    [
        new("us_ssn", 9, "ddd-dd-dddd", ["ssn", "social security"], static d => d[..3] is not ("000" or "666") && d[0] != '9' && d[3..5] is not "00" && d[5..] is not "0000" && d is not ("123456789" or "078051120" or "111223333")),
        new("us_itin", 9, "", ["itin", "taxpayer identification"], static d => d[0] == '9' && d[3] is >= '5' and <= '9'),
        new("nl_bsn", 9, "", ["bsn", "burgerservice", "sofi"], static d => CheckDigits.Weighted(d, [9, 8, 7, 6, 5, 4, 3, 2, 10], 11) == 0),
        new("ca_sin", 9, "", ["social insurance", "sin ", "sin:", "nas "], static d => CheckDigits.Luhn(d)),
        new("au_tfn", 9, "", ["tfn", "tax file"], static d => CheckDigits.Weighted(d, [1, 4, 3, 7, 5, 8, 6, 9, 10], 11) == 0),
        new("pt_nif", 9, "", ["nif", "contribuinte"], static d => CheckDigits.Weighted(d, [9, 8, 7, 6, 5, 4, 3, 2], 11) is var r && (r < 2 ? 0 : 11 - r) == d[8] - '0'),
        new("il_id", 9, "", ["teudat", "israeli id", "ת.ז", "תעודת זהות"], static d => CheckDigits.Luhn(d)),
        new("cl_rut", 9, "", ["rut", "rol único"], static d => IsRut(d)),
        new("cl_rut", 9, "dd.ddd.ddd-d", [], static d => IsRut(d)),
        new("uk_nhs", 10, "", ["nhs"], static d => (11 - CheckDigits.Weighted(d, [10, 9, 8, 7, 6, 5, 4, 3, 2], 11)) is var c && (c == 11 ? 0 : c) == d[9] - '0'),
        new("se_personnummer", 10, "dddddd-dddd", [], static d => IsDay(d[4..6], d[2..4]) && CheckDigits.Luhn(d)),
        new("se_personnummer", 10, "", ["personnummer", "personal identity number", "organisationsnummer"], static d => CheckDigits.Luhn(d)),
        new("se_personnummer", 12, "dddddddd-dddd", [], static d => d[..2] is "19" or "20" && IsDay(d[6..8], d[4..6]) && CheckDigits.Luhn(d[2..])),
        new("dk_cpr", 10, "", ["cpr", "personnummer"], static d => IsDay(d[..2], d[2..4])),
        new("bg_egn", 10, "", ["егн", "egn"], static d => CheckDigits.Weighted(d, [2, 4, 8, 5, 10, 9, 7, 3, 6], 11) % 10 == d[9] - '0'),
        new("cz_rodne_cislo", 10, "dddddd/dddd", ["rodné", "rodne", "r.č"], static d => Number(d) % 11 == 0),
        new("au_medicare", 10, "", ["medicare"], static d => CheckDigits.Weighted(d, [1, 3, 7, 9, 1, 3, 7, 9], 10) == d[8] - '0'),
        new("at_svnr", 10, "", ["svnr", "sozialversicherung", "sv-nummer"], static d => CheckDigits.Weighted(string.Concat(d[..3], d[4..]), [3, 7, 9, 5, 8, 4, 2, 1, 6], 11) == d[3] - '0'),
        new("br_cpf", 11, "ddd.ddd.ddd-dd", ["cpf"], IsCpf),
        new("pl_pesel", 11, "", ["pesel"], static d => (10 - CheckDigits.Weighted(d, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3], 10)) % 10 == d[10] - '0'),
        new("de_tax_id", 11, "", ["steuer", "idnr", "tax id", "tin"], static d => d[0] != '0' && IsMod1110(d)),
        new("no_fodselsnummer", 11, "", ["fødselsnummer", "fodselsnummer", "personnummer", "d-nummer"], static d => CheckDigits.Weighted(d, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1], 11) == 0 && CheckDigits.Weighted(d, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1], 11) == 0),
        new("be_national_number", 11, "dd.dd.dd-ddd.dd", ["rijksregister", "registre national", "national number", "insz"], static d => IsBelgian(d)),
        new("tr_tckn", 11, "", ["tckn", "t.c.", "kimlik"], IsTurkish),
        new("hr_oib", 11, "", ["oib"], IsMod1110),
        new("gr_amka", 11, "", ["αμκα", "amka"], static d => CheckDigits.Luhn(d)),
        new("ru_snils", 11, "ddd-ddd-ddd dd", ["снилс", "snils"], static d => CheckDigits.Weighted(d, [9, 8, 7, 6, 5, 4, 3, 2, 1], 101) % 100 == Number(d[9..])),
        new("ar_cuit", 11, "dd-dddddddd-d", ["cuit", "cuil"], static d => (11 - CheckDigits.Weighted(d, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2], 11)) % 11 == d[10] - '0'),
        new("lt_asmens_kodas", 11, "", ["asmens kod", "isikukood"], static d => IsBaltic(d)),
        new("in_aadhaar", 12, "", ["aadhaar", "aadhar", "uidai", "आधार"], static d => d[0] > '1' && CheckDigits.Verhoeff(d)),
        new("ru_inn", 12, "", ["инн", "inn"], static d => CheckDigits.Weighted(d, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8], 11) % 10 == d[10] - '0' && CheckDigits.Weighted(d, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8], 11) % 10 == d[11] - '0'),
        new("jp_my_number", 12, "", ["マイナンバー", "個人番号", "my number"], static d => CheckDigits.Weighted(d, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2], 11) is var r && (r <= 1 ? 0 : 11 - r) == d[11] - '0'),
        new("ch_ahv", 13, "ddd.dddd.dddd.dd", ["ahv", "avs"], static d => d.StartsWith("756") && (10 - CheckDigits.Weighted(d, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3], 10)) % 10 == d[12] - '0'),
        new("za_id", 13, "", ["id number", "identity number", "said", "south african"], static d => IsDay(d[4..6], d[2..4]) && CheckDigits.Luhn(d)),
        new("kr_rrn", 13, "dddddd-ddddddd", ["주민등록", "resident registration"], static d => IsDay(d[4..6], d[2..4]) && (11 - CheckDigits.Weighted(d, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5], 11)) % 10 == d[12] - '0'),
        new("ro_cnp", 13, "", ["cnp"], static d => d[0] != '0' && CheckDigits.Weighted(d, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9], 11) is var r && (r == 10 ? 1 : r) == d[12] - '0'),
        new("rs_jmbg", 13, "", ["jmbg", "emšo", "emso"], static d => CheckDigits.Weighted(d, [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2], 11) is var r && (r < 2 ? 0 : 11 - r) == d[12] - '0'),
        new("br_cnpj", 14, "dd.ddd.ddd/dddd-dd", ["cnpj"], IsCnpj),
        new("fr_nir", 15, "", ["insee", "sécurité sociale", "securite sociale", "nir"], static d => 97 - (int)(Number(d[..13]) % 97) == Number(d[13..])),
        new("cn_id", 18, "", ["身份证", "id card", "resident", "identity"], static d => d[6..8] is "19" or "20" && "10X98765432"[CheckDigits.Weighted(d, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], 11)] == d[17]),
    ]);

    /// <summary>What a run of digits is; null when it is none of these.</summary>
    public static string? Of(ReadOnlySpan<char> text, DigitRun run, ReadOnlySpan<char> digits)
    {
        foreach (var scheme in digits.Length < ByLength.Length ? ByLength[digits.Length] : [])
        {
            bool written = scheme.Form.Length > 0 && Fits(text[run.Start..run.End], scheme.Form);
            if ((written || (scheme.Words.Length > 0 && Near.Any(text, run.Start, scheme.Words))) && digits[1..].ContainsAnyExcept(digits[0]) && scheme.Holds(digits))
            {
                return scheme.Type;
            }
        }

        return null;
    }

    private static bool Fits(ReadOnlySpan<char> text, string form)
    {
        if (text.Length != form.Length)
        {
            return false;
        }

        for (int i = 0; i < form.Length; i++)
        {
            if (form[i] == 'd' ? !char.IsAsciiDigit(text[i]) : text[i] != form[i])
            {
                return false;
            }
        }

        return true;
    }

    private static long Number(ReadOnlySpan<char> digits) => long.Parse(digits, CultureInfo.InvariantCulture);

    private static bool IsDay(ReadOnlySpan<char> day, ReadOnlySpan<char> month) => Number(day) is >= 1 and <= 31 && Number(month) is >= 1 and <= 12;

    private static bool IsCpf(ReadOnlySpan<char> digits)
    {
        int first = CheckDigits.Weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2], 11), second = CheckDigits.Weighted(digits, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2], 11);
        return (first < 2 ? 0 : 11 - first) == digits[9] - '0' && (second < 2 ? 0 : 11 - second) == digits[10] - '0';
    }

    private static bool IsCnpj(ReadOnlySpan<char> digits)
    {
        int first = CheckDigits.Weighted(digits, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], 11), second = CheckDigits.Weighted(digits, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], 11);
        return (first < 2 ? 0 : 11 - first) == digits[12] - '0' && (second < 2 ? 0 : 11 - second) == digits[13] - '0';
    }

    private static bool IsRut(ReadOnlySpan<char> digits) => (11 - CheckDigits.Weighted(digits, [3, 2, 7, 6, 5, 4, 3, 2], 11)) is var check && (check == 11 ? 0 : check) == digits[8] - '0';

    // Of those born after 1999 a 2 is put before the number.
    private static bool IsBelgian(ReadOnlySpan<char> digits)
    {
        long number = Number(digits[..9]), check = Number(digits[9..]);
        return 97 - (number % 97) == check || 97 - ((number + 2_000_000_000) % 97) == check;
    }

    private static bool IsTurkish(ReadOnlySpan<char> digits)
    {
        int odd = 0, even = 0;
        for (int i = 0; i < 9; i++)
        {
            odd += (i & 1) == 0 ? digits[i] - '0' : 0;
            even += (i & 1) == 1 ? digits[i] - '0' : 0;
        }

        int tenth = ((odd * 7) - even) % 10;
        return digits[0] != '0' && (tenth + 10) % 10 == digits[9] - '0' && (odd + even + digits[9] - '0') % 10 == digits[10] - '0';
    }

    private static bool IsBaltic(ReadOnlySpan<char> digits)
    {
        int check = CheckDigits.Weighted(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1], 11);
        check = check == 10 ? CheckDigits.Weighted(digits, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3], 11) % 10 : check;
        return check == digits[10] - '0';
    }

    // ISO 7064 MOD 11,10.
    private static bool IsMod1110(ReadOnlySpan<char> digits)
    {
        int product = 10;
        foreach (char c in digits[..10])
        {
            int sum = (c - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (11 - product) % 10 == digits[10] - '0';
    }

    private static Scheme[][] Index(Scheme[] all) => [.. Enumerable.Range(0, 19).Select(n => all.Where(s => s.Digits == n).ToArray())];
}
