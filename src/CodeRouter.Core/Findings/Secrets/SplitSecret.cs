using System.Text;

namespace CodeRouter.Core.Findings.Secrets;

/// <summary>Credentials that source code puts together of parts: <c>"AKIA" + "…"</c>. Found is all from the first part to the last.</summary>
internal static class SplitSecret
{
    /// <summary>A quote and the sign behind it.</summary>
    public static readonly string[] Marks = ["\" +", "' +", "\" .", "' ."];

    private const int Longest = 400;
    private const int Shortest = 16;
    private const int MaxName = 60;

    /// <summary>Looks at the parts around a mark; how far no more are looked for.</summary>
    public static int Look(ReadOnlySpan<char> text, int at, List<Finding> findings)
    {
        char quote = text[at], sign = text[at + 2];
        int start = at - Run(text, at);
        if (start == at || start == 0 || text[start - 1] != quote)
        {
            return at + 3;
        }

        var said = new StringBuilder().Append(text[start..at]);
        int end = at;
        while (said.Length < Longest && Next(text, end, quote, sign, out int part, out int length))
        {
            said.Append(text.Slice(part, length));
            end = part + length;
        }

        if (end == at || said.Length < Shortest)
        {
            return at + 3;
        }

        string whole = said.ToString();
        var inner = new List<Finding>();
        LongWords.Scan(whole, inner);
        if (inner.Count == 0)
        {
            Assignments.Judge(Name(text, start - 1), whole, inner);
        }

        // A part that is one by itself is found by itself.
        if (inner.Count > 0 && (inner[0].Start < at - start && inner[0].End > at - start))
        {
            findings.Add(new Finding(FindingKind.Secret, inner[0].Type, start, end));
        }

        return end + 1;
    }

    private static int Run(ReadOnlySpan<char> text, int end)
    {
        int length = 0;
        while (length < Math.Min(end, Longest) && TokenAlphabet.Wide.Contains(text[end - length - 1]))
        {
            length++;
        }

        return length;
    }

    // Behind a quote, the sign and white space, also a new line: another part.
    private static bool Next(ReadOnlySpan<char> text, int end, char quote, char sign, out int part, out int length)
    {
        (part, length) = (0, 0);
        int at = end + 1;
        bool signed = false;
        for (; at < text.Length && at - end < MaxName && (text[at] is ' ' or '\t' or '\r' or '\n' || (text[at] == sign && !signed)); at++)
        {
            signed |= text[at] == sign;
        }

        if (!signed || at >= text.Length || text[at] != quote)
        {
            return false;
        }

        part = at + 1;
        length = TokenAlphabet.Run(text, part, TokenAlphabet.Wide, Longest);
        return length > 0 && part + length < text.Length && text[part + length] == quote;
    }

    // What stands before the sign before the quote.
    private static ReadOnlySpan<char> Name(ReadOnlySpan<char> text, int quote)
    {
        var before = text[Math.Max(0, quote - (2 * MaxName))..quote].TrimEnd(" (\r\n\t\\");
        if (before is not [.., '=' or ':'])
        {
            return default;
        }

        before = before[..^1].TrimEnd(" \"'");
        int start = before.Length;
        while (start > 0 && (char.IsAsciiLetterOrDigit(before[start - 1]) || before[start - 1] is '_' or '-'))
        {
            start--;
        }

        return before[start..];
    }
}
