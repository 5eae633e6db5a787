using System.Collections.Frozen;

namespace CodeRouter.Core.Signals;

/// <summary>
/// Words that speak for one or several classes, counted in one walk over a text: searching every word of every list for itself
/// took half a millisecond. A term of two words is looked up as such.
/// </summary>
internal sealed class WordVotes
{
    private readonly string[] _classes;
    private readonly FrozenDictionary<string, int[]> _votes;
    private readonly FrozenDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public WordVotes(params (string Class, string Words)[] lists)
    {
        _classes = [.. lists.Select(l => l.Class)];
        _votes = lists
            .SelectMany((l, i) => l.Words.Split(',', StringSplitOptions.TrimEntries).Select(w => (Word: w, Class: i)))
            .GroupBy(v => v.Word, v => v.Class, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(g => g.Key, g => g.Distinct().ToArray(), StringComparer.OrdinalIgnoreCase);
        _lookup = _votes.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The class with most votes (the first of equals) and its share of all; null where no word votes.</summary>
    public (string Class, double Share)? Winner(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[_classes.Length];
        int all = 0, before = -1, i = 0;
        while (i < text.Length)
        {
            while (i < text.Length && !IsWord(text[i]))
            {
                i++;
            }

            int start = i;
            while (i < text.Length && IsWord(text[i]))
            {
                i++;
            }

            if (i > start)
            {
                all += Count(text[start..i], counts);
                all += before >= 0 && text[start - 1] == ' ' ? Count(text[before..i], counts) : 0;
                before = start;
            }
        }

        int best = 0;
        for (int c = 1; c < counts.Length; c++)
        {
            best = counts[c] > counts[best] ? c : best;
        }

        return all == 0 ? null : (_classes[best], counts[best] / (double)all);
    }

    private int Count(ReadOnlySpan<char> term, Span<int> counts)
    {
        if (!_lookup.TryGetValue(term, out int[]? classes))
        {
            return 0;
        }

        foreach (int c in classes)
        {
            counts[c]++;
        }

        return classes.Length;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '\'' or '-';
}
