using System.Collections.Frozen;

namespace CodeRouter.Core.Findings.Personal;

/// <summary>
/// Telephone numbers by the ways they are written: with a country's code, American 3-3-4, with the trunk zero of most other countries, or
/// after a word that announces one. Digits in tables, dates, ranges and versions are none of these.
/// </summary>
internal static class PhoneNumber
{
    private static readonly WordSet Announcing = new(
        "phone", "phones", "telephone", "tel", "mobile", "cell", "cellphone", "call", "fax", "whatsapp", "sms", "dial", "hotline", "landline", "telefon", "telefonnummer", "teléfono", "telefono", "téléphone",
        "telefone", "telemóvel", "celular", "móvil", "movil", "portable", "handy", "handynummer", "mobil", "mobiel", "telefoon", "tlf", "puhelin", "komórka", "телефон", "电话", "手机", "電話", "전화");

    // Words that also announce other numbers.
    private static readonly WordSet Hinting = new("number", "numbers", "text", "contact", "reach", "número", "numero", "numéro", "nummer", "call");

    // What a number is when it is none of somebody's.
    private static readonly WordSet Otherwise = new("id", "order", "invoice", "account", "build", "version", "port", "isbn", "issn", "ean", "sku", "ticket", "tracking", "serial", "part", "issue", "line", "rfc", "pid", "uid", "hash", "revision", "reference", "model", "bytes", "ms", "ns", "timestamp", "error", "code", "status", "bot", "pages", "vol", "page", "pp", "const", "int", "long", "offset");

    private static readonly FrozenSet<string> CountryCodes =
        "1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 211 212 213 216 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235 236 237 238 239 240 241 242 243 244 245 246 248 249 250 251 252 253 254 255 256 257 258 260 261 262 263 264 265 266 267 268 269 290 291 297 298 299 350 351 352 353 354 355 356 357 358 359 370 371 372 373 374 375 376 377 378 380 381 382 383 385 386 387 389 420 421 423 500 501 502 503 504 505 506 507 508 509 590 591 592 593 594 595 596 597 598 599 670 672 673 674 675 676 677 678 679 680 681 682 683 685 686 687 688 689 690 691 692 850 852 853 855 856 880 886 960 961 962 963 964 965 966 967 968 970 971 972 973 974 975 976 977 992 993 994 995 996 998"
            .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Codes = CountryCodes.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Is(ReadOnlySpan<char> text, DigitRun run, ReadOnlySpan<char> digits)
    {
        if (digits.Length is < 7 or > 15 || !digits[1..].ContainsAnyExcept(digits[0]))
        {
            return false;
        }

        Span<byte> groups = stackalloc byte[DigitRun.Longest];
        groups = groups[..run.Sizes(text, groups)];
        bool said = Near.Word(text, run.Start, Announcing) || (Near.Word(text, run.Start, Hinting) && (groups.Length > 1 || (digits.Length is 10 or 11 && Leads(text[..run.Start]))));
        bool bracket = run.Bracket && text[run.Start..run.End].Contains(')');
        if (run.Plus)
        {
            return digits.Length >= 9 && HasCountry(digits) && !(run.Dots && (groups.Length < 3 || groups[1..].Contains((byte)1))) && (groups.Length > 1 || said || digits.Length is >= 10 and <= 13);
        }

        if (digits.StartsWith("00"))
        {
            return digits.Length >= 11 && groups.Length > 1 && groups[0] > 1 && !run.Dots && HasCountry(digits[2..]) && !InTable(text, run);
        }

        // 555-0123 without an area is what films and manuals write.
        if (said && !Near.Word(text, run.Start, Otherwise))
        {
            return groups.Length == 1 ? digits.Length is >= 9 and <= 13 : digits.Length >= 7 && !groups[1..].Contains((byte)1) && !(digits.Length == 7 && digits.StartsWith("555")) && !IsDated(digits, groups) && !IsRange(text, run, groups);
        }

        return !InTable(text, run) && !Near.Word(text, run.Start, Otherwise) && (IsAmerican(digits, groups, run, bracket) || HasTrunk(digits, groups, run, bracket));
    }

    // (212) 555-0100, 212-555-0100, 212.555.0100, 1-212-555-0100: neither area nor exchange begins with 0 or 1.
    private static bool IsAmerican(ReadOnlySpan<char> digits, ReadOnlySpan<byte> groups, DigitRun run, bool bracket)
    {
        var national = digits.Length == 11 && digits[0] == '1' && groups[0] == 1 ? digits[1..] : digits;
        var sizes = national.Length < digits.Length ? groups[1..] : groups;
        return national.Length == 10 && sizes.SequenceEqual((ReadOnlySpan<byte>)[3, 3, 4]) && national[0] >= '2' && national[3] >= '2' && (!run.Bracket || bracket);
    }

    // 0664 123 45 67, (08) 9041 5678, 01.42.68.53.00, 030/901820: a zero, then the area, then groups of two or more.
    private static bool HasTrunk(ReadOnlySpan<char> digits, ReadOnlySpan<byte> groups, DigitRun run, bool bracket)
    {
        if (digits[0] != '0' || digits[1] == '0' || digits.Length is < 9 or > 12 || groups.Length is < 2 or > 6 || groups[0] is < 2 or > 5 || groups.ContainsAnyExceptInRange((byte)2, (byte)8))
        {
            return digits.Length is >= 9 and <= 11 && bracket && groups.Length is >= 2 and <= 4 && groups[0] is 2 or 3 && !groups.ContainsAnyExceptInRange((byte)2, (byte)5);
        }

        // 02110-1301 is an American post code.
        return groups is not [5, 4] && (run.Dots ? digits.Length == 10 && !groups.ContainsAnyExcept((byte)2) : !IsDated(digits, groups));
    }

    // "my number is 2125550100", "reach me at …"
    private static bool Leads(ReadOnlySpan<char> before) => before.EndsWith(" is ") || before.EndsWith(" at ") || before.EndsWith(" on ") || before.EndsWith(": ");

    private static bool HasCountry(ReadOnlySpan<char> digits) => Codes.Contains(digits[..1]) || Codes.Contains(digits[..2]) || Codes.Contains(digits[..3]);

    // 2026-11-20, 20.11.2026.
    private static bool IsDated(ReadOnlySpan<char> digits, ReadOnlySpan<byte> groups) => digits.Length == 8 && groups.Length == 3 && (digits[..2] is "19" or "20" || digits[4..6] is "19" or "20");

    // 1997-2003, 241-248 (1971).
    private static bool IsRange(ReadOnlySpan<char> text, DigitRun run, ReadOnlySpan<byte> groups) => (groups.Length == 2 && groups[0] == 4 && groups[1] == 4) || (groups[^1] == 4 && text[run.End - 5] == '(');

    // Numbers beside numbers: columns, not a telephone.
    private static bool InTable(ReadOnlySpan<char> text, DigitRun run)
    {
        var before = text[..run.Start].TrimEnd(' ');
        var after = text[run.End..].TrimStart(' ');
        return (!before.IsEmpty && (char.IsAsciiDigit(before[^1]) || before[^1] is '*' or '^' or '=')) || (!after.IsEmpty && (char.IsAsciiDigit(after[0]) || after[0] is '*' or '^' or 'e'));
    }
}
