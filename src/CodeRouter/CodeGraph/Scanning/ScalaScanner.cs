using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

internal sealed class ScalaScanner : ILanguageScanner
{
    public CodeLanguage Language => CodeLanguage.Scala;

    public Lexis Lexis { get; } = new()
    {
        Words = new Vocabulary(
            "abstract case catch class def do else extends false final finally for forSome if implicit import lazy match new null object override package private protected return sealed super this throw trait true try type val var while with yield",
            "enum given using extension then end"),
        NestedComments = true,
        TripleQuotes = true,
        Hole = '$',
        Backticks = Backtick.Name,
        Style = StringStyle.Rust,
        NameMarks = "$",
    };

    public void Recognise(Scan scan)
    {
        for (int i = 0; i < scan.Count; i++)
        {
            scan.Reach(i);
            var token = scan.Tokens[i];
            if (token.Word == Word.None || !token.IsNameLike || scan.Is(i - 1, '.') || scan.Is(i - 1, '#'))
            {
                continue;
            }

            switch (token.Word)
            {
                case Word.Package when scan.WordAt(i + 1) != Word.Object:
                    i = JvmImports.Package(scan, i);
                    if (scan.Is(i + 1, '{'))
                    {
                        scan.Enter(i + 1, ScopeKind.Module, -1);
                    }

                    break;
                case Word.Import:
                    i = JvmImports.Import(scan, i);
                    break;
                case Word.Class or Word.Object or Word.Trait when scan.IsName(i + 1):
                    int made = scan.Define(i + 1, token.Word == Word.Trait ? DefinitionKind.Interface : DefinitionKind.Class, Open(scan, i));
                    scan.Enter(scan.Body(i + 2, lines: true), ScopeKind.Type, made);
                    break;
                case Word.Enum when scan.IsName(i + 1) && scan.StartsLine(i) && (scan.Is(i + 2, '{') || scan.Is(i + 2, ':') || scan.Is(i + 2, '(')):
                    scan.Enter(scan.Body(i + 2, lines: true), ScopeKind.Type, scan.Define(i + 1, DefinitionKind.Enum, Open(scan, i)));
                    break;
                case Word.Type when scan.IsName(i + 1) && !scan.Is(i - 1, ':'):
                    scan.Define(i + 1, DefinitionKind.Type, Open(scan, i));
                    break;
                case Word.New:
                    Anonymous(scan, i);
                    break;
                case Word.Def:
                    Function(scan, i);
                    break;
            }
        }
    }

    private static void Anonymous(Scan scan, int i)
    {
        int body = scan.Body(i + 1, lines: true);
        if (body > 0 && body < i + 12)
        {
            scan.Enter(body, ScopeKind.Type, -1);
        }
    }

    private static void Function(Scan scan, int i)
    {
        int name = i + 1;
        if (scan.WordAt(name) == Word.This)
        {
            scan.Define(name, DefinitionKind.Constructor, Open(scan, i));
            return;
        }

        if (!scan.IsNameLike(name))
        {
            // An operator: its marks are its name, which nothing here can refer to.
            return;
        }

        int made = scan.Define(name, scan.Scopes.Kind == ScopeKind.Type ? DefinitionKind.Method : DefinitionKind.Function, Open(scan, i) && scan.Scopes.Kind != ScopeKind.Function);
        scan.Facts.IsEntryPoint |= scan.Scopes.Kind == ScopeKind.Type && scan.Text(name).SequenceEqual("main"u8);
        int body = scan.Body(name + 1, lines: true);
        if (body > 0 && (scan.Is(body - 1, '=') || body <= name + 1 || scan.Is(body - 1, ')')))
        {
            scan.Enter(body, ScopeKind.Function, made);
        }
    }

    private static bool Open(Scan scan, int i) => !scan.HasBefore(i, Word.Private) && !scan.HasBefore(i, Word.Protected);
}
