using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

internal sealed class RustScanner : ILanguageScanner
{
    public CodeLanguage Language => CodeLanguage.Rust;

    public Lexis Lexis { get; } = new()
    {
        Words = new Vocabulary("as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return self Self static struct super trait true type unsafe use where while", "union macro_rules default auto"),
        NestedComments = true,
        LongStrings = true,
        Style = StringStyle.Rust,
    };

    public void Recognise(Scan scan)
    {
        for (int i = 0; i < scan.Count; i++)
        {
            scan.Reach(i);
            var token = scan.Tokens[i];
            if (token.Word == Word.None || !token.IsNameLike)
            {
                continue;
            }

            switch (token.Word)
            {
                case Word.Fn when scan.IsName(i + 1):
                    bool method = scan.Scopes.Kind == ScopeKind.Type;
                    int made = scan.Define(i + 1, method ? DefinitionKind.Method : DefinitionKind.Function, Open(scan, i) || InTrait(scan));
                    scan.Enter(Block(scan, i + 2), ScopeKind.Function, made);
                    scan.Facts.IsEntryPoint |= !method && scan.Scopes.Kind != ScopeKind.Module && scan.Text(i + 1).SequenceEqual("main"u8);
                    break;
                case Word.Struct or Word.Enum when scan.IsName(i + 1):
                    Type(scan, i, token.Word == Word.Struct ? DefinitionKind.Struct : DefinitionKind.Enum);
                    break;
                case Word.Union when scan.IsName(i + 1) && (scan.Is(i + 2, '{') || scan.Is(i + 2, '<')):
                    Type(scan, i, DefinitionKind.Struct);
                    break;
                case Word.Trait when scan.IsName(i + 1):
                    int trait = scan.Define(i + 1, DefinitionKind.Interface, Open(scan, i));
                    scan.Enter(Block(scan, i + 2), ScopeKind.Type, trait);
                    break;
                case Word.Impl when StartsItem(scan, i):
                    scan.Enter(Block(scan, i + 1), ScopeKind.Type, -1);
                    break;
                case Word.Type when scan.IsName(i + 1) && !scan.Is(i - 1, '.'):
                    scan.Define(i + 1, DefinitionKind.Type, Open(scan, i));
                    break;
                case Word.Mod when scan.IsName(i + 1):
                    Module(scan, i);
                    break;
                case Word.Macro_rules when scan.Is(i + 1, '!') && scan.IsName(i + 2):
                    int macro = scan.Define(i + 2, DefinitionKind.Macro, true);
                    if (i + 3 < scan.Count && scan.Match[i + 3] > 0)
                    {
                        scan.EndAt(macro, scan.Match[i + 3]);
                        i = scan.Match[i + 3];
                    }

                    break;
                case Word.Use when scan.Scopes.Kind is not ScopeKind.Type && !scan.Is(i - 1, '<') && !scan.Is(i - 1, '+'):
                    i = UseTree(scan, i + 1, scan.Line(i));
                    break;
            }
        }
    }

    private static void Type(Scan scan, int i, DefinitionKind kind)
    {
        int made = scan.Define(i + 1, kind, Open(scan, i));
        int body = scan.Body(i + 2);
        if (body > 0 && scan.Match[body] > 0)
        {
            scan.EndAt(made, scan.Match[body]);
        }
    }

    private static void Module(Scan scan, int i)
    {
        if (scan.Is(i + 2, ';'))
        {
            scan.Taken[i + 1] = true;
            int import = OwnPath(scan, i) is > 0 and var path
                ? scan.Facts.Import(scan.Unquoted(path), scan.Line(i), ImportForm.Path)
                : scan.Facts.Import(Below(scan, i + 1), scan.Line(i), ImportForm.Child);
            scan.Facts.Bind(scan.Text(i + 1), import, default);
            return;
        }

        if (scan.Is(i + 2, '{'))
        {
            int made = scan.Define(i + 1, DefinitionKind.Module, Open(scan, i));
            scan.Enter(i + 2, ScopeKind.Module, made);
        }
    }

