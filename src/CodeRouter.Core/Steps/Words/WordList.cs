using System.Buffers;

namespace CodeRouter.Core.Steps.Words;

/// <summary>A concept at a place in a text.</summary>
/// <param name="Concept">Number in the lexicon.</param>
/// <param name="Place">Word number.</param>
/// <param name="InQuestion">In a sentence that asks.</param>
/// <param name="LastSentence">In the last sentence.</param>
internal readonly record struct ConceptHit(byte Concept, int Place, bool InQuestion, bool LastSentence);

/// <summary>The words of a text, lower-case, with sentences, questions and concepts noted.</summary>
internal sealed class WordList
{
    private const int LongestPhrase = 84;

    // Words before the first that says what is wanted: "ok, now can you please …".
    private static readonly HashSet<string> Fillers = new(StringComparer.Ordinal)
    {
        "ok", "okay", "yes", "yeah", "yep", "sure", "great", "good", "nice", "cool", "perfect", "awesome", "alright", "right", "thanks", "thx", "now", "then", "so", "and", "but", "also", "hey", "hi", "hello", "please", "pls", "plz",
        "can", "could", "would", "will", "you", "u", "lets", "let's", "let", "us", "we", "i", "id", "i'd", "i'll", "want", "need", "like", "to", "the", "a", "just", "go", "ahead", "should", "hmm", "hm", "well", "no", "one", "more", "thing",
        "next", "first", "second", "finally", "lastly", "help", "me", "try", "quickly", "actually", "maybe", "again", "that", "it's", "my", "our", "for", "in", "on", "with",
        "пожалуйста", "а", "и", "теперь", "давай", "можешь", "ок", "так", "ну", "мне", "ещё", "bitte", "kannst", "du", "jetzt", "und", "wir", "ich", "möchte", "peux", "tu", "s'il", "te", "plait", "maintenant", "et", "je", "veux", "que",
        "por", "favor", "puedes", "ahora", "y", "quiero", "pode", "agora", "puoi", "ora",
    };

    private static readonly HashSet<string> QuestionWords = new(StringComparer.Ordinal)
    {
        "what", "what's", "whats", "why", "how", "where", "which", "who", "when", "is", "are", "does", "do", "did", "has", "have", "was", "were", "am", "hows", "how's", "where's",
        "что", "почему", "зачем", "как", "где", "куда", "какой", "какие", "warum", "wie", "wo", "was", "welche", "gibt", "pourquoi", "comment", "où", "quel", "quelle", "est-ce", "qué", "cómo", "dónde", "por", "cuál", "como", "onde", "perché", "cosa",
    };

    private static readonly SearchValues<char> Ends = SearchValues.Create(".!?\n。！？;；");

    // Chinese, Japanese, Korean: questions seldom have a mark there, and what tells them may stand anywhere in the sentence.
    private static readonly SearchValues<string> UnspacedQuestions = SearchValues.Create(
        [
            "吗", "呢", "什么", "怎么", "怎样", "为啥", "哪", "是不是", "有没有", "会不会", "要不要", "能不能", "可不可", "对吧", "区别", "多少", "几个", "如何", "是否", "啥",
            "ですか", "ますか", "ないか", "なぜ", "どう", "何", "どこ", "どれ", "까", "나요", "니까", "왜", "어떻게", "뭐", "무엇", "어디", "인가",
        ],
        StringComparison.Ordinal);

    private WordList()
    {
    }

    public List<string> Words { get; } = new(64);

    public List<ConceptHit> Concepts { get; } = new(32);

    /// <summary>Where each sentence begins and whether it asks.</summary>
    public List<(int Word, bool Asks)> Starts { get; } = new(8);

    public int Sentences { get; private set; }

    public int Questions { get; private set; }

    public bool EndsWithQuestion { get; private set; }

    public bool StartsWithQuestionWord { get; private set; }

    public bool Unspaced { get; private set; }

    public bool Cyrillic { get; private set; }

    /// <summary>Number of the first word that is no filler.</summary>
    public int HeadStart { get; private set; }

    public static WordList Read(string text, int maxWords)
    {
        var list = new WordList();
        var span = text.AsSpan();
        int from = 0;
        int lastSentenceAt = 0;
        while (from < span.Length && list.Words.Count < maxWords)
        {
            int end = EndOf(span, from);
            var sentence = span[from..end];
            bool asks = (end < span.Length && span[end] is '?' or '？') || (Lexicon.HoldsUnspaced(sentence) && sentence.ContainsAny(UnspacedQuestions));
            from = end + 1;
            if (sentence.Trim().IsEmpty)
            {
                // "??" or an empty line: nothing said.
                continue;
            }

            list.Sentences++;
            list.Questions += asks ? 1 : 0;
            list.EndsWithQuestion = asks;
            lastSentenceAt = list.Concepts.Count;
            list.Starts.Add((list.Words.Count, asks));
            list.ReadSentence(sentence, asks, maxWords);
        }

        for (int i = lastSentenceAt; i < list.Concepts.Count; i++)
        {
            list.Concepts[i] = list.Concepts[i] with { LastSentence = true };
        }

        list.HeadStart = list.HeadFrom(0, list.Words.Count);
        for (int i = 0; i <= list.HeadStart && i < list.Words.Count; i++)
        {
            list.StartsWithQuestionWord |= QuestionWords.Contains(list.Words[i]);
        }

        return list;
    }

