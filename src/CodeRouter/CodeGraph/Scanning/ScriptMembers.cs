namespace CodeRouter.CodeGraph.Scanning;

/// <summary>Tells methods of TypeScript and JavaScript from calls, by what stands before the name and behind the parameters.</summary>
internal static class ScriptMembers
{
    /// <summary>A method with a body, wherever a class or an object has one; or a signature in a class or an interface.</summary>
    public static bool IsMethod(Scan scan, int i, out int close)
    {
        close = -1;
        var token = scan.Tokens[i];
        bool name = token.Kind == TokenKind.Name || (token.Kind is TokenKind.Reserved && scan.Scopes.Kind == ScopeKind.Type && (scan.Is(i + 1, '(') || scan.Is(i + 1, '<')));
        if (!name || scan.Taken[i])
        {
            return false;
        }

        int open = i + 1;
        if (scan.Is(open, '?') && scan.Scopes.Kind == ScopeKind.Type)
        {
            open++;
        }

        if (scan.Is(open, '<'))
        {
            open = scan.AfterAngles(open);
        }

        if (open < 0 || !scan.Is(open, '(') || scan.Match[open] < 0 || !StartsMember(scan, i))
        {
            return false;
        }

        close = scan.Match[open];
        if (AfterType(scan, close + 1) > 0)
        {
            return true;
        }

        // A signature: only where the name stands directly in a class or an interface.
        return scan.Scopes.Kind == ScopeKind.Type && Enclosing(scan, i) && (scan.Is(close + 1, ':') || scan.Is(close + 1, ';') || scan.Is(close + 1, ',') || scan.Is(close + 1, '}') || scan.StartsLine(close + 1));
    }

    /// <summary>The innermost bracket around the token is the block of the type.</summary>
    private static bool Enclosing(Scan scan, int i)
    {
        int open = scan.Scopes.Close < scan.Count ? scan.Match[scan.Scopes.Close] : -1;
        for (int j = i - 1; j > open; j--)
        {
            if (scan.Match[j] >= 0 && scan.Match[j] < j)
            {
                j = scan.Match[j];
            }
            else if (scan.Match[j] > j)
            {
                return false;
            }
        }

        return true;
    }

    private static bool StartsMember(Scan scan, int i)
    {
        if (i == 0)
        {
            return false;
        }

        var before = scan.Tokens[i - 1];
        if (before.Kind == TokenKind.Mark)
        {
            bool type = scan.Scopes.Kind == ScopeKind.Type;
            return before.Mark switch
            {
                (byte)'{' or (byte)',' => !scan.Is(i - 2, '$'),
                (byte)'*' => scan.Is(i - 2, '{') || scan.Is(i - 2, ',') || scan.Is(i - 2, '}') || scan.Is(i - 2, ';') || scan.IsNameLike(i - 2) && scan.Tokens[i - 2].Word is Word.Async or Word.Static,
                (byte)';' or (byte)'}' => type,
                (byte)')' or (byte)']' => type && scan.StartsLine(i),
                _ => type && scan.StartsLine(i) && before.Mark is (byte)'>',
            };
        }

        if (before.IsNameLike)
        {
            return (before.Word is Word.Async or Word.Get or Word.Set or Word.Static or Word.Public or Word.Private or Word.Protected or Word.Abstract or Word.Override or Word.Readonly or Word.Declare && !scan.Is(i - 2, '.'))
                || (scan.Scopes.Kind == ScopeKind.Type && scan.StartsLine(i) && before.Word != Word.New);
        }

        return scan.Scopes.Kind == ScopeKind.Type && scan.StartsLine(i);
    }

    /// <summary>The <c>{</c> of a function whose parameters ended before <paramref name="i"/>, past its return type; −1 when it has no body.</summary>
    public static int AfterType(Scan scan, int i)
    {
        if (scan.Is(i, '{'))
        {
            return i;
        }

        if (!scan.Is(i, ':'))
        {
            return -1;
        }

        bool wants = true;
        for (int end = Math.Min(scan.Count, i + 300); ++i < end;)
        {
            var token = scan.Tokens[i];
            if (token.Kind != TokenKind.Mark)
            {
                if (!wants && scan.StartsLine(i) && token.IsNameLike)
                {
                    return -1;
                }

                wants = token.Word is Word.Is or Word.Extends or Word.Typeof || scan.Text(i).SequenceEqual("is"u8) || scan.Text(i).SequenceEqual("keyof"u8) || scan.Text(i).SequenceEqual("asserts"u8);
                continue;
            }

            switch (token.Mark)
            {
                case (byte)'{' when !wants:
                    return i;
                case (byte)'{' or (byte)'(' or (byte)'[':
                    i = scan.After(i) - 1;
                    wants = false;
                    break;
                case (byte)'<':
                    int angles = scan.AfterAngles(i);
                    if (angles < 0)
                    {
                        return -1;
                    }

                    i = angles - 1;
                    wants = false;
                    break;
                case (byte)';' or (byte)')' or (byte)'}' or (byte)',' or (byte)']':
                    return -1;
                case (byte)'>' or (byte)'|' or (byte)'&' or (byte)'?' or (byte)':' or (byte)'.':
                    wants = true;
                    break;
                case (byte)'=' when !scan.Is(i, '=', '>'):
                    return -1;
            }
        }

        return -1;
    }
}
