namespace CodeRouter.Core.Signals;

/// <summary>
/// A verdict on what was just done, told by where it stands: at the beginning of the message for a failure ("doesn't work", never "the login doesn't
/// work"), at the beginning of a clause for praise ("ok, it works", never "explain how it works").
/// </summary>
internal static class SpokenVerdict
{
    private const string ClauseEnds = ",.!?;:\n—-，。！？；、";

    // What may stand before the verdict itself.
    private static readonly WordMatch Leads = Words(
        "no", "nope", "nah", "hm", "hmm", "ok", "okay", "well", "but", "and", "so", "sorry", "hey", "now", "yes", "yep", "oh", "all", "very", "it", "that", "this", "it's", "that's", "its", "is", "unfortunately", "sadly",
        "nein", "ne", "leider", "aber", "und", "jetzt", "es", "das", "ja", "so", "nun", "alles", "sieht", "non", "mais", "et", "malheureusement", "oui", "ça", "c'est", "maintenant", "pero", "y", "ahora", "eso", "sí", "já", "não", "mas", "agora", "isso", "ma", "ora", "adesso", "sì",
        "нет", "но", "и", "теперь", "да", "всё", "это", "niestety", "ale", "teraz", "tak", "hayır", "şimdi", "evet", "现在", "嗯", "好的", "もう", "はい", "いや", "네", "이제", "아니");

    private static readonly WordMatch Complaints = Words(
        "doesn't work", "does not work", "doesnt work", "didn't work", "did not work", "didnt work", "not working", "isn't working", "isn't right", "isn't fixed", "not what i", "not fixed", "doesn't help", "didn't help", "did not help",
        "nothing changed", "no luck", "same problem", "same issue", "same error", "same failure", "same bug", "same as before", "the same problem", "the same error", "the same issue", "exactly the same", "wrong file", "wrong function", "wrong place",
        "you broke", "you edited the wrong", "you changed the wrong", "you misunderstood", "you deleted", "you removed the wrong", "i meant", "now it crashes", "now crashes", "it now crashes", "now it fails", "now fails", "it now fails", "now it throws", "it now throws", "now it's broken", "now nothing", "broken now", "even worse", "fails again", "failing again", "broken again", "again the same",
        "geht nicht", "funktioniert nicht", "klappt nicht", "läuft nicht", "stimmt nicht", "stimmt so nicht", "passt nicht", "immer noch", "immernoch", "noch immer", "noch nicht behoben", "gleicher fehler", "derselbe fehler",
        "dasselbe problem", "hat nicht geholfen", "hilft nicht", "ändert nichts", "falsche datei", "das war der falsche", "das war die falsche", "das war das falsche", "schon wieder",
        "ne marche pas", "marche pas", "ne fonctionne pas", "fonctionne pas", "toujours pas", "toujours la même", "toujours le même", "toujours cassé", "ce n'est pas ça", "ce n'est pas bon", "pas bon", "mauvais fichier", "même problème", "même erreur",
        "rien n'a changé", "ça n'a rien changé", "no funciona", "sigue sin", "sigue igual", "sigue fallando", "sigue mal", "sigue dando", "todavía no", "todavía falla", "está mal", "mismo error", "el mismo error", "mismo problema", "archivo equivocado", "aún no",
        "não funciona", "não funcionou", "ainda não", "ainda falha", "continua falhando", "continua igual", "está errado", "mesmo erro", "o mesmo erro", "arquivo errado", "non funziona", "ancora non", "è sbagliato", "stesso errore", "lo stesso errore", "stesso problema",
        "не работает", "не помогло", "не то", "не так", "всё ещё", "все еще", "по-прежнему", "та же ошибка", "опять падает", "опять не", "опять та же", "снова падает", "снова не", "не тот файл", "nie działa", "nadal", "wciąż", "ten sam błąd",
        "çalışmıyor", "çalışmadı", "işe yaramadı", "aynı hata", "hâlâ", "hala", "werkt niet", "nog steeds", "fungerar inte", "fortfarande", "nefunguje", "pořád", "vẫn", "masih", "gagal lagi",
        "不是这样", "没用", "没有用", "没效果", "没有效果", "没变化", "没有变化", "没修好", "还没好", "改错", "你改错", "理解错", "你理解错", "还是不", "还是没", "还是报", "还是有", "还是一样", "还是老样子", "仍然不", "仍然报", "仍然有", "仍然失", "依然不", "依然报", "依旧", "又报错", "又失败", "同样的错误", "同样的问题", "一样的错误",
        "違います", "間違", "動きません", "動かない", "直っていません", "直ってない", "直りません", "まだ動", "まだ直", "まだエラー", "まだ失敗", "まだ同じ", "まだダメ", "同じエラー", "틀렸", "안 돼", "안돼", "안 됩니다", "안됩니다", "여전히", "아직도", "똑같은", "같은 오류", "같은 에러");

    // These are verdicts where nothing follows: "wrong", but "wrong total on the invoice" is a report; "not right", but "not right now".
    private static readonly WordMatch Retorts = Words(
        "wrong", "not right", "not correct", "not it", "no change", "no difference", "no effect", "same thing", "same thing again", "same result", "the same", "the same again", "worse", "still", "again",
        "falsch", "ist falsch", "so nicht", "faux", "c'est faux", "pas ça", "pire", "c'est pire", "mal", "errado", "sbagliato", "неправильно", "неверно", "то же самое", "źle", "to samo", "yanlış", "不对", "不行", "错了", "一样", "違う", "ダメ", "だめ", "다시");

