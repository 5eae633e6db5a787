namespace CodeRouter.CodeGraph.Scanning;

/// <summary>
/// Pairs brackets. A closer without its opener is ignored; an opener whose partner is missing stays alone, so one lost bracket costs
/// one block. After <c>#else</c> counting goes on from where the <c>#if</c> stood.
/// </summary>
internal sealed class Brackets
{
    private int[] match = [];
    private readonly List<int> open = [];
    private readonly List<int[]> branches = [];

    public ReadOnlySpan<int> Pair(ReadOnlySpan<Token> tokens)
    {
        if (match.Length < tokens.Length)
        {
            match = new int[Math.Max(tokens.Length, match.Length * 2)];
        }

        open.Clear();
        branches.Clear();
        for (int i = 0; i < tokens.Length; i++)
        {
            match[i] = -1;
            var token = tokens[i];
            if (token.Kind == TokenKind.Mark)
            {
                switch (token.Mark)
                {
                    case (byte)'(' or (byte)'[' or (byte)'{':
                        open.Add(i);
                        break;
                    case (byte)')' or (byte)']' or (byte)'}':
                        Close(tokens, i);
                        break;
                }
            }
            else if (token.Kind == TokenKind.Directive)
            {
                Branch(token.Word);
            }
        }

        return match.AsSpan(0, tokens.Length);
    }

    private void Close(ReadOnlySpan<Token> tokens, int i)
    {
        byte opener = tokens[i].Mark switch { (byte)')' => (byte)'(', (byte)']' => (byte)'[', _ => (byte)'{' };
        for (int at = open.Count - 1, tries = 0; at >= 0 && tries < 16; at--, tries++)
        {
            if (tokens[open[at]].Mark == opener)
            {
                match[i] = open[at];
                match[open[at]] = i;
                open.RemoveRange(at, open.Count - at);
                return;
            }

            if (opener != '{' && tokens[open[at]].Mark == '{')
            {
                // A stray bracket inside a block does not end the block.
                return;
            }
        }
    }

    private void Branch(Word word)
    {
        switch (word)
        {
            case Word.If when branches.Count < 64:
                branches.Add([.. open.Count > 256 ? [] : open]);
                break;
            case Word.Else when branches.Count > 0:
                open.Clear();
                open.AddRange(branches[^1]);
                break;
            case Word.End when branches.Count > 0:
                branches.RemoveAt(branches.Count - 1);
                break;
        }
    }
}
