namespace CodeRouter.Core.Likeness;

/// <summary>
/// What a question asks, in one spelling: politeness and articles gone, the many ways to begin "how do I" made one, and everything else in
/// its order: every content word, every negation, identifiers, paths, numbers and quotations letter by letter. Two questions of one gist
/// have one answer; a gist that differs proves nothing, so near-misses are kept apart at the price of paraphrases that are not seen.
/// </summary>
public static class Gist
{
    private const int LongestText = 2000;
    private const int LongestAdjunct = 5;

    private static readonly string[] Adjuncts = ["in", "using", "with", "on", "for"];
    private static readonly string[] Silent = ["is", "are", "am", "do", "does"];

    /// <summary>Null where the text is no question of ordinary length, or says nothing.</summary>
    public static string? Of(string text)
    {
        if (text.Length > LongestText)
        {
            return null;
        }

        var sentences = new List<string>();
        var sentence = new List<GistToken>();
        foreach (var token in GistTokens.Read(text))
        {
            if (token.Kind != GistTokenKind.Break)
            {
                sentence.Add(token);
                continue;
            }

            Close(sentence, sentences);
        }

        Close(sentence, sentences);
        return sentences.Count == 0 ? null : string.Join(" | ", sentences);
    }

    private static void Close(List<GistToken> sentence, List<string> sentences)
    {
        if (Sentence(sentence) is { Length: > 0 } said)
        {
            sentences.Add(said);
        }

        sentence.Clear();
    }

    private static string Sentence(List<GistToken> tokens)
    {
        for (int i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind == GistTokenKind.Word && GistWords.IsFiller(tokens[i].Text, i == 0 ? null : tokens[i - 1].Text))
            {
                tokens.RemoveAt(i--);
            }
        }

        while (tokens.Count > 0 && tokens[0].Kind == GistTokenKind.Comma)
        {
            tokens.RemoveAt(0);
        }

        MoveAdjunct(tokens);
        tokens.RemoveAll(static t => t.Kind == GistTokenKind.Comma);
        StripPolite(tokens);
        string intent = Intent(tokens);
        var words = new List<string>(tokens.Count);
        for (int i = 0; i < tokens.Count; i++)
        {
            bool silent = tokens[i].Kind == GistTokenKind.Word && Silent.Contains(tokens[i].Text) && (i < tokens.Count - 1 || tokens[i].Text[0] != 'd');
            if (!silent)
            {
                words.Add(tokens[i].Kind == GistTokenKind.Word ? GistWords.Spell(tokens[i].Text) : tokens[i].Text);
            }
        }

        return words.Count == 0 ? "" : intent + ": " + (intent == "difference" ? Unordered(words) : string.Join(' ', words));
    }

    // "In Python, how do I …" asks what "How do I … in Python" asks.
    private static void MoveAdjunct(List<GistToken> tokens)
    {
        int comma = tokens.FindIndex(static t => t.Kind == GistTokenKind.Comma);
        if (comma is > 1 and <= LongestAdjunct && Adjuncts.Any(a => tokens[0].Is(a)))
        {
            var adjunct = tokens.GetRange(0, comma);
            tokens.RemoveRange(0, comma + 1);
            StripEnd(tokens);
            tokens.AddRange(adjunct);
        }
    }

    private static void StripPolite(List<GistToken> tokens)
    {
        bool stripped = true;
        while (stripped)
        {
            stripped = false;
            foreach (string[] phrase in GistPhrases.Polite)
            {
                stripped |= Strip(tokens, phrase, 0);
            }

            foreach (string[] phrase in GistPhrases.Requests)
            {
                stripped |= tokens.Count > phrase.Length && GistPhrases.Sayings.Contains(tokens[phrase.Length].Text) && Strip(tokens, phrase, 0);
            }
        }

        StripEnd(tokens);
    }

    private static void StripEnd(List<GistToken> tokens)
    {
        foreach (string[] end in (string[][])[["for", "me"], ["to", "me"], ["thank", "you"]])
        {
            _ = tokens.Count > end.Length && Strip(tokens, end, tokens.Count - end.Length);
        }
    }

    private static string Intent(List<GistToken> tokens)
    {
        if (tokens.Count > 2 && (tokens[^1].Is("is") || tokens[^1].Is("are")) && (Strip(tokens, ["explain", "what"], 0) || Strip(tokens, ["explain", "to", "me", "what"], 0) || Strip(tokens, ["what"], 0)))
        {
            tokens.RemoveAt(tokens.Count - 1);
            return "what";
        }

        if (tokens.Count > 3 && tokens[^1].Is("mean") && (Strip(tokens, ["what", "does"], 0) || Strip(tokens, ["what", "do"], 0)))
        {
            tokens.RemoveAt(tokens.Count - 1);
            return "what";
        }

        if (IsDifference(tokens))
        {
            return "difference";
        }

        foreach (var (words, intent) in GistPhrases.Intents)
        {
            if (tokens.Count > words.Length && Strip(tokens, words, 0))
            {
                return intent;
            }
        }

        return "";
    }

    // How does A differ from B, how is A different from B, how do A and B differ.
    private static bool IsDifference(List<GistToken> tokens)
    {
        if (tokens.Count < 5 || !tokens[0].Is("how") || !(tokens[1].Is("does") || tokens[1].Is("do") || tokens[1].Is("is") || tokens[1].Is("are")))
        {
            return false;
        }

        int differ = tokens.FindIndex(static t => t.Is("differ") || t.Is("different"));
        if (differ == tokens.Count - 1 && tokens.Exists(static t => t.Is("and")))
        {
            tokens.RemoveAt(differ);
        }
        else if (differ > 2 && differ + 2 < tokens.Count && tokens[differ + 1].Is("from"))
        {
            tokens[differ] = new GistToken(GistTokenKind.Word, "and");
            tokens.RemoveAt(differ + 1);
        }
        else
        {
            return false;
        }

        tokens.RemoveRange(0, 2);
        return true;
    }

    // The difference between A and B is that between B and A, but only where there are two and nothing else to it.
    private static string Unordered(List<string> words)
    {
        int and = words.IndexOf("and");
        if (and <= 0 || and == words.Count - 1 || words.LastIndexOf("and") != and || words.Exists(static w => Adjuncts.Contains(w)))
        {
            return string.Join(' ', words);
        }

        string a = string.Join(' ', words.Take(and)), b = string.Join(' ', words.Skip(and + 1));
        return string.CompareOrdinal(a, b) <= 0 ? $"{a} and {b}" : $"{b} and {a}";
    }

    private static bool Strip(List<GistToken> tokens, string[] phrase, int at)
    {
        if (at + phrase.Length > tokens.Count)
        {
            return false;
        }

        for (int i = 0; i < phrase.Length; i++)
        {
            if (!tokens[at + i].Is(phrase[i]))
            {
                return false;
            }
        }

        tokens.RemoveRange(at, phrase.Length);
        return true;
    }
}
