using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

internal sealed class GoScanner : ILanguageScanner
{
    public CodeLanguage Language => CodeLanguage.Go;

    public Lexis Lexis { get; } = new()
    {
        Words = new Vocabulary("break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var", "nil true false"),
        Backticks = Backtick.Raw,
    };

    public void Recognise(Scan scan)
    {
        bool program = false;
        for (int i = 0; i < scan.Count; i++)
        {
            scan.Reach(i);
            var token = scan.Tokens[i];
            if (token.Kind != TokenKind.Reserved)
            {
                continue;
            }

            switch (token.Word)
            {
                case Word.Package when scan.IsName(i + 1) && i < 4:
                    scan.Facts.Package = scan.Facts.Name(scan.Text(i + 1));
                    scan.Taken[i + 1] = true;
                    program = scan.Text(i + 1).SequenceEqual("main"u8);
                    break;
                case Word.Import:
                    i = Import(scan, i);
                    break;
                case Word.Func when scan.Scopes.Kind == ScopeKind.File:
                    Function(scan, i, program);
                    break;
                case Word.Type:
                    if (scan.Is(i + 1, '('))
                    {
                        Group(scan, i + 1);
                    }
                    else if (scan.IsName(i + 1))
                    {
                        Type(scan, i + 1);
                    }

                    break;
            }
        }
    }

    private static void Function(Scan scan, int i, bool program)
    {
        bool method = scan.Is(i + 1, '(');
        int name = method ? scan.After(i + 1) : i + 1;
        if (!scan.IsName(name) || !(scan.Is(name + 1, '(') || scan.Is(name + 1, '[')))
        {
            return;
        }

        int made = scan.Define(name, method ? DefinitionKind.Method : DefinitionKind.Function, IsOpen(scan.Text(name)), method);
        scan.Facts.IsEntryPoint |= program && !method && scan.Text(name).SequenceEqual("main"u8);
        int head = scan.Is(name + 1, '[') ? scan.After(name + 1) : name + 1;
        int body = head < scan.Count && scan.Is(head, '(') ? Block(scan, scan.After(head)) : -1;
        scan.Enter(body, ScopeKind.Function, made);
    }

    /// <summary>The body after the results; <c>interface{}</c> and <c>struct{}</c> among them are types.</summary>
    private static int Block(Scan scan, int i)
    {
        for (int end = Math.Min(scan.Count, i + 200); i < end; i++)
        {
            if (scan.Is(i, '{'))
            {
                if (scan.WordAt(i - 1) is not (Word.Interface or Word.Struct))
                {
                    return i;
                }

                i = scan.After(i) - 1;
            }
            else if (scan.Is(i, '(') || scan.Is(i, '['))
            {
                i = scan.After(i) - 1;
            }
            else if (scan.WordAt(i) is Word.Func && scan.StartsLine(i) && scan.Tokens[i].Kind == TokenKind.Reserved)
            {
                return -1;
            }
        }

        return -1;
    }

    private static void Group(Scan scan, int open)
    {
        int close = scan.Match[open];
        for (int j = open + 1; j < close; j++)
        {
            if (scan.IsName(j) && scan.StartsLine(j) || (j == open + 1 && scan.IsName(j)))
            {
                Type(scan, j);
            }

            if (scan.Match[j] > j)
            {
                j = scan.Match[j];
            }
        }
    }

    private static void Type(Scan scan, int name)
    {
        int j = name + 1;
        if (scan.Is(j, '[') && (scan.IsName(j + 1) && !scan.Is(j + 2, ']')))
        {
            j = scan.After(j);
        }

        var kind = scan.Tokens[Math.Min(j, scan.Count - 1)].Word switch { Word.Struct => DefinitionKind.Struct, Word.Interface => DefinitionKind.Interface, _ => DefinitionKind.Type };
        int made = scan.Define(name, kind, IsOpen(scan.Text(name)));
        if (scan.Is(j + 1, '{') && scan.Match[j + 1] > 0)
        {
            scan.EndAt(made, scan.Match[j + 1]);
        }
    }

    private static bool IsOpen(ReadOnlySpan<byte> name) => name[0] is >= (byte)'A' and <= (byte)'Z';

    // import "a/b"   import x "a/b"   import ( … )
    private static int Import(Scan scan, int i)
    {
        int j = i + 1, close = i + 3;
        if (scan.Is(j, '('))
        {
            close = Math.Max(j, scan.Match[j]);
            j++;
        }

        int last = i;
        for (; j < scan.Count && j < close; j++)
        {
            if (!scan.IsText(j))
            {
                continue;
            }

            var path = scan.Unquoted(j);
            int import = scan.Facts.Import(path, scan.Line(j), ImportForm.Module);
            if (scan.IsName(j - 1) && j - 1 > i && scan.Line(j - 1) == scan.Line(j))
            {
                scan.Taken[j - 1] = true;
                scan.Facts.Bind(scan.Text(j - 1), import, default);
            }
            else if (scan.Is(j - 1, '.'))
            {
                scan.Facts.BindAll(import);
            }
            else
            {
                scan.Facts.Bind(PackageName(path), import, default);
            }

            last = j;
            if (close == i + 3)
            {
                break;
            }
        }

        return close > i + 3 || scan.Is(i + 1, '(') ? Math.Max(i, close) : last;
    }

    /// <summary>The name a package most likely has: the last part of its path that is not a version.</summary>
    private static ReadOnlySpan<byte> PackageName(ReadOnlySpan<byte> path)
    {
        int slash = path.LastIndexOf((byte)'/');
        var last = path[(slash + 1)..];
        if (slash > 0 && last is [(byte)'v', >= (byte)'0' and <= (byte)'9', ..])
        {
            return PackageName(path[..slash]);
        }

        int dot = last.IndexOf((byte)'.');
        return dot > 0 ? last[..dot] : last.StartsWith("go-"u8) ? last[3..] : last;
    }
}
