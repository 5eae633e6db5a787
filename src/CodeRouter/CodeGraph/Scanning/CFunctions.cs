using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

/// <summary>
/// Functions and methods of C and C++: a name before parameters is one when a type stands before it and a body, or its settling, behind. What a
/// macro makes looks the same and has to be told apart by how it is written.
/// </summary>
/// <param name="plus">C++.</param>
internal sealed class CFunctions(bool plus)
{
    /// <param name="i">The first token of the name.</param>
    /// <param name="last">Its last: an operator's name has several.</param>
    /// <param name="open">The bracket of its parameters.</param>
    public void Function(Scan scan, int i, int last, int open)
    {
        if (scan.Match[open] < 0 || scan.Taken[i] || scan.WordAt(i - 1) is Word.Struct or Word.Union or Word.Class or Word.Enum || scan.Text(i).StartsWith("__attribute"u8))
        {
            return;
        }

        if (last == i && CTypes.IsShouted(scan.Text(i)) && (scan.HasBefore(i, Word.Class) || scan.HasBefore(i, Word.Struct) || (scan.IsNameLike(scan.After(open)) && LeadsToFunction(scan, scan.After(open)))))
        {
            // A macro with arguments before the declaration proper, or in the head of a class.
            return;
        }

        int head = i;
        int owner = -1;
        bool qualified = false, destructor = scan.Is(i - 1, '~');
        head -= destructor ? 1 : 0;
        while (plus && scan.Is(head - 2, ':', ':'))
        {
            qualified = true;
            int before = head - 3;
            if (scan.Is(before, '>'))
            {
                before = MemberHeads.TypeStart(scan, head - 2);
            }

            if (!scan.IsName(before))
            {
                break;
            }

            head = before;
            owner = owner < 0 ? before : owner;
        }

        if (!qualified && scan.Is(i - 1, '.') || scan.Is(i - 1, '!') || scan.Is(i - 1, ',') || scan.Is(i - 1, '('))
        {
            return;
        }

        bool inType = scan.Scopes.Kind == ScopeKind.Type;
        bool constructor = plus && (destructor || (inType && scan.Scopes.Definition >= 0 && scan.Facts.Name(scan.Text(i)) == scan.Facts.Definitions[scan.Scopes.Definition].Name)
            || (owner >= 0 && scan.Text(i).SequenceEqual(scan.Text(owner))) || (scan.WordAt(i) == Word.Operator && scan.IsNameLike(i + 1) && scan.WordAt(i + 1) is not (Word.New or Word.Delete)));
        int body = BodyOf(scan, scan.After(open));
        if (body < 0)
        {
            if (plus && !constructor && HasType(scan, head) && IsSettled(scan, scan.After(open)))
            {
                scan.Facts.Define(scan.Source[scan.Tokens[i].Start..scan.Tokens[last].End], inType || qualified ? DefinitionKind.Method : DefinitionKind.Function, scan.Line(i), true, inType || qualified);
                scan.Taken[i] = true;
                return;
            }

            if (inType && plus && scan.Is(scan.After(open), ';') && (constructor || HasType(scan, head)))
            {
                scan.Facts.Define(scan.Source[scan.Tokens[i].Start..scan.Tokens[last].End], DefinitionKind.Declaration, scan.Line(i), true, true);
                scan.Taken[i] = true;
            }

            return;
        }

        if (!constructor && (FromMacro(scan, i, open, body) || !HasType(scan, head)))
        {
            return;
        }

        bool hidden = scan.HasBefore(head, Word.Static) || IsStatic(scan, head);
        var kind = constructor ? DefinitionKind.Constructor : inType || (qualified && plus) ? DefinitionKind.Method : DefinitionKind.Function;
        int made = last == i
            ? scan.Define(i, kind, !hidden || inType, inType || qualified)
            : scan.Facts.Define(scan.Source[scan.Tokens[i].Start..scan.Tokens[last].End], kind, scan.Line(i), !hidden || inType, inType || qualified);
        scan.Enter(body, ScopeKind.Function, made);
        scan.Facts.IsEntryPoint |= kind == DefinitionKind.Function && scan.Text(i).SequenceEqual("main"u8);
    }

    /// <summary>The last token of <c>operator==</c>, <c>operator()</c>, <c>operator bool</c>.</summary>
    public static int OperatorEnd(Scan scan, int i)
    {
        int j = i + 1;
        if (scan.Is(j, '(') && scan.Is(j + 1, ')'))
        {
            return j + 1;
        }

        for (int end = Math.Min(scan.Count, i + 12); j < end && !scan.Is(j, '(') && !scan.Is(j, ';') && !scan.Is(j, '{'); j++)
        {
        }

        return j - 1;
    }

    /// <summary><c>TEST_BEGIN(name) {</c> on a line of its own: the macro makes a function of the one name it is given.</summary>
    private static bool FromMacro(Scan scan, int i, int open, int body)
    {
        bool makes = scan.Scopes.Kind is ScopeKind.File or ScopeKind.Module && scan.StartsLine(i) && CTypes.IsShouted(scan.Text(i)) && scan.IsName(open + 1) && scan.Is(open + 2, ')') && body == open + 3;
        if (makes)
        {
            scan.Enter(body, ScopeKind.Function, scan.Define(open + 1, DefinitionKind.Function, open: true));
        }

        return makes;
    }

