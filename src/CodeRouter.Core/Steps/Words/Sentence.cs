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
}
