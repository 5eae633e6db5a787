namespace CodeRouter.CodeGraph.Scanning;

/// <summary>Where bodies of Scala begin and end: with braces, or since Scala 3 by how far their lines are indented.</summary>
internal static class ScalaBlocks
{
    private const int LongestHead = 600;

    /// <summary>Goes into the body of a class, object, trait, enum or given whose head goes on at <paramref name="i"/>, if it has one.</summary>
    /// <param name="start">A token of the line the head begins on.</param>
    /// <returns>Whether it has one.</returns>
    public static bool EnterType(Scan scan, int start, int i, int definition)
    {
        int indent = Indent(scan, start);
        for (int end = Math.Min(scan.Count, i + LongestHead); i < end; i++)
        {
            if (scan.Is(i, '{'))
            {
                scan.Enter(i, ScopeKind.Type, definition);
                return true;
            }

            if (scan.StartsLine(i) && Indent(scan, i) <= indent && scan.WordAt(i) is not (Word.Extends or Word.With))
            {
                return false;
            }

            if ((scan.Is(i, ':') || scan.WordAt(i) == Word.With) && scan.StartsLine(i + 1))
            {
                return EnterLines(scan, i + 1, indent, ScopeKind.Type, definition);
            }

            if (scan.Is(i, '(') || scan.Is(i, '['))
            {
                i = scan.After(i) - 1;
            }
            else if (scan.Is(i, ';') || scan.Is(i, '}') || scan.Is(i, ')') || scan.Is(i, '=') || scan.WordAt(i) is Word.Def or Word.Val)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Goes into the body of a method whose head goes on at <paramref name="i"/>, if it has one.</summary>
    public static void EnterFunction(Scan scan, int start, int i, int definition)
    {
        int indent = Indent(scan, start);
        for (int head = i, end = Math.Min(scan.Count, i + LongestHead); i < end; i++)
        {
            if (scan.StartsLine(i) && Indent(scan, i) <= indent && !scan.Is(i, '{') && !scan.Is(i, ':') && !scan.Is(i, '='))
            {
                return;
            }

            if (scan.Is(i, '=', '>'))
            {
                i++;
            }
            else if (scan.Is(i, '=') && scan.Is(i + 1, '{') || scan.Is(i, '{') && (i == head || scan.Is(i - 1, ')')))
            {
                scan.Enter(scan.Is(i, '{') ? i : i + 1, ScopeKind.Function, definition);
                return;
            }
            else if (scan.Is(i, '='))
            {
                EnterLines(scan, i + 1, indent, ScopeKind.Function, definition);
                return;
            }
            else if (scan.Is(i, '(') || scan.Is(i, '['))
            {
                i = scan.After(i) - 1;
            }
            else if (scan.Is(i, '{'))
            {
                // What a structural result has is in it; its methods are found there.
                return;
            }
            else if (scan.Is(i, ';') || scan.Is(i, '}') || scan.Is(i, ')'))
            {
                return;
            }
        }
    }

    /// <summary>The lines from <paramref name="i"/> on that are indented further than <paramref name="indent"/>, and what is left of its own.</summary>
    private static bool EnterLines(Scan scan, int i, int indent, ScopeKind kind, int definition)
    {
        int first = i;
        for (; i < scan.Count && !(scan.StartsLine(i) && Indent(scan, i) <= indent); i++)
        {
            if (scan.Match[i] > i)
            {
                i = scan.Match[i];
            }
            else if (scan.Is(i, '}') || scan.Is(i, ')') || scan.Is(i, ']'))
            {
                // It closes what is around the definition.
                break;
            }
        }

        if (i > first)
        {
            scan.EnterUntil(i - 1, kind, definition);
        }

        return i > first;
    }

    /// <summary>Blanks at the beginning of the token's line.</summary>
    private static int Indent(Scan scan, int i)
    {
        int at = scan.Tokens[Math.Min(i, scan.Count - 1)].Start;
        int start = scan.Source[..at].LastIndexOf((byte)'\n') + 1;
        int blanks = scan.Source[start..at].IndexOfAnyExcept((byte)' ', (byte)'\t');
        return blanks < 0 ? at - start : blanks;
    }
}
