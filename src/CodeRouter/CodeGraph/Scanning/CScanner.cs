using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

/// <summary>C and C++. A header is read as C++ where it speaks it; the difference shows only in words C does not have.</summary>
internal sealed class CScanner(CodeLanguage language) : ILanguageScanner
{
    private readonly bool plus = language == CodeLanguage.Cpp;
    private readonly CTypes types = new(language == CodeLanguage.Cpp);
    private readonly CFunctions functions = new(language == CodeLanguage.Cpp);

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
                    functions.Function(scan, i, i, i + 1);
                    break;
                case TokenKind.Name when plus && scan.Scopes.Kind != ScopeKind.Function && scan.Is(i + 1, '<') && scan.AfterAngles(i + 1) is > 0 and var open && scan.Is(open, '('):
                    // template <> int name<float>() { … }
                    functions.Function(scan, i, i, open);
                    break;
            }
        }
    }

    private int Keyword(Scan scan, int i, Word word)
    {
        switch (word)
        {
            case Word.Struct or Word.Union or Word.Enum or Word.Class:
                types.Tagged(scan, i, word);
                return i;
            case Word.Typedef:
                CTypes.Typedef(scan, i);
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
                int last = CFunctions.OperatorEnd(scan, i);
                if (scan.Is(last + 1, '('))
                {
                    functions.Function(scan, i, last, last + 1);
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

    private static bool IsShouted(ReadOnlySpan<byte> name) => name.IndexOfAnyInRange((byte)'a', (byte)'z') < 0;
}
