using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

internal sealed class CSharpScanner : ILanguageScanner
{
    public CodeLanguage Language => CodeLanguage.CSharp;

    public Lexis Lexis { get; } = new()
    {
        Words = new Vocabulary(
            "abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit extern false finally fixed float for foreach goto if implicit in int interface internal is lock long namespace new null object operator out override params private protected public readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using virtual void volatile while",
            "record partial where async await get set init global when var yield file required extension"),
        Directives = true,
        TripleQuotes = true,
        Style = StringStyle.CSharp,
    };

    public void Recognise(Scan scan)
    {
        for (int i = 0; i < scan.Count; i++)
        {
            scan.Reach(i);
            var token = scan.Tokens[i];
            if (!token.IsNameLike)
            {
                continue;
            }

            if (scan.Is(i - 1, '.'))
            {
                if (scan.Scopes.Kind == ScopeKind.Type && token.Kind == TokenKind.Name)
                {
                    Member(scan, i);
                }

                continue;
            }

            switch (token.Word)
            {
                case Word.Class or Word.Struct or Word.Interface or Word.Enum or Word.Record when Type(scan, i, token.Word):
                    break;
                case Word.Delegate when scan.Scopes.Kind is not ScopeKind.Function && !scan.Is(i + 1, '(') && !scan.Is(i + 1, '{') && !scan.Is(i + 1, '*'):
                    Delegate(scan, i);
                    break;
                case Word.Namespace:
                    i = Namespace(scan, i);
                    break;
                case Word.Using when scan.Scopes.Kind is ScopeKind.File or ScopeKind.Module && !scan.Is(i + 1, '('):
                    i = Using(scan, i);
                    break;
                default:
                    if (token.Kind == TokenKind.Name)
                    {
                        Member(scan, i);
                    }

                    break;
            }
        }
    }

    private static bool Type(Scan scan, int i, Word word)
    {
        int name = i + 1;
        var kind = word switch { Word.Struct => DefinitionKind.Struct, Word.Interface => DefinitionKind.Interface, Word.Enum => DefinitionKind.Enum, _ => DefinitionKind.Class };
        if (word == Word.Record)
        {
            kind = scan.WordAt(name) == Word.Struct ? DefinitionKind.Struct : DefinitionKind.Class;
            name += scan.WordAt(name) is Word.Struct or Word.Class ? 1 : 0;
            // `record` is a name too: a parameter, a field, a method of that name.
            bool starts = i == 0 || scan.Tokens[i - 1].Kind == TokenKind.Reserved || scan.WordAt(i - 1) == Word.Partial || scan.Is(i - 1, ';') || scan.Is(i - 1, '}') || scan.Is(i - 1, '{') || scan.Is(i - 1, ']');
            if (!starts || !scan.IsName(name) || !(scan.Is(name + 1, '(') || scan.Is(name + 1, '{') || scan.Is(name + 1, ':') || scan.Is(name + 1, ';') || scan.Is(name + 1, '<')) || scan.Scopes.Kind == ScopeKind.Function)
            {
                return false;
            }
        }
        else if (scan.Is(i - 1, ':') || scan.Is(i - 1, ',') || scan.WordAt(i - 1) is Word.Where or Word.Record)
        {
            // A constraint: where T : class; or the second word of one type.
            return false;
        }

        if (!scan.IsName(name))
        {
            return false;
        }

        int made = scan.Define(name, kind, scan.HasBefore(i, Word.Public) || (scan.HasBefore(i, Word.Protected) && scan.Scopes.Kind == ScopeKind.Type), scan.Scopes.Kind is ScopeKind.Function or ScopeKind.Type);
        scan.Enter(scan.Body(name + 1), kind == DefinitionKind.Enum ? ScopeKind.Function : ScopeKind.Type, made);
        return true;
    }

    // public delegate int Name<T>(…);
    private static void Delegate(Scan scan, int i)
    {
        for (int j = i + 1; j < scan.Count && j < i + 60; j++)
        {
            if (scan.Is(j, ';') || scan.Is(j, '=') || scan.Is(j, '{'))
            {
                return;
            }

            if (scan.IsName(j) && MemberHeads.TypeBefore(scan, j) && MemberHeads.Parameters(scan, j) > 0)
            {
                scan.Define(j, DefinitionKind.Type, scan.HasBefore(i, Word.Public));
                return;
            }
        }
    }

    private static int Namespace(Scan scan, int i)
    {
        int end = Dotted(scan, i + 1);
        if (end == i + 1)
        {
            return i;
        }

        if (scan.Facts.Package == 0)
        {
            scan.Facts.Package = scan.Facts.Name(scan.Source[scan.Tokens[i + 1].Start..scan.Tokens[end - 1].End]);
        }

        if (scan.Is(end, '{'))
        {
            scan.Enter(end, ScopeKind.Module, -1);
        }

        return end - 1;
    }

    // using A.B;   using static A.B.C;   using X = A.B.C;   global using A.B;
    private static int Using(Scan scan, int i)
    {
        int j = i + 1, alias = -1;
        bool type = scan.WordAt(j) == Word.Static;
        j += type ? 1 : 0;
        if (scan.IsName(j) && scan.Is(j + 1, '='))
        {
            alias = j;
            scan.Taken[j] = true;
            j += 2;
        }

        int end = Dotted(scan, j);
        if (end == j)
        {
            return i;
        }

        int import = scan.Facts.Import(scan.Source[scan.Tokens[j].Start..scan.Tokens[end - 1].End], scan.Line(i), ImportForm.Namespace);
        if (alias >= 0)
        {
            scan.Facts.Bind(scan.Text(alias), import, scan.Text(end - 1));
        }
        else
        {
            scan.Facts.BindAll(import);
        }

        return end - 1;
    }

