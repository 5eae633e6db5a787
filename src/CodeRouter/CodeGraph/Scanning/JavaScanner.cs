using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

internal sealed class JavaScanner : ILanguageScanner
{
    public CodeLanguage Language => CodeLanguage.Java;

    public Lexis Lexis { get; } = new()
    {
        Words = new Vocabulary(
            "abstract assert boolean break byte case catch char class const continue default do double else enum extends final finally float for goto if implements import instanceof int interface long native new package private protected public return short static strictfp super switch synchronized this throw throws transient try void volatile while true false null",
            "record sealed permits var yield module non"),
        TripleQuotes = true,
    };

    public void Recognise(Scan scan)
    {
        for (int i = 0; i < scan.Count; i++)
        {
            scan.Reach(i);
            var token = scan.Tokens[i];
            if (!token.IsNameLike || scan.Is(i - 1, '.'))
            {
                continue;
            }

            switch (token.Word)
            {
                case Word.Package when i + 1 < scan.Count && scan.Scopes.Kind == ScopeKind.File:
                    int end = Dotted(scan, i + 1, out var package);
                    scan.Facts.Package = scan.Facts.Name(package);
                    i = end - 1;
                    break;
                case Word.Import when scan.Scopes.Kind == ScopeKind.File:
                    i = Import(scan, i);
                    break;
                case Word.Class or Word.Interface or Word.Enum when scan.IsName(i + 1):
                    Type(scan, i, token.Word);
                    break;
                case Word.Record when scan.IsName(i + 1) && (scan.Is(i + 2, '(') || scan.Is(i + 2, '<')) && scan.Scopes.Kind != ScopeKind.Function:
                    Type(scan, i, token.Word);
                    break;
                case Word.New:
                    Anonymous(scan, i);
                    break;
                default:
                    if (token.Kind == TokenKind.Name && scan.Scopes.Kind == ScopeKind.Type)
                    {
                        Member(scan, i);
                    }

                    break;
            }
        }
    }

    private static void Type(Scan scan, int i, Word word)
    {
        var kind = word switch { Word.Interface => DefinitionKind.Interface, Word.Enum => DefinitionKind.Enum, _ => DefinitionKind.Class };
        int made = scan.Define(i + 1, kind, scan.HasBefore(scan.Is(i - 1, '@') ? i - 1 : i, Word.Public) || InInterface(scan));
        scan.Enter(scan.Body(i + 2), ScopeKind.Type, made);
    }

    private static bool InInterface(Scan scan) => scan.Scopes.Definition >= 0 && scan.Facts.Definitions[scan.Scopes.Definition].Kind == DefinitionKind.Interface;

    // new Name<…>(…) { members }
    private static void Anonymous(Scan scan, int i)
    {
        int j = i + 1;
        while (scan.IsNameLike(j) && scan.Is(j + 1, '.'))
        {
            j += 2;
        }

        j++;
        if (scan.Is(j, '<'))
        {
            j = scan.AfterAngles(j);
        }

        if (j > 0 && scan.Is(j, '(') && scan.After(j) is var body && scan.Is(body, '{'))
        {
            scan.Enter(body, ScopeKind.Type, -1);
        }
    }

    private static void Member(Scan scan, int i)
    {
        if (!scan.Is(i + 1, '(') || scan.Match[i + 1] < 0)
        {
            return;
        }

        int after = scan.After(i + 1);
        while (scan.Is(after, '[', ']'))
        {
            after += 2;
        }

        if (scan.Is(after, '{') && EnumConstant(scan, i))
        {
            scan.Enter(after, ScopeKind.Type, -1);
            return;
        }

        bool ends = scan.Is(after, '{') || scan.Is(after, ';') || scan.WordAt(after) is Word.Throws or Word.Default;
        if (!ends)
        {
            return;
        }

        bool open = scan.HasBefore(i, Word.Public) || scan.HasBefore(i, Word.Protected) || InInterface(scan);
        if (MemberHeads.TypeBefore(scan, i) && MemberHeads.TypeStart(scan, i) is var start && StartsMember(scan, start))
        {
            int made = scan.Define(i, DefinitionKind.Method, Open(scan, start) || open, true);
            scan.Enter(scan.Body(after), ScopeKind.Function, made);
        }
        else if (!scan.Is(after, ';') && StartsMember(scan, i) && scan.Scopes.Definition >= 0 && scan.Facts.Name(scan.Text(i)) == scan.Facts.Definitions[scan.Scopes.Definition].Name)
        {
            int made = scan.Define(i, DefinitionKind.Constructor, open, true);
            scan.Enter(scan.Body(after), ScopeKind.Function, made);
        }
    }

    private static bool Open(Scan scan, int start) => scan.HasBefore(start, Word.Public) || scan.HasBefore(start, Word.Protected);

    private static bool EnumConstant(Scan scan, int i) =>
        scan.Scopes.Definition >= 0 && scan.Facts.Definitions[scan.Scopes.Definition].Kind == DefinitionKind.Enum && (scan.Is(i - 1, '{') || scan.Is(i - 1, ','));

    private static bool StartsMember(Scan scan, int i)
    {
        if (i <= 0)
        {
            return false;
        }

        var before = scan.Tokens[i - 1];
        if (before.Kind == TokenKind.Mark)
        {
            // A generic method has its type parameters first, an annotation its arguments.
            return before.Mark is (byte)'{' or (byte)'}' or (byte)';' or (byte)'>' or (byte)')';
        }

        return before.Word is Word.Public or Word.Private or Word.Protected or Word.Static or Word.Final or Word.Abstract or Word.Native or Word.Synchronized or Word.Default
            || scan.Text(i - 1).SequenceEqual("strictfp"u8) || IsAnnotation(scan, i - 1);
    }

    private static bool IsAnnotation(Scan scan, int i)
    {
        while (scan.IsNameLike(i) && scan.Is(i - 1, '.'))
        {
            i -= 2;
        }

        return scan.IsNameLike(i) && scan.Is(i - 1, '@');
    }

    // import a.b.C;   import static a.b.C.d;   import a.b.*;
    private static int Import(Scan scan, int i)
    {
        bool fixedMember = scan.WordAt(i + 1) == Word.Static;
        int first = fixedMember ? i + 2 : i + 1;
        int end = Dotted(scan, first, out var text);
        if (end == first)
        {
            return i;
        }

        int import = scan.Facts.Import(text, scan.Line(i), fixedMember ? ImportForm.Child : ImportForm.Module);
        if (scan.Is(end, '.') && scan.Is(end + 1, '*'))
        {
            scan.Facts.BindAll(import);
            return end + 1;
        }

        scan.Facts.Bind(scan.Text(end - 1), import, scan.Text(end - 1));
        return end - 1;
    }

    private static int Dotted(Scan scan, int i, out ReadOnlySpan<byte> text)
    {
        int first = i;
        while (scan.IsNameLike(i))
        {
            scan.Taken[i++] = true;
            if (!scan.Is(i, '.') || !scan.IsNameLike(i + 1))
            {
                break;
            }

            i++;
        }

        text = i == first ? default : scan.Source[scan.Tokens[first].Start..scan.Tokens[i - 1].End];
        return i;
    }
}
