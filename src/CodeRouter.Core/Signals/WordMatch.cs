using System.Buffers;

namespace CodeRouter.Core.Signals;

/// <summary>
/// Finds words of a list in a text, as whole words: <c>class</c> is not in "classification". The edges of ASCII words only are
/// guarded, so that a word between ideographs is still found. One vector search for all words together, linear in the text.
/// </summary>
public sealed class WordMatch
{
    private readonly string[] _words;
    private readonly StringComparison _comparison;
    private readonly SearchValues<string> _any;

    public WordMatch(IEnumerable<string> words, bool caseSensitive)
    {
        _words = [.. words.Where(w => w.Length > 0).Distinct(StringComparer.Ordinal)];
        _comparison = caseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        _any = SearchValues.Create(_words, _comparison);
    }

    public int Count => _words.Length;

    /// <summary>The first word of the list that stands in the text; null when none does.</summary>
    public string? First(ReadOnlySpan<char> text)
    {
        int from = 0;
        while (from < text.Length && text[from..].IndexOfAny(_any) is >= 0 and var found)
        {
            int at = from + found;
            foreach (var word in _words)
            {
                if (StandsAt(text, at, word))
                {
                    return word;
                }
            }

            from = at + 1;
        }

        return null;
    }

    /// <summary>The longest word of the list that the text begins with; null when it begins with none.</summary>
    public string? Opening(ReadOnlySpan<char> text)
    {
        string? longest = null;
        foreach (var word in _words)
        {
            if (word.Length > (longest?.Length ?? 0) && StandsAt(text, 0, word) && !(word.Length < text.Length && IsSpaced(word[^1]) && IsSpaced(text[word.Length])))
            {
                longest = word;
            }
        }

        return longest;
    }

    /// <summary>How many different words of the list stand in the text.</summary>
    public int CountIn(ReadOnlySpan<char> text)
    {
        int count = 0;
        foreach (var word in _words)
        {
            if (Contains(text, word))
            {
                count++;
            }
        }

        return count;
    }

    private bool Contains(ReadOnlySpan<char> text, string word)
    {
        int from = 0;
        while (from < text.Length && text[from..].IndexOf(word, _comparison) is >= 0 and var found)
        {
            if (StandsAt(text, from + found, word))
            {
                return true;
            }

            from += found + 1;
        }

        return false;
    }

    private bool StandsAt(ReadOnlySpan<char> text, int at, string word)
    {
        int end = at + word.Length;
        return end <= text.Length
            && text[at..end].Equals(word, _comparison)
            && !(IsWord(word[0]) && at > 0 && IsWord(text[at - 1]))
            && !(IsWord(word[^1]) && end < text.Length && IsWord(text[end]));
    }

    // A letter of a script that parts its words: there a word that goes on is another word, accents or not.
    private static bool IsSpaced(char c) => char.IsLetterOrDigit(c) && !Steps.Words.Lexicon.IsUnspaced(c);

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
