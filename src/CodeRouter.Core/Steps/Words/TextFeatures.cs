namespace CodeRouter.Core.Steps.Words;

/// <summary>Finds the features of a message: their keys and how much they count. Bounded by the shortened text.</summary>
internal readonly ref struct TextFeatures
{
    /// <summary>Of weights made for these features; any change of a feature makes another.</summary>
    public const int Version = 5;

    /// <summary>Keys are hashes of so many bits: far more keys than features, so that an unknown feature is known to be unknown.</summary>
    public const int KeyBits = 24;

    private const int MaxTokens = 260;
    private const int LongestWord = 40;
    private const int Piece = 4;
    private const float ConceptScale = 0.5f;
    private const float GramScale = 0.6f;
    private const float PieceScale = 0.35f;

    // A key is a hash of its group, a bar and its name: groups are begun once.
    private static readonly uint Concept = Group("c"), HeadConcept = Group("h"), NearConcept = Group("n"), AskedConcept = Group("q"), LastConcept = Group("l"), Pair = Group("p");
    private static readonly uint Word = Group("w"), AskingWord = Group("qw"), SayingWord = Group("nw"), Letters = Group("g"), TwoWords = Group("b");
    private static readonly uint HeadWord = Group("h1"), HeadWords = Group("h2"), FirstWord = Group("f1"), LastWord = Group("e1"), AllWords = Group("all");
    private static readonly uint SentenceHead = Group("sh"), AskingHead = Group("sh?"), LastHead = Group("lh"), LastAskingHead = Group("lh?");

    private readonly FeatureBag bag;

    private TextFeatures(FeatureBag bag) => this.bag = bag;

    /// <summary>Fills an empty bag with the features of a message.</summary>
    public static void Read(string message, FeatureBag bag)
    {
        var prose = Prose.Read(message);
        var features = new TextFeatures(bag);
        var words = WordList.Read(prose.Text, MaxTokens);
        features.AddShape(prose, words, message);
        features.AddConcepts(words);
        features.AddGrams(words);
        features.AddSentences(words);
    }

    private static uint Group(string name) => Hash(Hash(2166136261, name), '|');

    private static uint Hash(uint hash, ReadOnlySpan<char> name)
    {
        foreach (char c in name)
        {
            hash = Hash(hash, c);
        }

        return hash;
    }

    private static uint Hash(uint hash, char c) => (hash ^ c) * 16777619;

    private void Add(string group, string name) => Add(Group(group), name, 1f);

    private void Add(uint group, ReadOnlySpan<char> name, float value) => Add(Hash(group, name), value);

    private void Add(uint hash, float value)
    {
        hash ^= hash >> 15;
        bag.Set((int)(hash & ((1 << KeyBits) - 1)), value);
    }

    private void AddConcepts(WordList words)
    {
        // Where a concept stands says as much as that it stands there: in the head, in the question, in the last sentence.
        Span<byte> seen = stackalloc byte[256];
        foreach (var hit in words.Concepts)
        {
            string name = Lexicon.Names[hit.Concept];
            if ((seen[hit.Concept] & 1) == 0)
            {
                Add(Concept, name, ConceptScale);
                seen[hit.Concept] |= 1;
            }

            if (hit.Place < words.HeadStart + 2 && (seen[hit.Concept] & 2) == 0)
            {
                Add(HeadConcept, name, ConceptScale * 1.3f);
                seen[hit.Concept] |= 2;
            }
            else if (hit.Place < words.HeadStart + 6 && (seen[hit.Concept] & 4) == 0)
            {
                Add(NearConcept, name, ConceptScale);
                seen[hit.Concept] |= 4;
            }

            if (hit.InQuestion && (seen[hit.Concept] & 8) == 0)
            {
                Add(AskedConcept, name, ConceptScale);
                seen[hit.Concept] |= 8;
            }

            if (hit.LastSentence && words.Sentences > 1 && (seen[hit.Concept] & 16) == 0)
            {
                Add(LastConcept, name, ConceptScale);
                seen[hit.Concept] |= 16;
            }
        }

        // Two concepts in the head: "fix … test", "write … tests", "how … add".
        int pairs = 0;
        for (int i = 0; i < words.Concepts.Count && pairs < 24; i++)
        {
            for (int j = i + 1; j < words.Concepts.Count && pairs < 24; j++)
            {
                if (words.Concepts[j].Place - words.Concepts[i].Place > 5)
                {
                    break;
                }

                Add(Hash(Hash(Hash(Pair, Lexicon.Names[words.Concepts[i].Concept]), '>'), Lexicon.Names[words.Concepts[j].Concept]), ConceptScale * 0.7f);
                pairs++;
            }
        }
    }

    private void AddGrams(WordList words)
    {
        int count = words.Words.Count;
        if (count == 0)
        {
            return;
        }

        float value = GramScale / MathF.Sqrt(Math.Max(4, count)) * 2f;
        int head = words.HeadStart;
        int sentence = 0;
        for (int i = 0; i < count; i++)
        {
            while (sentence + 1 < words.Starts.Count && words.Starts[sentence + 1].Word <= i)
            {
                sentence++;
            }

            string word = words.Words[i];
            Add(Word, word, value);
            Add(words.Starts[sentence].Asks ? AskingWord : SayingWord, word, value);
            AddPieces(word, value * PieceScale);
            if (i + 1 < count)
            {
                Add(Hash(Hash(Hash(TwoWords, word), ' '), words.Words[i + 1]), value);
            }
        }

        if (head < count)
        {
            Add(HeadWord, words.Words[head], GramScale);
            uint two = Hash(HeadWords, words.Words[head]);
            Add(head + 1 < count ? Hash(Hash(two, ' '), words.Words[head + 1]) : two, GramScale);
        }

        Add(FirstWord, words.Words[0], GramScale);
        Add(LastWord, words.Words[count - 1], GramScale * 0.6f);
        if (count <= 5)
        {
            Add(AllWords, string.Join(' ', words.Words), 1.5f);
        }
    }

    // Four letters at a time, its ends marked: "refactored" is told by what it shares with "refactoring", in any language.
    private void AddPieces(string word, float value)
    {
        if (word.Length > LongestWord || word[0] == '§')
        {
            return;
        }

        Span<char> marked = stackalloc char[LongestWord + 2];
        marked = marked[..(word.Length + 2)];
        marked[0] = '<';
        word.CopyTo(marked[1..]);
        marked[^1] = '>';
        for (int i = 0; i + Piece <= marked.Length; i++)
        {
            Add(Letters, marked.Slice(i, Piece), value);
        }
    }

    // What each sentence begins with: "the list is empty. can you sort it by date" asks in its second sentence. By concepts only: the words
    // that begin sentences were learnt by heart and cost a point on messages of people the training had not met.
    private void AddSentences(WordList words)
    {
        const int most = 12;
        int count = Math.Min(words.Starts.Count, most);
        int hit = 0;
        for (int s = 0; s < count; s++)
        {
            int from = words.Starts[s].Word, end = s + 1 < words.Starts.Count ? words.Starts[s + 1].Word : words.Words.Count;
            if (from >= end)
            {
                continue;
            }

            int head = words.HeadFrom(from, end);
            var (any, last) = words.Starts[s].Asks ? (AskingHead, LastAskingHead) : (SentenceHead, LastHead);
            while (hit < words.Concepts.Count && words.Concepts[hit].Place < from)
            {
                hit++;
            }

            for (int h = hit; h < words.Concepts.Count && words.Concepts[h].Place <= Math.Min(head + 1, end - 1); h++)
            {
                if (words.Concepts[h].Place >= head)
                {
                    string concept = Lexicon.Names[words.Concepts[h].Concept];
                    Add(any, concept, ConceptScale);
                    if (s == count - 1 && s > 0)
                    {
                        Add(last, concept, ConceptScale);
                    }
                }
            }
        }
    }

    private void AddShape(Prose prose, WordList words, string message)
    {
        Add("s", "bias");
        int count = words.Words.Count;
        Add("len", count switch { 0 => "0", 1 => "1", 2 => "2", 3 => "3", <= 5 => "5", <= 8 => "8", <= 14 => "14", <= 25 => "25", <= 45 => "45", <= 90 => "90", <= 180 => "180", _ => "long" });
        Add("size", message.Length switch { < 20 => "20", < 60 => "60", < 150 => "150", < 400 => "400", < 1000 => "1000", < 3000 => "3000", _ => "huge" });
        Add("script", words.Unspaced ? "unspaced" : words.Cyrillic ? "cyrillic" : "latin");
        foreach (var kind in Enum.GetValues<Pasted>())
        {
            if (kind != Pasted.None && (prose.Pasted & kind) != Pasted.None)
            {
                Add("paste", kind.ToString());
                Add("paste" + (count <= 6 ? "short" : count <= 25 ? "some" : "much"), kind.ToString());
            }
        }

        if (prose.PastedLines > 0)
        {
            Add("pasted", prose.PastedLines * 2 > prose.Lines ? "most" : "part");
        }

        if (words.Questions > 0)
        {
            Add("s", "question");
            Add("question", count switch { <= 6 => "short", <= 16 => "mid", _ => "long" });
        }

        if (words.EndsWithQuestion)
        {
            Add("s", "endsquestion");
        }

        if (words.StartsWithQuestionWord)
        {
            Add("s", "asks");
        }

        Add("sentences", words.Sentences switch { <= 1 => "1", 2 => "2", <= 4 => "4", _ => "many" });
        if (prose.Lines > 3 && prose.PastedLines == 0)
        {
            Add("s", "lines");
        }

        AddMarks(message);
    }

    private void AddMarks(string message)
    {
        var head = message.AsSpan(0, Math.Min(message.Length, 3000));
        if (head.TrimStart() is ['/', ..] || head.TrimStart() is ['*', >= 'a', ..])
        {
            Add("s", "slash");
        }

        if (head.Contains('@'))
        {
            Add("s", "at");
        }

        int items = 0;
        foreach (var range in head.Split('\n'))
        {
            var line = head[range].TrimStart();
            if (line.Length > 2 && (line[0] is '-' or '*' or '•' || (char.IsAsciiDigit(line[0]) && line[1] is '.' or ')')))
            {
                items++;
            }
        }

        if (items > 1)
        {
            Add("s", items > 4 ? "manyitems" : "items");
        }

        if (head.Contains(".md", StringComparison.OrdinalIgnoreCase))
        {
            Add("s", "mdfile");
            Add("s", message.Length < 120 ? "mdshort" : "mdlong");
        }

        if (head.Contains("\n## ", StringComparison.Ordinal) || head.StartsWith("# ", StringComparison.Ordinal) || head.StartsWith("## ", StringComparison.Ordinal))
        {
            Add("s", "headings");
        }

        if (head.Contains("$ARGUMENTS", StringComparison.Ordinal) || head.Contains("MUST", StringComparison.Ordinal) || head.Contains("CRITICAL", StringComparison.Ordinal))
        {
            Add("s", "template");
        }
    }
}
