using System.Buffers;

namespace CodeRouter.Core.Steps.Words;

/// <summary>Where sentences end, in the scripts developers write.</summary>
internal static class Sentence
{
    private static readonly SearchValues<char> Ends = SearchValues.Create(".!?\n。！？;；");

    /// <summary>The place of the sign that ends the sentence which begins at a place; the text's length when none does.</summary>
    public static int EndOf(ReadOnlySpan<char> text, int from)
    {
        for (int at = from; at < text.Length;)
        {
            int hit = text[at..].IndexOfAny(Ends);
            if (hit < 0)
            {
                return text.Length;
            }

            // A point ends a sentence only before a space: file names have points too.
            at += hit;
            if (text[at] is not ('.' or ';' or '?') || at + 1 >= text.Length || char.IsWhiteSpace(text[at + 1]))
            {
                return at;
            }

            at++;
        }

        return text.Length;
    }

    /// <summary>The first sentences of a text, each with the sign that ends it; what says nothing ("??", an empty line) is none.</summary>
    public static List<string> Split(string text, int most)
    {
        var sentences = new List<string>();
        for (int from = 0; from < text.Length && sentences.Count < most;)
        {
            int end = EndOf(text, from);
            if (!text.AsSpan(from, end - from).Trim().IsEmpty)
            {
                sentences.Add(text[from..Math.Min(end + 1, text.Length)].Trim());
            }

            from = end + 1;
        }

        return sentences;
    }
}