    private static readonly WordMatch Still = Words("still");

    // "still to do: …", "still need a test": what is left, not what is broken.
    private static readonly WordMatch WhatIsLeft = Words(
        "need", "needs", "needed", "want", "wants", "have to", "has to", "to do", "todo", "to", "missing from my list", "open", "left", "waiting", "thinking", "there", "on", "in", "a", "an", "some", "i", "we", "you", "one", "remaining", "fine", "good", "ok", "okay", "works", "working", "passes", "passing", "pass", "green");

    private static readonly WordMatch Praise = Words(
        "thanks", "thank you", "thx", "perfect", "works now", "working now", "fixed now", "works fine", "works great", "works perfectly", "looks good", "looks great", "lgtm", "well done", "awesome", "excellent", "great work", "great job", "nice work", "good job", "nailed it",
        "danke", "vielen dank", "perfekt", "prima", "geht jetzt", "funktioniert jetzt", "läuft jetzt", "klappt jetzt", "passt jetzt", "sieht gut aus", "gut aus", "sehr gut", "wunderbar",
        "merci", "parfait", "génial", "gracias", "muchas gracias", "perfecto", "genial", "ya funciona", "obrigado", "obrigada", "perfeito", "funcionou", "valeu", "grazie", "perfetto", "ottimo",
        "спасибо", "отлично", "заработало", "dziękuję", "dzięki", "świetnie", "teşekkür", "teşekkürler", "sağol", "harika", "bedankt", "tack", "díky", "cảm ơn", "terima kasih",
        "谢谢", "多谢", "感谢", "太好了", "太棒了", "很好", "完美", "可以了", "搞定", "没问题了", "修好了", "正常了", "ありがとう", "完璧", "動きました", "直りました", "고마워", "고맙", "감사", "완벽", "잘 돼", "잘 됩니다", "잘됩니다", "됐어", "됐습니다");

    // Praise where the clause ends with it: "it works", but "it works on my machine"; "great", but "great circle distance".
    private static readonly WordMatch Cheers = Words(
        "great", "nice", "cool", "super", "good", "works", "fixed", "green", "passing", "brilliant", "amazing", "ty", "geht", "geht es", "geht's", "geht wieder", "läuft", "klappt", "funktioniert", "passt", "klasse", "toll", "gut", "top",
        "marche", "ça marche", "fonctionne", "funciona", "funziona", "va bene", "работает", "супер", "класс", "działa", "çalışıyor", "werkt", "funguje", "好了", "できました", "できた");

    // "works, but only once" and "thanks, however …" take back what they begin with.
    private static readonly WordMatch Reserves = Words("but", "however", "except", "although", "aber", "jedoch", "allerdings", "mais", "pero", "mas", "però", " но ", "ale", "ama", "但", "不过", "可是", "でも", "しかし", "하지만", "그런데");

    /// <summary>The message opens by saying that what was just done failed.</summary>
    public static bool Failed(ReadOnlySpan<char> text)
    {
        var opening = AfterLeads(text, Complaints, Retorts);
        if (Complaints.Opening(opening) is not null || EndsWith(Retorts, opening))
        {
            return true;
        }

        return Still.Opening(opening) is { } still && opening[still.Length..].TrimStart() is { IsEmpty: false } rest
            && char.IsLetter(rest[0]) && WhatIsLeft.Opening(rest) is null;
    }

    /// <summary>A clause of the message opens with praise that nothing takes back.</summary>
    public static bool Pleased(ReadOnlySpan<char> text)
    {
        if (Reserves.First(text) is not null)
        {
            return false;
        }

        while (!text.IsEmpty)
        {
            int length = text.IndexOfAny(ClauseEnds);
            bool asks = length >= 0 && text[length] is '?' or '？';
            var clause = AfterLeads(length < 0 ? text : text[..length], Praise, Cheers);
            if (!asks && (Praise.Opening(clause) is not null || EndsWith(Cheers, clause)))
            {
                return true;
            }

            text = length < 0 ? [] : text[(length + 1)..];
        }

        return false;
    }

    private static bool EndsWith(WordMatch words, ReadOnlySpan<char> text) =>
        words.Opening(text) is { } word && (text[word.Length..].TrimStart(" \t") is var rest) && (rest.IsEmpty || ClauseEnds.Contains(rest[0], StringComparison.Ordinal));

    private static ReadOnlySpan<char> AfterLeads(ReadOnlySpan<char> text, WordMatch verdicts, WordMatch alone)
    {
        const int most = 4;
        text = Trim(text);
        for (int i = 0; i < most && verdicts.Opening(text) is null && !EndsWith(alone, text) && Leads.Opening(text) is { } lead; i++)
        {
            text = Trim(text[lead.Length..]);
        }

        return text;
    }

    private static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text) => text.TrimStart(" \t\r" + ClauseEnds);

    // Phones and chat windows type the apostrophe curled.
    private static WordMatch Words(params string[] words) => new(words.Concat(words.Select(static w => w.Replace('\'', '’'))), caseSensitive: false);
}
