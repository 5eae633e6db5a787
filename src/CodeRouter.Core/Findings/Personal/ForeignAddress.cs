using System.Buffers;

namespace CodeRouter.Core.Findings.Personal;

/// <summary>Street addresses in Cyrillic, Chinese, Japanese and Korean letters, by the words and marks these are written with.</summary>
internal static class ForeignAddress
{
    private const int Reach = 40;

    private static readonly SearchValues<string> Streets = SearchValues.Create(
        ["ул. ", "ул.", "улица ", "улице ", "улицы ", "проспект ", "просп. ", "пр-т ", "пр. ", "переулок ", "пер. ", "бульвар ", "бул. ", "шоссе ", "площадь ", "пл. ", "наб. ", "набережная ", "вул. ", "вулиця ", "вулиці ", "проезд "], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Houses = SearchValues.Create(["号", "號", "丁目", "番地", "번지"], StringComparison.Ordinal);
    private static readonly SearchValues<string> KoreanRoads = SearchValues.Create(["로 ", "길 "], StringComparison.Ordinal);
    private static readonly string[] Doors = ["д. ", "д.", "дом ", "дом № ", "буд. ", "корп. ", "кв. ", "кв.", "стр. ", "офис "];
    private static readonly string[] Roads = ["路", "街", "道", "巷", "弄", "里", "村"];

    public static void Scan(ReadOnlySpan<char> text, List<Finding> findings)
    {
        Each(text, Streets, findings, Cyrillic);
        Each(text, Houses, findings, Chinese);
        Korean(text, findings);
    }

    private delegate (int Start, int End) Look(ReadOnlySpan<char> text, int at);

    private static void Each(ReadOnlySpan<char> text, SearchValues<string> marks, List<Finding> findings, Look look)
    {
        int at = 0;
        while (at < text.Length && text[at..].IndexOfAny(marks) is >= 0 and var next)
        {
            at += next;
            var (start, end) = look(text, at);
            if (end > start)
            {
                findings.Add(new Finding(FindingKind.Personal, "street_address", start, end));
            }

            at = Math.Max(at + 1, end);
        }
    }

    // ул. Садовая, д. 14, кв. 9: up to four words and a number, then what is behind the door.
    private static (int Start, int End) Cyrillic(ReadOnlySpan<char> text, int at)
    {
        if (at > 0 && char.IsLetter(text[at - 1]))
        {
            return default;
        }

        int mark = at + text[at..].IndexOfAny(' ', '.');
        int end = 0, place = Skip(text, mark);
        bool named = false;
        for (int n = 0; n < 8 && place < text.Length && place - at < 2 * Reach; n++)
        {
            int to = place;
            while (to < text.Length && (char.IsLetterOrDigit(text[to]) || text[to] is '-' or '/'))
            {
                to++;
            }

            var word = text[place..to];
            if (word.IsEmpty)
            {
                break;
            }

            if (char.IsAsciiDigit(word[0]) && word.Length <= 7)
            {
                end = named ? to : end;
            }
            else if (Door(text, place) is > 0 and var door)
            {
                to = place + door;
            }
            else if (end == 0 && char.IsUpper(word[0]))
            {
                named = true;
            }
            else
            {
                break;
            }

            place = Skip(text, to);
        }

        return end > 0 ? (at, end) : default;
    }

    private static int Skip(ReadOnlySpan<char> text, int at)
    {
        int most = at + 3;
        while (at < text.Length && at < most && text[at] is ' ' or ',' or '.' or '№')
        {
            at++;
        }

        return at;
    }

    private static int Door(ReadOnlySpan<char> text, int at)
    {
        foreach (string door in Doors)
        {
            if (text[at..].StartsWith(door, StringComparison.OrdinalIgnoreCase))
            {
                return door.TrimEnd().Length;
            }
        }

        return 0;
    }

    // 文三路199号, 神南1丁目19番11号: a number before the mark, and before it the names of ever larger places.
    private static (int Start, int End) Chinese(ReadOnlySpan<char> text, int at)
    {
        int digits = at;
        while (digits > 0 && char.IsDigit(text[digits - 1]))
        {
            digits--;
        }

        int start = digits;
        while (start > 0 && digits - start < Reach && (text[start - 1] is (>= '一' and <= '鿿') or '々' or 'ヶ' or '-' || char.IsDigit(text[start - 1])))
        {
            start--;
        }

        var place = text[start..digits];
        bool japanese = text[at] is '丁' or '番';
        if (digits == at || place.Length < 2 || !(japanese || EndsRoad(place)))
        {
            return default;
        }

        int end = at + 1;
        while (end < text.Length && end - at < Reach && (char.IsDigit(text[end]) || text[end] is '丁' or '目' or '番' or '地' or '号' or '號' or '栋' or '单' or '元' or '室' or '楼' or '层' or '-'))
        {
            end++;
        }

        return (start, end);
    }

    private static bool EndsRoad(ReadOnlySpan<char> place)
    {
        foreach (string road in Roads)
        {
            if (place.EndsWith(road, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // 테헤란로 152, 강남대로12길 7
    private static void Korean(ReadOnlySpan<char> text, List<Finding> findings)
    {
        int at = 0;
        while (at < text.Length && text[at..].IndexOfAny(KoreanRoads) is >= 0 and var next)
        {
            at += next + 1;
            int digits = at + 1;
            while (digits < text.Length && digits - at < 6 && (char.IsAsciiDigit(text[digits]) || (text[digits] == '-' && digits > at + 1)))
            {
                digits++;
            }

            int start = at;
            while (start > 0 && at - start < Reach && (text[start - 1] is >= '가' and <= '힣' || char.IsAsciiDigit(text[start - 1])))
            {
                start--;
            }

            bool counted = digits < text.Length && text[digits] is >= '가' and <= '힣';
            if (digits > at + 1 && at - start >= 3 && !counted)
            {
                findings.Add(new Finding(FindingKind.Personal, "street_address", start, digits));
            }
        }
    }
}