    /// <summary>Names, stars and type arguments up to a name and its parameters.</summary>
    private static bool LeadsToFunction(Scan scan, int i)
    {
        if (scan.WordAt(i) is Word.Const or Word.Throw or Word.Try || scan.Text(i) is [(byte)'n', (byte)'o', (byte)'e', ..] || CTypes.IsShouted(scan.Text(i)) && !scan.IsNameLike(i + 1))
        {
            return false;
        }

        int names = 0;
        for (int end = Math.Min(scan.Count, i + 40); i < end; i++)
        {
            if (scan.Is(i, '<'))
            {
                int angles = scan.AfterAngles(i);
                i = angles > 0 ? angles - 1 : i;
            }
            else if (scan.IsNameLike(i))
            {
                names++;
            }
            else if (!scan.Is(i, '*') && !scan.Is(i, '&') && !scan.Is(i, ':'))
            {
                return names > 1 && scan.Is(i, '(');
            }
        }

        return false;
    }

    /// <summary><c>= default;</c> or <c>= delete;</c> settles a function as a body would.</summary>
    private static bool IsSettled(Scan scan, int i)
    {
        for (int end = Math.Min(scan.Count, i + 8); i < end && !scan.Is(i, ';'); i++)
        {
            if (scan.Is(i, '=') && scan.WordAt(i + 1) is Word.Default or Word.Delete)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsStatic(Scan scan, int i)
    {
        for (int j = i - 1, least = Math.Max(0, i - 12); j >= least; j--)
        {
            if (scan.WordAt(j) == Word.Static)
            {
                return true;
            }

            if (!scan.IsNameLike(j) && !scan.Is(j, '*'))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>A type stands before the name: a word, a star, or the end of template arguments.</summary>
    private static bool HasType(Scan scan, int i)
    {
        if (i <= 0)
        {
            return false;
        }

        var before = scan.Tokens[i - 1];
        return before.Kind switch
        {
            // END_NAMESPACE alone on a line before TEST(a, b) { is no type of it.
            TokenKind.Name => !(scan.StartsLine(i) && scan.StartsLine(i - 1) && CTypes.IsShouted(scan.Text(i - 1)) && CTypes.IsShouted(scan.Text(i))),
            TokenKind.Reserved => before.Word is not (Word.Return or Word.Else or Word.New or Word.Case or Word.Do or Word.Goto or Word.Sizeof or Word.Throw or Word.Delete or Word.Operator),
            TokenKind.Mark => before.Mark is (byte)'*' or (byte)'&' or (byte)'>' || (before.Mark == ')' && scan.Match[i - 1] > 0 && scan.IsNameLike(scan.Match[i - 1] - 1)) || (before.Mark == ']' && scan.Is(i - 2, ']')),
            _ => false,
        };
    }

    /// <summary>The body after the parameters: qualifiers, initialisers, attributes and old-style parameters may stand between.</summary>
    private int BodyOf(Scan scan, int i)
    {
        if (scan.Is(i, '{'))
        {
            return i;
        }

        bool initialisers = false, old = false;
        for (int end = Math.Min(scan.Count, i + 400); i < end; i++)
        {
            var token = scan.Tokens[i];
            if (token.Kind == TokenKind.Directive)
            {
                continue;
            }

            if (token.Kind != TokenKind.Mark)
            {
                if (!token.IsNameLike)
                {
                    return -1;
                }

                // int f(a, b) int a; char *b; { … }
                old |= !initialisers && !plus && (MemberHeads.IsPrimitive(token.Word) || token.Word is Word.Struct or Word.Const or Word.Register);
                continue;
            }

            switch (token.Mark)
            {
                case (byte)'{':
                    if (initialisers && scan.IsName(i - 1) && scan.Match[i] > 0 && (scan.Is(scan.After(i), ',') || scan.Is(scan.After(i), '{')))
                    {
                        i = scan.After(i) - 1;
                        break;
                    }

                    return i;
                case (byte)'(' when !initialisers && scan.IsName(i - 1) && !CTypes.IsShouted(scan.Text(i - 1)) && !scan.Text(i - 1).StartsWith("__"u8):
                    // Another function begins: what stood before it was a macro.
                    return -1;
                case (byte)'(' or (byte)'[':
                    i = scan.After(i) - 1;
                    break;
                case (byte)':' when plus:
                    initialisers |= !scan.Is(i, ':', ':') && !scan.Is(i - 1, ':', ':');
                    break;
                case (byte)'<' when plus:
                    int angles = scan.AfterAngles(i);
                    if (angles < 0)
                    {
                        return -1;
                    }

                    i = angles - 1;
                    break;
                case (byte)',' when initialisers || old:
                case (byte)';' when old:
                case (byte)'*' when old || plus:
                case (byte)'&' or (byte)'-' or (byte)'>' or (byte)'.' when plus:
                    break;
                default:
                    return -1;
            }
        }

        return -1;
    }
}
