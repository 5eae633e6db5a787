using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

internal sealed class PhpScanner : ILanguageScanner
{
    public CodeLanguage Language => CodeLanguage.Php;

    public Lexis Lexis { get; } = new()
    {
        Words = new Vocabulary(
            "abstract and array as break callable case catch class clone const continue declare default do echo else elseif empty endfor endforeach endif endswitch endwhile extends final finally fn for foreach function global goto if implements include include_once instanceof insteadof interface isset list namespace new or print private protected public require require_once return static switch throw trait try unset use var while xor yield",
            "enum readonly match self parent string int float bool void mixed true false null"),
        HashComments = true,
        SingleQuoted = true,
        LongStrings = true,
        Backticks = Backtick.Raw,
        Style = StringStyle.Php,
        NameMarks = "$",
    };

    public void Recognise(Scan scan)
    {
        for (int i = 0; i < scan.Count; i++)
        {
            scan.Reach(i);
            var token = scan.Tokens[i];
            if (token.Word == Word.None || !token.IsNameLike || scan.Is(i - 2, '-', '>') || scan.Is(i - 2, ':', ':'))
            {
                continue;
            }

            switch (token.Word)
            {
                case Word.Class or Word.Interface or Word.Trait when scan.IsNameLike(i + 1) && scan.WordAt(i + 1) is not (Word.Extends or Word.Implements):
                    Type(scan, i, token.Word == Word.Interface || token.Word == Word.Trait ? DefinitionKind.Interface : DefinitionKind.Class);
                    break;
                case Word.Class when scan.WordAt(i - 1) == Word.New:
                    scan.Enter(scan.Body(i + 1), ScopeKind.Type, -1);
                    break;
                case Word.Enum when scan.IsName(i + 1) && (scan.Is(i + 2, '{') || scan.Is(i + 2, ':') || scan.WordAt(i + 2) == Word.Implements):
                    Type(scan, i, DefinitionKind.Enum);
                    break;
                case Word.Function:
                    int name = scan.Is(i + 1, '&') ? i + 2 : i + 1;
                    if (scan.IsNameLike(name) && scan.Is(name + 1, '('))
                    {
                        int made = scan.Define(name, scan.Scopes.Kind == ScopeKind.Type ? DefinitionKind.Method : DefinitionKind.Function, !scan.HasBefore(i, Word.Private) && !scan.HasBefore(i, Word.Protected));
                        scan.Enter(scan.Body(name + 1), ScopeKind.Function, made);
                        i = name;
                    }

                    break;
                case Word.Namespace when scan.IsName(i + 1):
                    int end = Qualified(scan, i + 1, out var package);
                    scan.Facts.Package = scan.Facts.Name(package);
                    scan.Enter(scan.Is(end, '{') ? end : -1, ScopeKind.Module, -1);
                    i = end - 1;
                    break;
                case Word.Use when scan.Scopes.Kind is ScopeKind.File or ScopeKind.Module && !scan.Is(i + 1, '('):
                    i = Use(scan, i);
                    break;
                case Word.Include or Word.Require or Word.Plain when IsInclude(scan.Text(i)):
                    Include(scan, i);
                    break;
            }
        }
    }

    private static bool IsInclude(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("include"u8) || word.SequenceEqual("require"u8) || word.SequenceEqual("include_once"u8) || word.SequenceEqual("require_once"u8);

    // require __DIR__ . '/x.php';
    private static void Include(Scan scan, int i)
    {
        for (int j = i + 1; j < scan.Count && j < i + 6 && !scan.Is(j, ';'); j++)
        {
            if (scan.IsText(j))
            {
                scan.Facts.BindAll(scan.Facts.Import(scan.Unquoted(j).TrimStart("/"u8), scan.Line(i), ImportForm.Path));
                return;
            }
        }
    }

    private static void Type(Scan scan, int i, DefinitionKind kind)
    {
        int made = scan.Define(i + 1, kind, true);
        scan.Enter(scan.Body(i + 2), ScopeKind.Type, made);
    }

    // use A\B;   use A\B as C;   use A\{B, C as D};   use function A\b;
    private static int Use(Scan scan, int i)
    {
        int line = scan.Line(i), j = i + 1;
        if (scan.WordAt(j) is Word.Function or Word.Const)
        {
            j++;
        }

        while (j < scan.Count && !scan.Is(j, ';'))
        {
            int end = Qualified(scan, j, out var text);
            if (end == j)
            {
                return j;
            }

            if (scan.Is(end, '{') && scan.Match[end] > 0)
            {
                var prefix = text;
                int close = scan.Match[end];
                for (j = end + 1; j < close; j++)
                {
                    int after = Qualified(scan, j, out var rest);
                    if (after > j)
                    {
                        j = Leaf(scan, after, [.. prefix, .. rest], line);
                    }
                }

                j = close + 1;
            }
            else
            {
                j = Leaf(scan, end, text, line);
            }

            if (!scan.Is(j, ','))
            {
                break;
            }

            j++;
        }

        return Math.Min(j, scan.Count - 1);
    }

    private static int Leaf(Scan scan, int end, ReadOnlySpan<byte> text, int line)
    {
        int import = scan.Facts.Import(text, line, ImportForm.Module);
        var name = text[(text.LastIndexOf((byte)'\\') + 1)..];
        if (scan.WordAt(end) == Word.As && scan.IsNameLike(end + 1))
        {
            scan.Taken[end + 1] = true;
            scan.Facts.Bind(scan.Text(end + 1), import, name);
            return end + 2;
        }

        scan.Facts.Bind(name, import, name);
        return end;
    }

    private static int Qualified(Scan scan, int i, out ReadOnlySpan<byte> text)
    {
        int first = i;
        if (scan.Is(i, '\\'))
        {
            i++;
        }

        int start = i;
        while (scan.IsNameLike(i))
        {
            scan.Taken[i++] = true;
            if (!scan.Is(i, '\\'))
            {
                break;
            }

            i++;
        }

        text = i == start ? default : scan.Source[scan.Tokens[start].Start..scan.Tokens[i - 1].End];
        return i == start ? first : i;
    }
}
