namespace CodeRouter.CodeGraph.Scanning;

/// <summary>Methods of languages that write the type first: a name before parentheses, a type before the name.</summary>
internal static class MemberHeads
{
    /// <summary>The index of the parameters of a head whose name is at <paramref name="i"/>; −1 when it is none.</summary>
    public static int Parameters(Scan scan, int i)
    {
        int open = i + 1;
        if (scan.Is(open, '<'))
        {
            open = scan.AfterAngles(open);
        }

        return open > 0 && scan.Is(open, '(') && scan.Match[open] > 0 ? open : -1;
    }

    /// <summary>Where the name begins whose last part is at <paramref name="i"/>: an explicit implementation has the interface before the dot.</summary>
    public static int Head(Scan scan, int i)
    {
        while (scan.Is(i - 1, '.'))
        {
            int before = scan.Is(i - 2, '>') ? BeforeAngles(scan, i - 2) : i - 2;
            if (!scan.IsName(before))
            {
                return i;
            }

            i = before;
        }

        return i;
    }

    /// <summary>Whether what stands before <paramref name="i"/> can be a type, or the end of one.</summary>
    public static bool TypeBefore(Scan scan, int i)
    {
        int j = i - 1;
        if (j < 0)
        {
            return false;
        }

        var before = scan.Tokens[j];
        if (before.Kind == TokenKind.Name)
        {
            // `var`, `record` and the like are names too; a name after a dot or a new is a value.
            return !scan.Is(j - 1, '@');
        }

        if (before.Kind == TokenKind.Reserved)
        {
            return IsPrimitive(before.Word);
        }

        return before.Kind == TokenKind.Mark && before.Mark switch
        {
            (byte)'>' => !scan.Is(j - 1, '=', '>') && !scan.Is(j - 1, '-', '>'),
            (byte)']' => scan.Match[j] >= 0 && scan.Match[j] > 0 && (scan.Match[j] == j - 1 || scan.Is(j - 1, ',') || scan.Is(j - 1, ']')) && TypeBefore(scan, scan.Match[j]),
            (byte)'?' => TypeBefore(scan, j),
            (byte)'*' => TypeBefore(scan, j),
            _ => false,
        };
    }

    /// <summary>The first token of the type that ends before <paramref name="i"/>; −1 when none does.</summary>
    public static int TypeStart(Scan scan, int i)
    {
        int j = i - 1;
        for (int steps = 0; j >= 0 && steps < 60; steps++)
        {
            if (scan.Is(j, '>'))
            {
                j = BeforeAngles(scan, j);
            }
            else if ((scan.Is(j, ']') || scan.Is(j, ')')) && scan.Match[j] >= 0)
            {
                bool tuple = scan.Is(j, ')');
                j = scan.Match[j];
                if (tuple)
                {
                    return j;
                }

                j--;
            }
            else if (scan.Is(j, '?') || scan.Is(j, '*') || scan.Is(j, '&'))
            {
                j--;
            }
            else if (scan.IsNameLike(j))
            {
                if (scan.Is(j - 1, '.') || scan.Is(j - 2, ':', ':'))
                {
                    j -= scan.Is(j - 1, '.') ? 2 : 3;
                    continue;
                }

                return j;
            }
            else
            {
                return -1;
            }
        }

        return -1;
    }

    public static bool IsPrimitive(Word word) =>
        word is Word.Void or Word.Uint or Word.Ulong or Word.Ushort or Word.Sbyte or Word.Decimal or Word.Int or Word.Char or Word.Float or Word.Double or Word.Long or Word.Short or Word.Bool or Word.Byte or Word.Boolean or Word.String or Word.Unsigned or Word.Signed or Word.Object or Word.Auto;

    private static int BeforeAngles(Scan scan, int j)
    {
        int level = 0;
        for (int least = Math.Max(0, j - 200); j >= least; j--)
        {
            if (scan.Is(j, '>'))
            {
                level++;
            }
            else if (scan.Is(j, '<') && --level == 0)
            {
                return j - 1;
            }
            else if (scan.Is(j, ';') || scan.Is(j, '{') || scan.Is(j, '}'))
            {
                return -1;
            }
            else if ((scan.Is(j, ')') || scan.Is(j, ']')) && scan.Match[j] >= 0)
            {
                j = scan.Match[j];
            }
        }

        return -1;
    }
}
