using System.Buffers;

namespace CodeRouter.Core.Findings.Personal;

/// <summary>
/// Names of people in Cyrillic, Chinese, Japanese, Korean and Arabic letters: a known given name beside a word that ends like a family name,
/// a patronymic, a family name before a form of address, and what stands behind a label that only a name follows.
/// </summary>
internal static class ForeignName
{
    private const int LongestEnding = 2;
    private const int LongestName = 40;

    // Without their ending, which changes with the case.
    private static readonly HashSet<string> Given = new(
        ("Алексе Александр Андре Анатоли Анн Анастаси Антон Арсени Артем Артём Богдан Борис Вадим Валентин Валери Васили Вер Виктор Виктори Виталь Виталий Владимир Владислав Вячеслав Галин Георги Глеб Григори Дарь Денис Дмитр Дмитри Евгени Егор Екатерин Елен Елизавет Захар Иван Игор Иль Инн Ирин Карин Кирилл Константин Ксени Ларис Лев Леонид Лиди Людмил Любов Макар Максим Маргарит Мари Марин Матве Михаил Надежд Наталь Натали Никит Никола Нин Оксан Олег Олександр Олен Ольг Павел Павл Петр Пётр Полин Раис Роман Руслан Светлан Семен Семён Серге Сергі Софи Станислав Степан Тамар Тарас Татьян Тетян Тимофе Тимур Федор Фёдор Юли Юри Яков Ян Ярослав").Split(' '),
        StringComparer.Ordinal);

    private static readonly string[] Patronymics = ["ович", "евич", "овна", "евна", "овича", "евича", "овны", "евны", "ичем", "овичу", "евичу", "овне", "евне", "овной", "евной", "овну", "евну", "івна", "йович", "ївна"];

    private static readonly string[] FamilyEndings =
        ["ов", "ова", "ову", "овым", "овой", "ове", "ев", "ева", "еву", "евым", "евой", "ёв", "ёва", "ин", "ина", "ину", "иным", "иной", "ын", "ына", "ский", "ская", "ского", "скому", "ской", "скую", "цкий", "цкая", "цкого", "енко", "ченко", "чук", "щук", "юк", "ук", "ько", "ян", "янц", "дзе", "швили", "ых", "их", "ець", "ський", "ська"];

    private static readonly SearchValues<string> Labels = SearchValues.Create(
        ["姓名", "联系人", "聯絡人", "收件人", "收货人", "我叫", "名字叫", "负责人", "氏名", "お名前", "名前", "이름", "담당자", "고객명", "성함", "성명", "الاسم", "السيد", "السيدة"], StringComparison.Ordinal);

    private const string ChineseFamilies = "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許邓鄧冯馮韩韓曹曾彭萧蕭蔡潘田董袁于余叶葉蒋蔣杜苏蘇魏程吕呂丁沈任姚卢盧傅钟鐘姜崔谭譚廖范汪陆陸金石戴贾賈韦韋夏邱方侯邹鄒熊孟秦白江阎薛尹段雷黎史龙龍陶贺賀顾顧毛郝龚龔邵万萬钱錢严嚴洪武莫孔";
    private const string KoreanFamilies = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허남심노";

    private static readonly HashSet<string> JapaneseFamilies = new(
        ("佐藤 鈴木 高橋 田中 伊藤 渡辺 渡邊 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 斉藤 清水 山崎 森 池田 橋本 阿部 石川 山下 中島 石井 小川 前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 福田 太田 西村 藤井 金子 岡本 藤原 中野 三浦 原田 中川 松田 竹内 小野 田村 中山 和田 石田 森田 上田 原 内田 柴田 酒井 宮崎 横山 高木 安藤 宮本 大野 小島 谷口 今井 工藤 高田 増田 丸山 杉山 村田 大塚 新井 小山 平野 藤本 河野 上野 野口 武田 松井 千葉 菅原 岩崎 久保 木下 佐野 野村 松尾 菊地 市川 古川 大西 島田 水野 桜井 渡部 吉川").Split(' '),
        StringComparer.Ordinal);

    private static readonly string[] Addressing = ["さん", "様", "さま", "氏", "先生", "君", "殿"];

    public static void Scan(ReadOnlySpan<char> text, List<Finding> findings)
    {
        int at = 0;
        while (at < text.Length && text[at..].IndexOfAnyInRange('\u0400', '\uD7A3') is >= 0 and var next)
        {
            at += next;
            int end = Run(text, at);
            int found = text[at] < 0x530 ? Cyrillic(text, at, end) : text[at] >= '一' && text[at] <= '鿿' ? Japanese(text, at, end) : text[at] is >= '가' and <= '힣' ? Korean(text, at, end) : 0;
            if (found > 0)
            {
                findings.Add(new Finding(FindingKind.Personal, "person", at, found));
            }

            at = Math.Max(Math.Max(end, at + 1), found);
        }

        Labelled(text, findings);
    }

    // Letters of one script.
    private static int Run(ReadOnlySpan<char> text, int start)
    {
        int at = start + 1;
        while (at < text.Length && char.IsLetter(text[at]) && Script(text[at]) == Script(text[start]))
        {
            at++;
        }

        return at;
    }