    private static int Dotted(Scan scan, int i)
    {
        while (scan.IsNameLike(i))
        {
            scan.Taken[i++] = true;
            if (scan.Is(i, ':', ':'))
            {
                i += 2;
            }
            else if (scan.Is(i, '.'))
            {
                i++;
            }
            else
            {
                break;
            }
        }

        return i;
    }

    private static void Member(Scan scan, int i)
    {
        int open = MemberHeads.Parameters(scan, i);
        // The parameters of a type make no method of it.
        if (open < 0 || scan.WordAt(i - 1) is Word.Record or Word.Struct or Word.Class)
        {
            return;
        }

        int after = scan.After(open);
        bool body = scan.Is(after, '{') || scan.Is(after, '=', '>') || scan.WordAt(after) == Word.Where;
        switch (scan.Scopes.Kind)
        {
            case ScopeKind.Type:
                Method(scan, i, after, body || scan.Is(after, ';'));
                break;
            case ScopeKind.File or ScopeKind.Module or ScopeKind.Function when body:
                LocalFunction(scan, i, after);
                break;
        }
    }

    private static void Method(Scan scan, int i, int after, bool ends)
    {
        bool open = scan.HasBefore(i, Word.Public) || scan.HasBefore(i, Word.Protected) || (scan.Scopes.Definition >= 0 && scan.Facts.Definitions[scan.Scopes.Definition].Kind == DefinitionKind.Interface);
        int head = MemberHeads.Head(scan, i);
        if (ends && TypeBefore(scan, head) && !IsValue(scan, head))
        {
            int made = scan.Define(i, DefinitionKind.Method, open, true);
            scan.Enter(scan.Body(after), ScopeKind.Function, made);
            return;
        }

        bool constructor = (scan.Is(after, '{') || scan.Is(after, ':') || scan.Is(after, '=', '>')) && scan.Scopes.Definition >= 0
            && scan.Facts.Name(scan.Text(i)) == scan.Facts.Definitions[scan.Scopes.Definition].Name && StartsMember(scan, i);
        if (constructor)
        {
            int made = scan.Define(i, DefinitionKind.Constructor, open, true);
            scan.Enter(scan.Body(after), ScopeKind.Function, made);
        }
    }

    /// <summary>Like everywhere, or a tuple: <c>(int A, int B)?</c>, <c>(int A, int B)[]</c>.</summary>
    private static bool TypeBefore(Scan scan, int i)
    {
        if (MemberHeads.TypeBefore(scan, i))
        {
            return true;
        }

        int j = i - 1;
        while (scan.Is(j, '?') || (scan.Is(j, ']') && scan.Match[j] == j - 1))
        {
            j -= scan.Is(j, '?') ? 1 : 2;
        }

        return scan.Is(j, ')');
    }

    /// <summary>A name behind <c>new</c>, <c>await</c>, <c>=</c> or <c>=></c> on the way is part of a value.</summary>
    private static bool IsValue(Scan scan, int i)
    {
        int start = MemberHeads.TypeStart(scan, i);
        return start < 0 || scan.WordAt(start) == Word.Await || !StartsMember(scan, start);
    }

    private static bool StartsMember(Scan scan, int i)
    {
        if (i <= 0)
        {
            return i == 0;
        }

        var before = scan.Tokens[i - 1];
        return before.Kind switch
        {
            TokenKind.Mark => before.Mark is (byte)'{' or (byte)'}' or (byte)';' or (byte)']',
            TokenKind.Reserved => before.Word is Word.Public or Word.Private or Word.Protected or Word.Internal or Word.Static or Word.Virtual or Word.Override or Word.Abstract or Word.Sealed or Word.Extern or Word.New or Word.Unsafe or Word.Readonly or Word.Ref or Word.Volatile or Word.Const,
            TokenKind.Name => before.Word is Word.Async or Word.Partial || scan.Text(i - 1).SequenceEqual("file"u8) || scan.Text(i - 1).SequenceEqual("required"u8),
            TokenKind.Directive => true,
            _ => false,
        };
    }

    private static void LocalFunction(Scan scan, int i, int after)
    {
        if (!TypeBefore(scan, i))
        {
            return;
        }

        int start = MemberHeads.TypeStart(scan, i);
        if (start <= 0 && i > 0 && start < 0)
        {
            return;
        }

        bool starts = start == 0 || scan.Is(start - 1, ';') || scan.Is(start - 1, '{') || scan.Is(start - 1, '}') || scan.Is(start - 1, ']')
            || scan.WordAt(start - 1) is Word.Static or Word.Async or Word.Unsafe or Word.Extern || scan.Tokens[start - 1].Kind == TokenKind.Directive;
        if (starts && scan.WordAt(start) is not (Word.Await or Word.Yield) && scan.WordAt(i - 1) is not (Word.Await or Word.Async or Word.When))
        {
            int made = scan.Define(i, DefinitionKind.Function, false, true);
            scan.Enter(scan.Body(after), ScopeKind.Function, made);
        }
    }
}
