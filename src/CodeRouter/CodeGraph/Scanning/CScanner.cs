using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

/// <summary>C and C++. A header is read as C++ where it speaks it; the difference shows only in words C does not have.</summary>
internal sealed class CScanner(CodeLanguage language) : ILanguageScanner
{
    private readonly bool plus = language == CodeLanguage.Cpp;

    public CodeLanguage Language => language;

    public Lexis Lexis { get; } = new()
    {
        Words = language == CodeLanguage.Cpp
            ? new Vocabulary("alignas alignof asm auto bool break case catch char char8_t char16_t char32_t class concept const consteval constexpr constinit const_cast continue co_await co_return co_yield decltype default delete do double dynamic_cast else enum explicit export extern false float for friend goto if inline int long mutable namespace new noexcept nullptr operator private protected public register reinterpret_cast requires return short signed sizeof static static_assert static_cast struct switch template this thread_local throw true try typedef typeid typename union unsigned using virtual void volatile wchar_t while", "final override")
            : new Vocabulary("asm auto break case char const continue default do double else enum extern float for goto if inline int long register restrict return short signed sizeof static struct switch typedef typeof union unsigned void volatile while", ""),
        Directives = true,
        Style = StringStyle.Cpp,
    };

    public void Recognise(Scan scan)
    {
        for (int i = 0; i < scan.Count; i++)
        {
            scan.Reach(i);
            var token = scan.Tokens[i];
            switch (token.Kind)
            {
                case TokenKind.Directive:
                    Directive(scan, i);
                    break;
                case TokenKind.Reserved:
                    i = Keyword(scan, i, token.Word);
                    break;
                case TokenKind.Name when scan.Scopes.Kind != ScopeKind.Function && scan.Is(i + 1, '('):
                    Function(scan, i, i, i + 1);
                    break;
                case TokenKind.Name when plus && scan.Scopes.Kind != ScopeKind.Function && scan.Is(i + 1, '<') && scan.AfterAngles(i + 1) is > 0 and var open && scan.Is(open, '('):
                    // template <> int name<float>() { … }
                    Function(scan, i, i, open);
                    break;
            }
        }
    }

    private int Keyword(Scan scan, int i, Word word)
    {
        switch (word)
        {
            case Word.Struct or Word.Union or Word.Enum or Word.Class:
                Tagged(scan, i, word);
                return i;
            case Word.Typedef:
                Typedef(scan, i);
                return i;
            case Word.Namespace when plus:
                int name = i + 1;
                while (scan.IsName(name) && scan.Is(name + 1, ':', ':'))
                {
                    name += 3;
                }

                int body = scan.IsName(name) ? name + 1 : name;
                scan.Enter(scan.Is(body, '{') ? body : -1, ScopeKind.Module, scan.IsName(name) && scan.Is(body, '{') ? scan.Define(name, DefinitionKind.Module, true) : -1);
                return i;
            case Word.Extern when scan.IsText(i + 1) && scan.Is(i + 2, '{'):
                scan.Enter(i + 2, ScopeKind.Module, -1);
                return i;
            case Word.Operator when plus && scan.Scopes.Kind != ScopeKind.Function:
                int last = OperatorEnd(scan, i);
                if (scan.Is(last + 1, '('))
                {
                    Function(scan, i, last, last + 1);
                }

                return last;
            case Word.Using when plus && scan.IsName(i + 1) && scan.Is(i + 2, '='):
                scan.Define(i + 1, DefinitionKind.Type, true);
                return i;
            case Word.Template when scan.Is(i + 1, '<'):
                // `template <class T>` declares no class.
                int end = scan.AfterAngles(i + 1);
                return end > 0 ? end - 1 : i;
            default:
                return i;
        }
    }

