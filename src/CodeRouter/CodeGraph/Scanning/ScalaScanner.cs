using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

internal sealed class ScalaScanner : ILanguageScanner
{
    public CodeLanguage Language => CodeLanguage.Scala;

    public Lexis Lexis { get; } = new()
    {
        Words = new Vocabulary(
            "abstract case catch class def do else extends false final finally for forSome if implicit import lazy match new null object override package private protected return sealed super this throw trait true try type val var while with yield",
            "as enum given using extension then end"),
        NestedComments = true,
        TripleQuotes = true,
        RawTripleQuotes = true,
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
            if (token.Word == Word.None || !token.IsNameLike || scan.Is(i - 1, '.') || (scan.Is(i - 1, '#') && !scan.StartsLine(i)))
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
                case Word.Package:
                    i = PackageObject(scan, i + 1);
                    break;
                case Word.Import:
                    i = JvmImports.Import(scan, i);
                    break;
                case Word.Class or Word.Object or Word.Trait when Named(scan, i + 1, out int last):
                    int made = scan.Define(i + 1, last, token.Word == Word.Trait ? DefinitionKind.Interface : DefinitionKind.Class, Open(scan, i));
                    ScalaBlocks.EnterType(scan, i, last + 1, made);
                    break;
                case Word.Enum when scan.IsName(i + 1) && StartsDefinition(scan, i) && (scan.Is(i + 2, '{') || scan.Is(i + 2, ':') || scan.Is(i + 2, '(') || scan.Is(i + 2, '[') || scan.IsNameLike(i + 2)):
                    ScalaBlocks.EnterType(scan, i, i + 2, scan.Define(i + 1, DefinitionKind.Enum, Open(scan, i)));
                    break;
                case Word.Given when scan.StartsLine(i):
                    ScalaBlocks.EnterType(scan, i, i + 1, -1);
                    break;
                case Word.Type when (!scan.Is(i - 1, ':') || scan.StartsLine(i)) && Named(scan, i + 1, out int last):
                    // What a structural type asks for is in it.
                    scan.Enter(scan.Body(last + 1, lines: true), ScopeKind.Type, scan.Define(i + 1, last, DefinitionKind.Type, Open(scan, i)));
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

    /// <summary>What a package object holds is in the package. In a file with other things it is an object like any: a file has one package.</summary>
    /// <returns>The last token of it that is taken care of.</returns>
    private static int PackageObject(Scan scan, int i)
    {
        int body = scan.IsName(i + 1) ? scan.Body(i + 2, lines: true) : -1;
        int end = body < 0 ? -1 : scan.Match[body] + 1;
        while (end > 0 && scan.Is(end, '}'))
        {
            end++;
        }

        if (end < scan.Count || scan.Facts.Definitions.Count > 0)
        {
            return i - 1;
        }

        scan.Facts.Enter(scan.Text(i + 1), scan.Line(i));
        scan.Enter(body, ScopeKind.Module, scan.Define(i + 1, DefinitionKind.Class, open: true, nested: true));
        return i + 1;
    }

    /// <summary>A name: a word, marks, or a word that ends in <c>_</c> with marks after it.</summary>
    private static bool Named(Scan scan, int i, out int last)
    {
        last = i;
        if (!scan.IsName(i) && !IsOperator(scan, i))
        {
            return false;
        }

        if (!scan.IsName(i) || scan.Text(i).EndsWith("_"u8))
        {
            while (IsOperator(scan, last + 1) && scan.Tokens[last].End == scan.Tokens[last + 1].Start)
            {
                last++;
            }
        }

        return last > i || scan.IsName(i) || !"#:=@"u8.Contains(scan.Tokens[i].Mark);
    }

    private static bool IsOperator(Scan scan, int i) => (uint)i < (uint)scan.Count && scan.Tokens[i].Kind == TokenKind.Mark && "!#%&*+-/:<=>?@\\^|~"u8.Contains(scan.Tokens[i].Mark);

    private static void Function(Scan scan, int i)
    {
        int name = i + 1;
        if (scan.WordAt(name) == Word.This)
        {
            scan.Define(name, DefinitionKind.Constructor, Open(scan, i));
            return;
        }

        if (!Named(scan, name, out int last))
        {
            return;
        }

        int made = scan.Define(name, last, scan.Scopes.Kind == ScopeKind.Type ? DefinitionKind.Method : DefinitionKind.Function, Open(scan, i) && scan.Scopes.Kind != ScopeKind.Function);
        scan.Facts.IsEntryPoint |= scan.Scopes.Kind == ScopeKind.Type && scan.Text(name).SequenceEqual("main"u8);
        ScalaBlocks.EnterFunction(scan, i, last + 1, made);
    }

    /// <summary><c>new A { … }</c>, <c>new A(…):</c> with what is indented below.</summary>
    private static void Anonymous(Scan scan, int i)
    {
        int head = i + 1;
        while (scan.IsNameLike(head) || scan.Is(head, '.') || scan.Is(head, '[') || scan.Is(head, '('))
        {
            head = scan.Match[head] > head ? scan.Match[head] + 1 : head + 1;
            if (scan.StartsLine(head))
            {
                break;
            }
        }

        if (scan.Is(head, '{') || (scan.Is(head, ':') && scan.StartsLine(head + 1)))
        {
            ScalaBlocks.EnterType(scan, i, head, -1);
        }
    }

    /// <summary>First on its line but for modifiers.</summary>
    private static bool StartsDefinition(Scan scan, int i)
    {
        while (!scan.StartsLine(i))
        {
            i--;
            if (scan.Is(i, ']') && scan.Match[i] > 0)
            {
                i = scan.Match[i] - 1;
            }

            if (scan.WordAt(i) is not (Word.Private or Word.Protected or Word.Final or Word.Sealed or Word.Override))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Open(Scan scan, int i) => !scan.HasBefore(i, Word.Private) && !scan.HasBefore(i, Word.Protected);
}
