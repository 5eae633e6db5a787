using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

internal sealed class SwiftScanner : ILanguageScanner
{
    public CodeLanguage Language => CodeLanguage.Swift;

    public Lexis Lexis { get; } = new()
    {
        Words = new Vocabulary(
            "associatedtype break case catch class continue default defer deinit do else enum extension fallthrough false fileprivate for func guard if import in init inout internal is let nil operator private protocol public repeat rethrows return self Self static struct subscript super switch throw throws true try typealias var where while as",
            "actor async await open final override mutating indirect lazy weak some any get set didSet willSet convenience required"),
        NestedComments = true,
        TripleQuotes = true,
        Hole = '\\',
        Backticks = Backtick.Name,
        Style = StringStyle.Swift,
    };

    public void Recognise(Scan scan)
    {
        for (int i = 0; i < scan.Count; i++)
        {
            scan.Reach(i);
            var token = scan.Tokens[i];
            if (token.Word == Word.None || !token.IsNameLike || scan.Is(i - 1, '.'))
            {
                continue;
            }

            switch (token.Word)
            {
                case Word.Class or Word.Struct or Word.Enum or Word.Protocol when scan.IsName(i + 1) && !scan.Is(i - 1, ':'):
                    Type(scan, i, token.Word switch { Word.Struct => DefinitionKind.Struct, Word.Enum => DefinitionKind.Enum, Word.Protocol => DefinitionKind.Interface, _ => DefinitionKind.Class });
                    break;
                case Word.Actor when scan.IsName(i + 1) && (scan.Is(i + 2, '{') || scan.Is(i + 2, ':') || scan.Is(i + 2, '<')):
                    Type(scan, i, DefinitionKind.Class);
                    break;
                case Word.Extension when scan.IsName(i + 1):
                    scan.Enter(scan.Body(i + 2), ScopeKind.Type, -1);
                    break;
                case Word.Typealias when scan.IsName(i + 1):
                    scan.Define(i + 1, DefinitionKind.Type, Open(scan, i));
                    break;
                case Word.Init when scan.Scopes.Kind == ScopeKind.Type && (scan.Is(i + 1, '(') || scan.Is(i + 1, '?') || scan.Is(i + 1, '<') || scan.Is(i + 1, '!')):
                    scan.Enter(scan.Body(i + 1, lines: true), ScopeKind.Function, scan.Define(i, DefinitionKind.Constructor, Open(scan, i)));
                    break;
                case Word.Func when scan.IsNameLike(i + 1):
                    int made = scan.Define(i + 1, scan.Scopes.Kind == ScopeKind.Type ? DefinitionKind.Method : DefinitionKind.Function, Open(scan, i));
                    scan.Enter(scan.Body(i + 2, lines: true), ScopeKind.Function, made);
                    break;
                case Word.Import when scan.Scopes.Kind == ScopeKind.File:
                    // import struct Foundation.URL defines nothing.
                    i = scan.IsName(i + 1) ? i + 1 : i + 2;
                    if (scan.IsName(i))
                    {
                        scan.Taken[i] = true;
                        scan.Facts.Import(scan.Text(i), scan.Line(i), ImportForm.Namespace);
                    }

                    break;
            }
        }
    }

    private static void Type(Scan scan, int i, DefinitionKind kind)
    {
        int made = scan.Define(i + 1, kind, Open(scan, i));
        scan.Facts.IsEntryPoint |= i >= 2 && scan.Is(i - 2, '@') && scan.Text(i - 1).SequenceEqual("main"u8);
        scan.Enter(scan.Body(i + 2), ScopeKind.Type, made);
    }

    private static bool Open(Scan scan, int i) => !scan.HasBefore(i, Word.Private) && !scan.HasBefore(i, Word.Fileprivate);
}