    private static void Directive(Scan scan, int i)
    {
        var text = scan.Text(i);
        if (scan.Tokens[i].Word == Word.Include)
        {
            int open = text.IndexOfAny((byte)'"', (byte)'<');
            int close = open < 0 ? -1 : text[(open + 1)..].IndexOf(text[open] == '<' ? (byte)'>' : (byte)'"');
            if (close > 0)
            {
                scan.Facts.BindAll(scan.Facts.Import(text.Slice(open + 1, close), scan.Line(i), text[open] == '<' ? ImportForm.System : ImportForm.Path));
            }
        }
        else if (scan.Tokens[i].Word == Word.Def)
        {
            var rest = text[(text.IndexOf("define"u8) + 6)..].TrimStart(" \t"u8);
            int end = rest.IndexOfAny(" \t(\r\n\\"u8);
            if (end > 0 && rest[end] == '(')
            {
                scan.Facts.Define(rest[..end], DefinitionKind.Macro, scan.Line(i), true, false);
            }
        }
    }

    // struct name { … }   enum class name : int { … }   class API name final : public Base { … }
    private void Tagged(Scan scan, int i, Word word)
    {
        int j = i + 1;
        if (word == Word.Enum && scan.WordAt(j) is Word.Class or Word.Struct)
        {
            j++;
        }

        if (scan.WordAt(i - 1) == Word.Enum)
        {
            return;
        }

        int name = -1;
        for (int end = Math.Min(scan.Count, j + 30); j < end; j++)
        {
            if (scan.IsName(j))
            {
                if (scan.Text(j).SequenceEqual("final"u8) && name >= 0)
                {
                    continue;
                }

                if (name >= 0 && scan.Scopes.Kind == ScopeKind.Function && scan.Tokens[name].Kind == TokenKind.Name && name == j - 1)
                {
                    // struct type variable{…}
                    return;
                }

                name = j;
            }
            else if (scan.Is(j, '(') || scan.Is(j, '['))
            {
                // An attribute in double parentheses or brackets, or a macro's arguments.
                if (name >= 0 && scan.Is(j, '(') && !scan.Text(j - 1).StartsWith("__"u8) && !IsShouted(scan.Text(j - 1)))
                {
                    return;
                }

                j = scan.After(j) - 1;
            }
            else if (scan.Is(j, '<') && plus)
            {
                int angles = scan.AfterAngles(j);
                if (angles < 0)
                {
                    return;
                }

                j = angles - 1;
            }
            else if (scan.Tokens[j].Kind == TokenKind.Directive)
            {
                continue;
            }
            else if (!(scan.Is(j, ':') && scan.Is(j, ':', ':')) && !(scan.Is(j, ':') && scan.Is(j - 1, ':', ':')))
            {
                break;
            }
        }

        int body = scan.Is(j, ':') && (plus || word == Word.Enum) ? BaseEnd(scan, j + 1) : j;
        if (name < 0 || !scan.Is(body, '{'))
        {
            if (scan.Is(body, '{') && plus && word != Word.Enum)
            {
                scan.Enter(body, ScopeKind.Type, -1);
            }

            return;
        }

        var kind = word switch { Word.Enum => DefinitionKind.Enum, Word.Class => DefinitionKind.Class, _ => DefinitionKind.Struct };
        int made = scan.Define(name, kind, true, scan.Scopes.Kind is ScopeKind.Type or ScopeKind.Function && plus);
        scan.Enter(body, kind == DefinitionKind.Enum ? ScopeKind.Function : ScopeKind.Type, made);
    }

    private static int BaseEnd(Scan scan, int j)
    {
        for (int end = Math.Min(scan.Count, j + 300); j < end && !scan.Is(j, '{') && !scan.Is(j, ';'); j++)
        {
            if (scan.Is(j, '('))
            {
                j = scan.After(j) - 1;
            }
        }

        return j;
    }

    private static bool IsShouted(ReadOnlySpan<byte> name) => name.IndexOfAnyInRange((byte)'a', (byte)'z') < 0;

