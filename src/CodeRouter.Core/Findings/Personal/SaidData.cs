namespace CodeRouter.Core.Findings.Personal;

/// <summary>What has no check digit and no form of its own, and is personal data because the text says what it is: passports, driving licences, days of birth.</summary>
internal static class SaidData
{
    private const int Longest = 16;

    private static readonly string[] PassportWords = ["passport", "reisepass", "passeport", "pasaporte", "passaporto", "passaporte", "paspoort", "paszport", "паспорт", "护照", "旅券"];
    private static readonly string[] LicenceWords = ["driver's license", "drivers license", "driver license", "driver's licence", "driving licence", "driving license", "driver’s license", "führerschein", "permis de conduire", "permiso de conducir", "licencia de conducir", "patente di guida", "rijbewijs", "prawo jazdy", "dl no", "dl number"];
    private static readonly string[] BirthWords = ["date of birth", "birth date", "birthdate", "birthday", "d.o.b", "dob", "born on", "born:", "was born", "geboren am", "geburtsdatum", "date de naissance", "né le", "née le", "fecha de nacimiento", "nacido el", "nacida el", "data di nascita", "nato il", "nata il", "data de nascimento", "geboortedatum", "data urodzenia", "дата рождения", "出生日期", "生年月日"];
    private static readonly WordSet Months = new("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "januar", "februar", "märz", "mai", "juni", "juli", "oktober", "dezember", "janvier", "février", "mars", "avril", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre", "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre");

    /// <summary>The length of a number of a document that begins here, and its type; 0 when none does.</summary>
    public static int Document(ReadOnlySpan<char> text, int at, out string type)
    {
        int length = 0, digits = 0;
        while (at + length < text.Length && length <= Longest && (char.IsAsciiLetterUpper(text[at + length]) || char.IsAsciiDigit(text[at + length])))
        {
            digits += char.IsAsciiDigit(text[at + length]) ? 1 : 0;
            length++;
        }

        bool whole = at + length == text.Length || !(char.IsLetterOrDigit(text[at + length]) || text[at + length] is '_');
        type = !whole || digits < 5 || length > Longest ? "" : length is >= 6 and <= 10 && Near.Any(text, at, PassportWords) ? "passport" : length >= 6 && Near.Any(text, at, LicenceWords) ? "driving_licence" : "";
        return type.Length > 0 ? length : 0;
    }

    /// <summary>The length of a date that begins here with a digit, where the text says that somebody was born then; 0 otherwise.</summary>
    public static int Birth(ReadOnlySpan<char> text, int at)
    {
        int length = Date(text, at);
        return length > 0 && Near.Any(text, at, BirthWords) ? length : 0;
    }

    public static bool IsMonth(ReadOnlySpan<char> word) => Months.Has(word);

    // 1980-03-12, 12/03/1980, 12.3.80, 12 March 1980.
    private static int Date(ReadOnlySpan<char> text, int at)
    {
        int first = Digits(text, at);
        if (first is 0 or 3 or > 4 || at + first + 2 >= text.Length)
        {
            return 0;
        }

        int next = at + first;
        char mark = text[next];
        if (mark is '-' or '/' or '.')
        {
            int second = Digits(text, next + 1), end = next + 1 + second;
            if (second is < 1 or > 2 || end >= text.Length || text[end] != mark)
            {
                return 0;
            }

            int third = Digits(text, end + 1);
            return (first == 4 ? third is 1 or 2 : third is 2 or 4) ? end + 1 + third - at : 0;
        }

        next += mark == '.' ? 1 : 0;
        if (first > 2 || next + 1 >= text.Length || text[next] != ' ')
        {
            return 0;
        }

        int month = Words.End(text, next + 1);
        if (!Months.Has(text[(next + 1)..month]) || month + 1 >= text.Length || text[month] != ' ')
        {
            return 0;
        }

        return Digits(text, month + 1) == 4 ? month + 5 - at : 0;
    }

    private static int Digits(ReadOnlySpan<char> text, int at)
    {
        int end = at;
        while (end < text.Length && end - at < 6 && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - at;
    }
}