    private static int Script(char c) => c < 0x530 ? 1 : c < 0x600 ? 2 : c < 0x3041 ? 3 : c < 0x3400 ? 4 : c is >= '가' and <= '힣' ? 5 : 6;

    // Two or three capitalised words, in either order; a patronymic needs no other sign.
    private static int Cyrillic(ReadOnlySpan<char> text, int start, int end)
    {
        if (!char.IsUpper(text[start]) || end - start < 2 || (start > 0 && char.IsLetterOrDigit(text[start - 1])) || Next(text, end) is not (> 0 and var second))
        {
            return 0;
        }

        var one = text[start..end];
        var other = text[(end + 1)..second];
        int third = Next(text, second);
        bool patronymic = Ends(other, Patronymics) || (third > 0 && Ends(text[(second + 1)..third], Patronymics));
        bool known = (IsGiven(one) && Ends(other, FamilyEndings)) || (IsGiven(other) && Ends(one, FamilyEndings));
        return patronymic ? third > 0 ? third : second : !known ? 0 : third > 0 && Ends(text[(second + 1)..third], Patronymics) ? third : second;
    }

    private static int Next(ReadOnlySpan<char> text, int end)
    {
        if (end + 1 >= text.Length || text[end] != ' ' || !char.IsUpper(text[end + 1]) || text[end + 1] is < '\u0400' or > '\u052F')
        {
            return 0;
        }

        int to = Run(text, end + 1);
        return to - end > 2 ? to : 0;
    }

    private static bool IsGiven(ReadOnlySpan<char> word)
    {
        var names = Given.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int cut = 0; cut <= LongestEnding && word.Length - cut > 1; cut++)
        {
            if (names.Contains(word[..^cut]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Ends(ReadOnlySpan<char> word, string[] endings)
    {
        foreach (string ending in endings)
        {
            if (word.Length > ending.Length + 1 && word.EndsWith(ending, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // 田中さん, 佐藤健一様: a family name that is known, and a form of address.
    private static int Japanese(ReadOnlySpan<char> text, int start, int end)
    {
        bool addressed = false;
        foreach (string form in Addressing)
        {
            addressed |= text[end..].StartsWith(form, StringComparison.Ordinal) || (text[start..end].EndsWith(form, StringComparison.Ordinal) && form[0] > 0x3400);
        }

        return addressed && end - start is >= 2 and <= 7 && IsJapaneseFamily(text[start..end]) ? end : 0;
    }

    private static bool IsJapaneseFamily(ReadOnlySpan<char> name)
    {
        var families = JapaneseFamilies.GetAlternateLookup<ReadOnlySpan<char>>();
        return families.Contains(name[..2]) || (name.Length >= 3 && families.Contains(name[..3]));
    }

    // 김민수 씨
    private static int Korean(ReadOnlySpan<char> text, int start, int end)
    {
        bool addressed = end + 1 < text.Length && text[end] == ' ' && text[end + 1] is '씨' or '님' || (end - start == 4 && text[end - 1] is '씨' or '님');
        int length = end - start - (end - start == 4 && text[end - 1] is '씨' or '님' ? 1 : 0);
        return addressed && length == 3 && KoreanFamilies.Contains(text[start], StringComparison.Ordinal) ? start + 3 : 0;
    }

    private static void Labelled(ReadOnlySpan<char> text, List<Finding> findings)
    {
        int at = 0;
        while (at < text.Length && text[at..].IndexOfAny(Labels) is >= 0 and var next)
        {
            at += next;
            int start = at;
            while (start < text.Length && char.IsLetter(text[start]) && start - at < 4 && !IsNameStart(text, start, at))
            {
                start++;
            }

            int sign = start;
            while (start < text.Length && start - sign < 3 && text[start] is ':' or '：' or ' ' or '"' or '=')
            {
                start++;
            }

            int end = start < text.Length && char.IsLetter(text[start]) ? NameEnd(text, start) : 0;
            if (end > 0)
            {
                findings.Add(new Finding(FindingKind.Personal, "person", start, end));
            }

            at = Math.Max(at + 2, end);
        }
    }

    // 我叫王晓明: the name follows without a sign.
    private static bool IsNameStart(ReadOnlySpan<char> text, int at, int label) => at - label >= 2 && ChineseFamilies.Contains(text[at], StringComparison.Ordinal);

    private static int NameEnd(ReadOnlySpan<char> text, int start)
    {
        text = text[..Math.Min(text.Length, start + LongestName)];
        int end = Run(text, start);
        if (text[start] is >= '一' and <= '鿿')
        {
            return end - start is 2 or 3 or 4 && (ChineseFamilies.Contains(text[start], StringComparison.Ordinal) || IsJapaneseFamily(text[start..end])) ? end : 0;
        }

        if (text[start] is >= '가' and <= '힣')
        {
            return end - start is 2 or 3 or 4 && KoreanFamilies.Contains(text[start], StringComparison.Ordinal) ? start + Math.Min(3, end - start) : 0;
        }

        // Two words in Arabic letters.
        int second = end + 1 < text.Length && text[start] is >= '\u0600' and <= '\u06FF' && text[end] == ' ' && Script(text[end + 1]) == 3 ? Run(text, end + 1) : 0;
        return second > end + 2 ? second : 0;
    }
}