    /// <summary>The string of a <c>#[path = "x.rs"]</c> before a module of the file itself; 0 where there is none.</summary>
    private static int OwnPath(Scan scan, int i)
    {
        if (scan.Scopes.Kind != ScopeKind.File)
        {
            return 0;
        }

        i--;
        if (scan.Is(i, ')') && scan.Match[i] > 0)
        {
            i = scan.Match[i] - 1;
        }

        if (scan.WordAt(i) == Word.Pub)
        {
            i--;
        }

        for (; scan.Is(i, ']') && scan.Match[i] > 0 && scan.Is(scan.Match[i] - 1, '#'); i = scan.Match[i] - 2)
        {
            int name = scan.Match[i] + 1;
            if (scan.Text(name).SequenceEqual("path"u8) && scan.Is(name + 1, '=') && scan.IsText(name + 2))
            {
                return name + 2;
            }
        }

        return 0;
    }

    /// <summary>A module's name below those that are written around it: <c>mod a { mod b; }</c> is a/b.</summary>
    private static ReadOnlySpan<byte> Below(Scan scan, int name)
    {
        byte[] path = [];
        foreach (int around in scan.Scopes.Definitions(ScopeKind.Module))
        {
            path = [.. path, .. scan.Facts.NameOf(around), (byte)'/'];
        }

        if (path.Length == 0)
        {
            return scan.Text(name);
        }

        path = [.. path, .. scan.Text(name)];
        return path;
    }

    /// <summary>The body of a head; braces inside array lengths and const arguments are not it.</summary>
    private static int Block(Scan scan, int i)
    {
        if (scan.Is(i, '<') && scan.AfterAngles(i) is var angles and > 0)
        {
            i = angles;
        }

        return scan.Body(i);
    }

    private static bool InTrait(Scan scan) => scan.Scopes.Definition >= 0 && scan.Facts.Definitions[scan.Scopes.Definition].Kind == DefinitionKind.Interface;

    private static bool Open(Scan scan, int i) => scan.HasBefore(i, Word.Pub);

    private static bool StartsItem(Scan scan, int i) =>
        i == 0 || scan.Is(i - 1, '}') || scan.Is(i - 1, ';') || scan.Is(i - 1, '{') || scan.Is(i - 1, ']') || scan.WordAt(i - 1) is Word.Unsafe or Word.Default;

    /// <summary><c>use a::{b, c::d as e};</c> gives an import for each leaf.</summary>
    private static int UseTree(Scan scan, int i, int line)
    {
        int semicolon = i;
        while (semicolon < scan.Count && !scan.Is(semicolon, ';') && semicolon < i + 4000)
        {
            semicolon++;
        }

        var prefixes = new Stack<byte[]>();
        byte[] prefix = [];
        for (int j = i; j < semicolon; j++)
        {
            var token = scan.Tokens[j];
            scan.Taken[j] = true;
            if (token.Is('{'))
            {
                prefixes.Push(prefix);
            }
            else if (token.Is('}'))
            {
                _ = prefixes.TryPop(out _);
                prefix = prefixes.TryPeek(out byte[]? outer) ? outer : [];
            }
            else if (token.Is(','))
            {
                prefix = prefixes.TryPeek(out byte[]? outer) ? outer : [];
            }
            else if (token.Is('*'))
            {
                scan.Facts.BindAll(scan.Facts.Import(prefix, line, ImportForm.Module));
            }
            else if (token.IsNameLike)
            {
                byte[] path = prefix.Length == 0 ? scan.Text(j).ToArray() : [.. prefix, .. "::"u8, .. scan.Text(j)];
                if (scan.Is(j + 1, ':', ':'))
                {
                    prefix = path;
                    j += 2;
                    continue;
                }

                int local = j;
                if (scan.WordAt(j + 1) == Word.As && scan.IsNameLike(j + 2))
                {
                    local = j + 2;
                    scan.Taken[j + 1] = scan.Taken[local] = true;
                }

                bool self = token.Word == Word.Self && prefix.Length > 0;
                int import = scan.Facts.Import(self ? prefix : path, line, ImportForm.Module);
                var member = self ? Last(prefix) : scan.Text(j);
                scan.Facts.Bind(self && local == j ? member : scan.Text(local), import, member);
                j = local;
            }
        }

        return semicolon;
    }

    private static ReadOnlySpan<byte> Last(ReadOnlySpan<byte> path) => path[(path.LastIndexOf((byte)':') + 1)..];
}