    /// <summary>The last name before the end of the declaration, or the one in <c>(*name)</c>.</summary>
    private static void Typedef(Scan scan, int i)
    {
        int name = -1;
        for (int j = i + 1, end = Math.Min(scan.Count, i + 3000); j < end; j++)
        {
            if (scan.Is(j, ';'))
            {
                break;
            }

            if (scan.Is(j, '{') || scan.Is(j, '['))
            {
                j = scan.After(j) - 1;
            }
            else if (scan.Is(j, ',') && name >= 0)
            {
                scan.Define(name, DefinitionKind.Type, true, false);
                name = -1;
            }
            else if (scan.Is(j, '('))
            {
                if (scan.Is(j + 1, '*') || (scan.IsName(j + 1) && scan.Is(scan.After(j), '(') && (scan.Is(j + 2, ')') || scan.Is(j + 2, ':', ':') || scan.Is(j + 2, '*'))))
                {
                    // A pointer to a function: its name is inside.
                    int close = Math.Max(j, scan.Match[j]);
                    for (int k = close - 1; k > j; k--)
                    {
                        if (scan.Match[k] >= 0 && scan.Match[k] < k)
                        {
                            k = scan.Match[k];
                        }
                        else if (scan.IsName(k))
                        {
                            name = k;
                            break;
                        }
                    }

                    j = scan.After(close);
                    j = scan.Is(close + 1, '(') ? scan.After(close + 1) - 1 : close;
                    continue;
                }

                j = scan.After(j) - 1;
            }
            else if (scan.Is(j, '<'))
            {
                int angles = scan.AfterAngles(j);
                j = angles > 0 ? angles - 1 : j;
            }
            else if (scan.IsName(j) && !scan.Text(j).StartsWith("__attribute"u8) && !(IsShouted(scan.Text(j)) && name >= 0 && scan.Is(j + 1, '(')))
            {
                name = j;
            }
        }

        if (name >= 0)
        {
            scan.Define(name, DefinitionKind.Type, true, false);
        }
    }

    /// <summary>The last token of <c>operator==</c>, <c>operator()</c>, <c>operator bool</c>.</summary>
    private static int OperatorEnd(Scan scan, int i)
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
        bool makes = scan.Scopes.Kind is ScopeKind.File or ScopeKind.Module && scan.StartsLine(i) && IsShouted(scan.Text(i)) && scan.IsName(open + 1) && scan.Is(open + 2, ')') && body == open + 3;
        if (makes)
        {
            scan.Enter(body, ScopeKind.Function, scan.Define(open + 1, DefinitionKind.Function, open: true));
        }

        return makes;
    }

    /// <param name="i">The first token of the name.</param>
    /// <param name="last">Its last: an operator's name has several.</param>
    /// <param name="open">The bracket of its parameters.</param>
    private void Function(Scan scan, int i, int last, int open)
    {
        if (scan.Match[open] < 0 || scan.Taken[i] || scan.WordAt(i - 1) is Word.Struct or Word.Union or Word.Class or Word.Enum || scan.Text(i).StartsWith("__attribute"u8))
        {
            return;
        }

        if (last == i && IsShouted(scan.Text(i)) && (scan.HasBefore(i, Word.Class) || scan.HasBefore(i, Word.Struct) || (scan.IsNameLike(scan.After(open)) && LeadsToFunction(scan, scan.After(open)))))
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

        bool hidden = scan.HasBefore(head, Word.Static) || Static(scan, head);
        var kind = constructor ? DefinitionKind.Constructor : inType || (qualified && plus) ? DefinitionKind.Method : DefinitionKind.Function;
        int made = last == i
            ? scan.Define(i, kind, !hidden || inType, inType || qualified)
            : scan.Facts.Define(scan.Source[scan.Tokens[i].Start..scan.Tokens[last].End], kind, scan.Line(i), !hidden || inType, inType || qualified);
        scan.Enter(body, ScopeKind.Function, made);
        scan.Facts.IsEntryPoint |= kind == DefinitionKind.Function && scan.Text(i).SequenceEqual("main"u8);
    }

    /// <summary>Names, stars and type arguments up to a name and its parameters.</summary>
    private static bool LeadsToFunction(Scan scan, int i)
    {
        if (scan.WordAt(i) is Word.Const or Word.Throw or Word.Try || scan.Text(i) is [(byte)'n', (byte)'o', (byte)'e', ..] || IsShouted(scan.Text(i)) && !scan.IsNameLike(i + 1))
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

    private static bool Static(Scan scan, int i)
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
            TokenKind.Name => !(scan.StartsLine(i) && scan.StartsLine(i - 1) && IsShouted(scan.Text(i - 1)) && IsShouted(scan.Text(i))),
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
                case (byte)'(' when !initialisers && scan.IsName(i - 1) && !IsShouted(scan.Text(i - 1)) && !scan.Text(i - 1).StartsWith("__"u8):
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
