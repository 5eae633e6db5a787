using System.Buffers;

namespace CodeRouter.Core.Findings.Secrets;

/// <summary>
/// A credential that is known by how it begins. The body after the mark must be of one alphabet and of a length the vendor issues; that
/// and the variety of its characters tell it from words that begin alike.
/// </summary>
/// <param name="Type">Name in reports.</param>
/// <param name="Mark">How it begins; the mark is part of the credential.</param>
/// <param name="Body">Characters of the rest.</param>
/// <param name="Min">Least length of the rest.</param>
/// <param name="Max">Greatest length of the rest.</param>
internal sealed record TokenShape(string Type, string Mark, SearchValues<char> Body, int Min, int Max)
{
    /// <summary>Least bits a character of the rest carries; repeated and counted-up characters are examples, not credentials.</summary>
    public double Bits { get; init; } = 2.8;

    /// <summary>How many characters that stand before the mark belong to the credential: some vendors put the mark in the middle.</summary>
    public int Lead { get; init; }

    /// <summary>At most so many; <see cref="Lead"/> when it is not given.</summary>
    public int LeadMax { get; init; }

    /// <summary>What those characters are.</summary>
    public SearchValues<char> LeadOf { get; init; } = TokenAlphabet.Alphanumeric;

    /// <summary>Whether the rest needs digits and letters both: words joined by dashes have no digits.</summary>
    public bool Mixed { get; init; } = true;

    /// <summary>The mark and the length together are so particular that a word inside, such as "fake", is chance and no sign of an example.</summary>
    public bool Certain { get; init; }

    /// <summary>How it ends.</summary>
    public string Tail { get; init; } = "";

    /// <summary>Judges the text at a place where the mark stands.</summary>
    public bool TryMatch(ReadOnlySpan<char> text, int mark, out int start, out int end)
    {
        start = mark - LeadBefore(text, mark);
        end = start < 0 || !Boundary.Before(text, start) ? 0 : mark + BodyAfter(text, mark);
        return end > mark;
    }

    // The head of one, where a text was cut off: at its very end, or before points that say so.
    private bool IsCut(ReadOnlySpan<char> text, int end, ReadOnlySpan<char> rest)
    {
        const int LeastMark = 4, LeastHead = 14;
        var after = text[end..];
        bool cut = after.IsEmpty || after[0] == '…' || after.StartsWith("...") || text[(end - (end > 2 ? 3 : 0))..end] is "..."
            || (after.TrimStart(" \t\r\n") is ['[' or '(' or '<', .. var said] && (said.StartsWith("trunc", StringComparison.OrdinalIgnoreCase) || said.StartsWith("cut") || said.StartsWith("output trunc", StringComparison.OrdinalIgnoreCase)));
        return cut && Lead == 0 && Mark.Length >= LeastMark && !char.IsAsciiLetterOrDigit(Mark[^1]) && rest.Length >= Math.Max(LeastHead, Min / 2)
            && Variety.HasLettersAndDigits(rest) && Variety.Bits(rest) >= Math.Max(3, Bits) && Variety.Changes(rest) >= 0.25 && !ExampleValue.IsExample(rest);
    }

    private int LeadBefore(ReadOnlySpan<char> text, int mark)
    {
        if (Lead == 0)
        {
            return 0;
        }

        int most = Math.Max(Lead, LeadMax), lead = 0;
        while (lead < most && lead < mark && LeadOf.Contains(text[mark - lead - 1]))
        {
            lead++;
        }

        return lead < Lead ? int.MaxValue : lead;
    }

    private int BodyAfter(ReadOnlySpan<char> text, int start)
    {
        int from = start + Mark.Length;
        int run = TokenAlphabet.Run(text, from, Body, Max + 1);
        if (run > Max)
        {
            return 0;
        }

        var rest = text.Slice(from, run).TrimEnd("-_.");
        if (rest.Length < Min && IsCut(text, from + run, rest))
        {
            return Mark.Length + rest.Length;
        }

        if (rest.Length < Min || !rest.EndsWith(Tail) || (Mixed && !Variety.HasLettersAndDigits(rest)))
        {
            return 0;
        }

        return Variety.Bits(rest) < Bits || (!Certain && ExampleValue.IsExample(rest)) ? 0 : Mark.Length + rest.Length;
    }
}
