using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

internal sealed class KotlinScanner : ILanguageScanner
{
    public CodeLanguage Language => CodeLanguage.Kotlin;

    public Lexis Lexis { get; } = new()
    {
        Words = new Vocabulary(
            "as break class continue do else false for fun if in interface is null object package return super this throw true try typealias typeof val var when while",
            "by catch constructor finally get import init set where abstract annotation companion const data enum external final infix inline inner internal lateinit open operator out override private protected public sealed suspend vararg value expect actual"),
        NestedComments = true,
        TripleQuotes = true,
        RawTripleQuotes = true,
        Hole = '$',
        Backticks = Backtick.Name,
    };

    public void Recognise(Scan scan)
    {
        for (int i = 0; i < scan.Count; i++)
        {
            scan.Reach(i);
            var token = scan.Tokens[i];
            if (token.Word == Word.None || !token.IsNameLike || scan.Is(i - 1, '.') || scan.Is(i - 1, ':', ':') || scan.Is(i - 2, ':', ':'))
            {
                continue;
            }

            switch (token.Word)
            {
                case Word.Package when i + 1 < scan.Count && scan.Scopes.Kind == ScopeKind.File && scan.StartsLine(i):
                    i = JvmImports.Package(scan, i);
                    break;
                case Word.Import when scan.Scopes.Kind == ScopeKind.File && scan.StartsLine(i):
                    i = JvmImports.Import(scan, i);
                    break;
                case Word.Class or Word.Interface when scan.IsName(i + 1):
                    var kind = token.Word == Word.Interface ? DefinitionKind.Interface : scan.WordAt(i - 1) == Word.Enum ? DefinitionKind.Enum : DefinitionKind.Class;
                    Type(scan, i + 1, kind);
                    break;
                case Word.Object:
                    Object(scan, i);
                    break;
                case Word.Fun when scan.WordAt(i + 1) != Word.Interface:
                    Function(scan, i);
                    break;
                case Word.Typealias when scan.IsName(i + 1):
                    scan.Define(i + 1, DefinitionKind.Type, Open(scan, i));
                    break;
                case Word.Constructor when scan.Scopes.Kind == ScopeKind.Type && scan.Is(i + 1, '(') && scan.StartsLine(i):
                    scan.Enter(scan.Body(i + 1, lines: true), ScopeKind.Function, scan.Define(i, DefinitionKind.Constructor, Open(scan, i)));
                    break;
            }
        }
    }

    private static void Type(Scan scan, int name, DefinitionKind kind)
    {
        int made = scan.Define(name, kind, Open(scan, name - 1));
        scan.Enter(scan.Body(name + 1, lines: true), ScopeKind.Type, made);
    }

    // object Name { }   companion object [Name] { }   object : Type { }
    private static void Object(Scan scan, int i)
    {
        if (scan.IsName(i + 1) && (scan.StartsLine(i) || scan.IsNameLike(i - 1)) && scan.WordAt(i - 1) is not (Word.Return or Word.Else or Word.In or Word.Is))
        {
            Type(scan, i + 1, DefinitionKind.Class);
        }
        else
        {
            scan.Enter(scan.Body(i + 1, lines: true), ScopeKind.Type, -1);
        }
    }

    // fun <T> Receiver<T>.name(…): R { }
    private static void Function(Scan scan, int i)
    {
        int j = i + 1, name = -1;
        if (scan.Is(j, '<'))
        {
            j = scan.AfterAngles(j);
        }

        for (int end = Math.Min(scan.Count, j + 80); j >= 0 && j < end;)
        {
            if (scan.IsNameLike(j))
            {
                name = j++;
            }
            else if (scan.Is(j, '.') || scan.Is(j, '?') || scan.Is(j, '@'))
            {
                j++;
            }
            else if (scan.Is(j, '<'))
            {
                j = scan.AfterAngles(j);
            }
            else if (scan.Is(j, '(') && name < 0)
            {
                // A receiver in parentheses, or a function without a name.
                j = scan.After(j);
                if (!scan.Is(j, '.'))
                {
                    return;
                }
            }
            else
            {
                break;
            }
        }

        if (j < 0 || name < 0 || !scan.Is(j, '('))
        {
            return;
        }

        int made = scan.Define(name, scan.Scopes.Kind == ScopeKind.Type ? DefinitionKind.Method : DefinitionKind.Function, Open(scan, i));
        scan.Facts.IsEntryPoint |= scan.Scopes.Kind == ScopeKind.File && scan.Text(name).SequenceEqual("main"u8);
        int after = scan.After(j);
        scan.Enter(Block(scan, after), ScopeKind.Function, made);
    }

    private static int Block(Scan scan, int i)
    {
        int body = scan.Body(i, lines: true);
        for (int j = i; j < body; j++)
        {
            if (scan.Is(j, '=') && !scan.Is(j - 1, '-', '>'))
            {
                return -1;
            }
        }

        return body;
    }

    private static bool Open(Scan scan, int i) => !scan.HasBefore(i, Word.Private) && !scan.HasBefore(i, Word.Internal);
}
