namespace CodeRouter.Core.Signals;

/// <summary>Words that forgive misspellings: single words within an edit distance, longer phrases literally.</summary>
internal sealed class FuzzyWords
{
    private readonly string[] _words;
    private readonly string[] _lower;
    private readonly int _distance;

    /// <param name="threshold">Edits forgiven; a word also keeps two thirds of its letters, so short ones stay themselves.</param>
    public FuzzyWords(IEnumerable<string> words, double threshold)
    {
        _words = [.. words];
        _lower = [.. _words.Select(w => w.ToLowerInvariant())];
        _distance = (int)Math.Clamp(threshold, 0, 4);
    }

    public int CountIn(string text)
    {
        int count = 0;
        for (int i = 0; i < _lower.Length; i++)
        {
            if (Stands(text, _lower[i]))
            {
                count++;
            }
        }

        return count;
    }

    public string? First(string text)
    {
        for (int i = 0; i < _lower.Length; i++)
        {
            if (Stands(text, _lower[i]))
            {
                return _words[i];
            }
        }

        return null;
    }

    private bool Stands(ReadOnlySpan<char> text, string word)
    {
        if (word.Contains(' ', StringComparison.Ordinal))
        {
            return text.Contains(word, StringComparison.OrdinalIgnoreCase);
        }

        int allowed = Math.Min(_distance, word.Length / 3);
        int i = 0;
        while (i < text.Length)
        {
            while (i < text.Length && !char.IsLetterOrDigit(text[i]))
            {
                i++;
            }

            int start = i;
            while (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] == '_'))
            {
                i++;
            }

            var token = text[start..i];
            if (token.Length > 0 && Math.Abs(token.Length - word.Length) <= allowed && EditDistance.Within(token, word, allowed))
            {
                return true;
            }
        }

        return false;
    }
}
