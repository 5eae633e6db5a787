using System.Buffers;

namespace CodeRouter.Core.Findings.Secrets;

/// <summary>
/// Looks at runs of token characters that are long enough to be a credential. A run of twenty has a token character at every twentieth
/// place, so the walk jumps: where that place holds something else, no run of that length covers it.
/// </summary>
internal static class LongWords
{
    private const int Shortest = 20;

    private static readonly SearchValues<char> Token = SearchValues.Create(TokenAlphabet.LettersAndDigits + "_-.~");

    // By first character, the longest mark first: "sk-ant-" is asked before "sk-".
    private static readonly TokenShape[][] ByFirst = Index(static s => s.Lead == 0);

    // Marks that stand in the middle or behind a colon.
    private static readonly TokenShape[] Inner = [.. KnownShapes.All.Where(static s => s.Lead > 0)];

    public static void Scan(ReadOnlySpan<char> text, List<Finding> findings)
    {
        int from = 0, encodedUpTo = 0;
        while (from + Shortest <= text.Length)
        {
            int probe = from + Shortest - 1, at = probe;
            while (at >= from && Token.Contains(text[at]))
            {
                at--;
            }

            if (at >= from)
            {
                from = at + 1;
                continue;
            }

            int end = from + TokenAlphabet.Run(text, from, Token);
            if (!LooksLikeProse(text[from..end]))
            {
                Look(text, from, end, findings);
                if (from >= encodedUpTo)
                {
                    encodedUpTo = EncodedSecret.Look(text, encodedUpTo, from, end, findings);
                }
            }

            from = end + 1;
        }
    }

    private static void Look(ReadOnlySpan<char> text, int start, int end, List<Finding> findings)
    {
        // In quoted source a line end is spelt \n, and its n stands before the first letter.
        int at = start > 0 && text[start - 1] == '\\' && text[start] is 'n' or 'r' or 't' ? start + 1 : start;
        while (at < end)
        {
            int next = At(text, at, findings);
            if (next == at)
            {
                // The next place a credential could begin: after a mark that parts words.
                int part = text[at..end].IndexOfAny("_-.~");
                next = part < 0 ? end : at + part + 1;
            }

            at = next;
        }

        foreach (var shape in Inner)
        {
            if (end - start < shape.Min)
            {
                continue;
            }

            int mark = text[Math.Max(0, start - 1)..end].IndexOf(shape.Mark, StringComparison.Ordinal);
            if (mark >= 0 && shape.TryMatch(text, Math.Max(0, start - 1) + mark, out int from, out int to))
            {
                findings.Add(new Finding(FindingKind.Secret, shape.Type, from, to));
            }
        }
    }

    /// <summary>Looks for a credential that begins at a place; where it ends, or the place itself.</summary>
    public static int At(ReadOnlySpan<char> text, int at, List<Finding> findings)
    {
        var rest = text[at..];
        foreach (var shape in ByFirst[rest[0] & 127])
        {
            if (rest.StartsWith(shape.Mark, StringComparison.Ordinal) && shape.TryMatch(text, at, out int start, out int end))
            {
                findings.Add(new Finding(FindingKind.Secret, shape.Type, start, end));
                return end;
            }
        }

        if (rest.StartsWith("eyJ", StringComparison.Ordinal) && WebToken.Look(text, at) is var length and > 0)
        {
            findings.Add(new Finding(FindingKind.Secret, "jwt", at, at + length));
            return at + length;
        }

        if (rest[0] is 'M' or 'b' && rest is ['M', 'I' or 'H' or 'F' or 'C' or 'G', ..] or ['b', '3', 'B', ..] && PrivateKeyBlock.Body(text, at) is var body and > 0)
        {
            findings.Add(new Finding(FindingKind.Secret, "private_key", at, at + body));
            return at + body;
        }

        if (rest[0] is 'M' or 'N' or 'O' && BotToken.Look(text, at) is var bot and > 0)
        {
            findings.Add(new Finding(FindingKind.Secret, "discord_bot_token", at, at + bot));
            return at + bot;
        }

        return at;
    }

    // Rules drawn with dashes, dots or underscores.
    private static bool LooksLikeProse(ReadOnlySpan<char> word) => word[0] == word[1] && word[1] == word[^1] && !char.IsAsciiLetterOrDigit(word[0]);

    private static TokenShape[][] Index(Func<TokenShape, bool> which)
    {
        var table = new TokenShape[128][];
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = [.. KnownShapes.All.Where(s => s.Mark[0] == i && which(s)).OrderByDescending(static s => s.Mark.Length)];
        }

        return table;
    }
}
