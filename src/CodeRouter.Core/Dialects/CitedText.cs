using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>Sources and the places of the text they stand for, between formats that cut the text there and formats that count.</summary>
internal static class CitedText
{
    /// <summary>Beyond that a text stays in one piece with all its sources.</summary>
    private const int MostCuts = 400;

    /// <summary>All the text of an answer, refusals apart, and its sources with offsets in it.</summary>
    public static (string Text, List<Citation> Citations) Join(IReadOnlyList<Content> contents)
    {
        var citations = new List<Citation>();
        int before = 0;
        foreach (var piece in contents.Where(IsText))
        {
            citations.AddRange(piece.Citations.Select(c => c.Within(piece.Text.Length, before)));
            before += piece.Text.Length;
        }

        return (string.Concat(contents.Where(IsText).Select(static c => c.Text)), citations);
    }

    /// <summary>The text cut where a source begins or ends to stand for it; each piece with the sources that stand for all of it.</summary>
    public static List<Content> Cut(Content text)
    {
        int length = text.Text.Length;
        var cuts = new SortedSet<int> { 0, length };
        foreach (var citation in text.Citations.Where(c => IsPlace(c, length)))
        {
            cuts.Add(citation.Start!.Value);
            cuts.Add(citation.End!.Value);
        }

        cuts.RemoveWhere(at => at > 0 && at < length && char.IsLowSurrogate(text.Text[at]));
        if (cuts.Count is 2 or > MostCuts)
        {
            return [text];
        }

        var pieces = new List<Content>();
        int from = 0;
        foreach (int to in cuts.Skip(1))
        {
            string words = text.Text[from..to];
            Citation[] sources = [.. text.Citations.Where(c => !IsPlace(c, length) || (c.Start < to && c.End > from))];
            if (pieces.Count > 0 && (string.IsNullOrWhiteSpace(words) || sources.SequenceEqual(pieces[^1].Citations)))
            {
                // A piece of white space alone is refused when it comes back.
                pieces[^1] = pieces[^1] with { Text = pieces[^1].Text + words };
            }
            else
            {
                pieces.Add(text with { Text = words, Citations = sources, CacheMark = null });
            }

            from = to;
        }

        return pieces;
    }

    private static bool IsText(Content content) => content is { Kind: PartKind.Text, IsRefusal: false };

    private static bool IsPlace(Citation citation, int length) => citation is { Start: >= 0 and var start, End: { } end } && end > start && end <= length;
}