    /// <summary>The first word in a range that is no filler; its last word when all are.</summary>
    public int HeadFrom(int from, int end)
    {
        while (from < end - 1 && Fillers.Contains(Words[from]))
        {
            from++;
        }

        return from;
    }

    // A point ends a sentence only before a space: file names have points too.
    private static int EndOf(ReadOnlySpan<char> text, int from)
    {
        for (int at = from; at < text.Length;)
        {
            int hit = text[at..].IndexOfAny(Ends);
            if (hit < 0)
            {
                return text.Length;
            }

            at += hit;
            if (text[at] is not ('.' or ';' or '?') || at + 1 >= text.Length || char.IsWhiteSpace(text[at + 1]))
            {
                return at;
            }

            at++;
        }

        return text.Length;
    }

    private void ReadSentence(ReadOnlySpan<char> sentence, bool asks, int maxWords)
    {
        Span<char> lower = stackalloc char[40];
        int at = 0;
        while (at < sentence.Length && Words.Count < maxWords)
        {
            char c = sentence[at];
            if (Lexicon.IsUnspaced(c))
            {
                Unspaced = true;
                at += ReadUnspaced(sentence[at..], asks);
                continue;
            }

            if (!IsWordChar(c))
            {
                at++;
                continue;
            }

            int end = at + 1;
            while (end < sentence.Length && IsWordChar(sentence[end]) && !Lexicon.IsUnspaced(sentence[end]))
            {
                end++;
            }

            var word = sentence[at..end].TrimEnd(".:,-'’");
            at = end;
            if (word.IsEmpty)
            {
                continue;
            }

            Cyrillic |= word[0] is >= '\u0400' and <= '\u04ff';
            Add(word, lower, asks);
        }
    }

    private void Add(ReadOnlySpan<char> word, Span<char> lower, bool asks)
    {
        if (word.Length > lower.Length || (word.Length > 2 && word.ContainsAny("/\\") && word[0] is not '/') || IsFileName(word))
        {
            Note(word.Contains(".md", StringComparison.OrdinalIgnoreCase) ? "§mdpath" : word.Contains("test", StringComparison.OrdinalIgnoreCase) ? "§testpath" : "§path");
            return;
        }

        if (char.IsAsciiDigit(word[0]))
        {
            Note(word.Length > 2 ? "§number" : "§digit");
            var number = Lexicon.OfWord(word);
            Hit(number, Words.Count - 1, asks);
            return;
        }

        int length = word.ToLowerInvariant(lower);
        var text = lower[..length];
        text.Replace('’', '\'');
        Note(text.ToString());
        int place = Words.Count - 1;
        Hit(Lexicon.OfWord(text), place, asks);
        HitPhrase(place, 2, asks);
        HitPhrase(place, 3, asks);
    }

    // Phrases that end with a word; few words begin one.
    private void HitPhrase(int last, int words, bool asks)
    {
        int first = last + 1 - words;
        if (first < 0 || !Lexicon.BeginsPhrase(Words[first]))
        {
            return;
        }

        Span<char> joined = stackalloc char[LongestPhrase];
        int length = 0;
        for (int i = first; i <= last; i++)
        {
            if (length + Words[i].Length >= joined.Length)
            {
                return;
            }

            if (i > first)
            {
                joined[length++] = '_';
            }

            Words[i].CopyTo(joined[length..]);
            length += Words[i].Length;
        }

        if (Lexicon.TryPhrase(joined[..length], out var concepts))
        {
            Hit(concepts, first, asks);
        }
    }

    private int ReadUnspaced(ReadOnlySpan<char> text, bool asks)
    {
        int length = Lexicon.OfStart(text, out var concepts);
        if (length > 0)
        {
            Note(text[..length].ToString());
            Hit(concepts, Words.Count - 1, asks || text[..length].ContainsAny("吗什怎哪何"));
            return length;
        }

        // Unknown: pairs of characters stand in for words.
        int pair = text.Length > 1 && Lexicon.IsUnspaced(text[1]) ? 2 : 1;
        Note(text[..pair].ToString());
        return 1;
    }

    private void Hit(ReadOnlySpan<byte> concepts, int place, bool asks)
    {
        foreach (byte concept in concepts)
        {
            Concepts.Add(new ConceptHit(concept, place, asks, false));
        }
    }

    private void Note(string word) => Words.Add(word);

    private static bool IsWordChar(char c) => char.IsLetterOrDigit(c) || c is '\'' or '’' or '-' or '_' or '.' or '/' or '\\' or '@' or '§' or '$' or ':';

    private static bool IsFileName(ReadOnlySpan<char> word)
    {
        int point = word.LastIndexOf('.');
        if (point <= 0 || point >= word.Length - 1 || word.Length - point > 7)
        {
            return word.Length > 1 && word[0] == '@';
        }

        foreach (char c in word[(point + 1)..])
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }
        }

        return !char.IsAsciiDigit(word[point + 1]) && word is not "e.g" and not "i.e" && char.IsAsciiLetter(word[0]) | word[0] is '@' or '.' or '/' or '_';
    }
}
