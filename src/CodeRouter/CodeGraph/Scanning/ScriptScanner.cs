using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

/// <summary>TypeScript and JavaScript, JSX in both.</summary>
internal sealed class ScriptScanner(CodeLanguage language) : ILanguageScanner
{
    public CodeLanguage Language => language;

    public Lexis Lexis { get; } = new()
    {
        Words = new Vocabulary(
            "break case catch class const continue debugger default delete do else export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with",
            "abstract as async await constructor declare enum from get implements interface let module namespace of override private protected public readonly require set static type yield global satisfies string boolean"),
        SingleQuoted = true,
        Backticks = Backtick.Template,
        Style = StringStyle.JavaScript,
        NameMarks = "$#",
    };

    public void Recognise(Scan scan)
    {
        for (int i = 0; i < scan.Count; i++)
        {
            scan.Reach(i);
            var token = scan.Tokens[i];
            if (token.Kind == TokenKind.Mark)
            {
                if (scan.Is(i, '=', '>') && scan.Is(i + 2, '{') && scan.Scopes.Close > scan.After(i + 2))
                {
                    // What a callback declares is its own.
                    scan.Enter(i + 2, ScopeKind.Function, -1);
                }

                continue;
            }

            if (token.IsNameLike && token.Word != Word.None && !scan.Is(i - 1, '.') && Declares(scan, i, token.Word))
            {
                continue;
            }

            if (IsMethod(scan, i, out int close))
            {
                bool constructor = token.Word == Word.Constructor;
                bool hidden = scan.Text(i)[0] == '#' || scan.HasBefore(i, Word.Private);
                int made = scan.Define(i, constructor ? DefinitionKind.Constructor : DefinitionKind.Method, scan.Scopes.Kind == ScopeKind.Type && !hidden, true);
                scan.Enter(AfterType(scan, close + 1), ScopeKind.Function, made);
            }
        }
    }

    private bool Declares(Scan scan, int i, Word word)
    {
        switch (word)
        {
            case Word.Import:
                Import(scan, i);
                return true;
            case Word.Export:
                Export(scan, i);
                return true;
            case Word.Require when scan.Is(i + 1, '(') && scan.IsText(i + 2):
                Require(scan, i);
                return true;
            case Word.Class when scan.IsName(i + 1) && scan.Text(i + 1) is not [(byte)'#', ..] && scan.WordAt(i + 1) != Word.Implements:
                Named(scan, i, DefinitionKind.Class, ScopeKind.Type);
                return true;
            case Word.Class when scan.Is(i + 1, '{') || scan.WordAt(i + 1) == Word.Extends:
                scan.Enter(scan.Body(i + 1), ScopeKind.Type, -1);
                return true;
            case Word.Interface when StartsDeclaration(scan, i) && scan.IsName(i + 1):
                Named(scan, i, DefinitionKind.Interface, ScopeKind.Type);
                return true;
            case Word.Enum when StartsDeclaration(scan, i) && scan.IsName(i + 1):
                Named(scan, i, DefinitionKind.Enum, ScopeKind.File);
                return true;
            case Word.Type when StartsDeclaration(scan, i) && scan.IsName(i + 1) && (scan.Is(i + 2, '=') || scan.Is(i + 2, '<')):
                Alias(scan, i);
                return true;
            case Word.Static when scan.Is(i + 1, '{') && scan.Scopes.Kind == ScopeKind.Type:
                scan.Enter(i + 1, ScopeKind.Function, -1);
                return true;
            case Word.Namespace or Word.Module when StartsDeclaration(scan, i) && (scan.IsName(i + 1) || scan.IsText(i + 1)) && scan.Body(i + 1) is var body and > 0 && body <= i + 8:
                int space = scan.IsName(i + 1) ? scan.Define(i + 1, DefinitionKind.Module, Exported(scan, i)) : -1;
                scan.Enter(body, ScopeKind.Module, space);
                return true;
            case Word.Function:
                Function(scan, i);
                return true;
            case Word.Const or Word.Let or Word.Var when scan.Scopes.Kind is ScopeKind.File or ScopeKind.Module && StartsDeclaration(scan, i):
                Variable(scan, i);
                return true;
            default:
                return false;
        }
    }

    // type name = …   type name<T> = { method(): void }
    private static void Alias(Scan scan, int i)
    {
        int made = scan.Define(i + 1, DefinitionKind.Type, Exported(scan, i), scan.Scopes.Kind == ScopeKind.Function);
        int equals = scan.Is(i + 2, '<') ? scan.AfterAngles(i + 2) : i + 2;
        if (equals > 0 && scan.Is(equals, '=') && scan.Is(equals + 1, '{'))
        {
            scan.Enter(equals + 1, ScopeKind.Type, made);
        }
    }

    private static void Named(Scan scan, int i, DefinitionKind kind, ScopeKind inside)
    {
        int made = scan.Define(i + 1, kind, Exported(scan, i));
        int angles = scan.Is(i + 2, '<') ? scan.AfterAngles(i + 2) : -1;
        int body = scan.Body(angles > 0 ? angles : i + 2);
        if (inside == ScopeKind.Type)
        {
            // `extends Base<{a: b}>` has braces of its own.
            for (int tries = 0; body > 0 && tries < 4 && (scan.Is(body - 1, '<') || scan.Is(body - 1, ',')); tries++)
            {
                body = scan.Body(scan.After(body));
            }
        }

        scan.Enter(body, inside == ScopeKind.Type ? ScopeKind.Type : ScopeKind.Function, made);
    }

    private static void Function(Scan scan, int i)
    {
        int name = scan.Is(i + 1, '*') ? i + 2 : i + 1;
        int made = -1;
        if (scan.IsName(name))
        {
            // A named function expression is nobody's to call.
            bool expression = !StartsDeclaration(scan, i);
            made = scan.Define(name, expression ? DefinitionKind.Variable : DefinitionKind.Function, !expression && Exported(scan, i), expression || scan.Scopes.Kind is ScopeKind.Function or ScopeKind.Type);
            name++;
        }

        if (scan.Is(name, '<'))
        {
            name = scan.AfterAngles(name);
        }

        if (scan.Is(name, '('))
        {
            scan.Enter(AfterType(scan, scan.After(name)), ScopeKind.Function, made);
        }
    }

    // const f = (…) => …   const f: T = async x => …   const f = function …
    private static void Variable(Scan scan, int i)
    {
        int name = i + 1;
        if (!scan.IsName(name))
        {
            return;
        }

        int j = name + 1;
        if (scan.Is(j, ':'))
        {
            for (int end = Math.Min(scan.Count, j + 300); j < end && !(scan.Is(j, '=') && !scan.Is(j, '=', '>')) && !scan.Is(j, ';'); j++)
            {
                if (scan.Is(j, '(') || scan.Is(j, '{') || scan.Is(j, '['))
                {
                    j = scan.After(j) - 1;
                }
                else if (scan.Is(j, '=', '>'))
                {
                    j++;
                }
            }
        }

        bool function = scan.Is(j, '=') && IsFunction(scan, j + 1, out _);
        int made = scan.Define(name, function ? DefinitionKind.Function : DefinitionKind.Variable, Exported(scan, i));
        if (function && IsFunction(scan, j + 1, out int body) && body > 0)
        {
            scan.Enter(body, ScopeKind.Function, made);
        }
    }

    private static bool IsFunction(Scan scan, int i, out int body)
    {
        body = -1;
        if (scan.WordAt(i) == Word.Async && !scan.Is(i + 1, '=', '>'))
        {
            i++;
        }

        if (scan.WordAt(i) == Word.Function)
        {
            return true;
        }

        if (scan.Is(i, '<') && scan.AfterAngles(i) is var angles and > 0)
        {
            i = angles;
        }

        if (scan.IsName(i) && scan.Is(i + 1, '=', '>'))
        {
            body = scan.Is(i + 3, '{') ? i + 3 : -1;
            return true;
        }

        if (!scan.Is(i, '(') || scan.Match[i] < 0)
        {
            return false;
        }

        int j = scan.After(i);
        if (scan.Is(j, ':'))
        {
            for (int end = Math.Min(scan.Count, j + 200); j < end && !scan.Is(j, '=', '>') && !scan.Is(j, ';'); j++)
            {
                if (scan.Is(j, '(') || scan.Is(j, '{') || scan.Is(j, '['))
                {
                    j = scan.After(j) - 1;
                }
            }
        }

        if (!scan.Is(j, '=', '>'))
        {
            return false;
        }

        body = scan.Is(j + 2, '{') ? j + 2 : -1;
        return true;
    }

    /// <summary>A method with a body, wherever a class or an object has one; or a signature in a class or an interface.</summary>
    private static bool IsMethod(Scan scan, int i, out int close)
    {
        close = -1;
        var token = scan.Tokens[i];
        bool name = token.Kind == TokenKind.Name || (token.Kind is TokenKind.Reserved && scan.Scopes.Kind == ScopeKind.Type && (scan.Is(i + 1, '(') || scan.Is(i + 1, '<')));
        if (!name || scan.Taken[i])
        {
            return false;
        }

        int open = i + 1;
        if (scan.Is(open, '?') && scan.Scopes.Kind == ScopeKind.Type)
        {
            open++;
        }

        if (scan.Is(open, '<'))
        {
            open = scan.AfterAngles(open);
        }

        if (open < 0 || !scan.Is(open, '(') || scan.Match[open] < 0 || !StartsMember(scan, i))
        {
            return false;
        }

        close = scan.Match[open];
        if (AfterType(scan, close + 1) > 0)
        {
            return true;
        }

        // A signature: only where the name stands directly in a class or an interface.
        return scan.Scopes.Kind == ScopeKind.Type && Enclosing(scan, i) && (scan.Is(close + 1, ':') || scan.Is(close + 1, ';') || scan.Is(close + 1, ',') || scan.Is(close + 1, '}') || scan.StartsLine(close + 1));
    }

    /// <summary>The innermost bracket around the token is the block of the type.</summary>
    private static bool Enclosing(Scan scan, int i)
    {
        int open = scan.Scopes.Close < scan.Count ? scan.Match[scan.Scopes.Close] : -1;
        for (int j = i - 1; j > open; j--)
        {
            if (scan.Match[j] >= 0 && scan.Match[j] < j)
            {
                j = scan.Match[j];
            }
            else if (scan.Match[j] > j)
            {
                return false;
            }
        }

        return true;
    }

    private static bool StartsMember(Scan scan, int i)
    {
        if (i == 0)
        {
            return false;
        }

        var before = scan.Tokens[i - 1];
        if (before.Kind == TokenKind.Mark)
        {
            bool type = scan.Scopes.Kind == ScopeKind.Type;
            return before.Mark switch
            {
                (byte)'{' or (byte)',' => !scan.Is(i - 2, '$'),
                (byte)'*' => scan.Is(i - 2, '{') || scan.Is(i - 2, ',') || scan.Is(i - 2, '}') || scan.Is(i - 2, ';') || scan.IsNameLike(i - 2) && scan.Tokens[i - 2].Word is Word.Async or Word.Static,
                (byte)';' or (byte)'}' => type,
                (byte)')' or (byte)']' => type && scan.StartsLine(i),
                _ => type && scan.StartsLine(i) && before.Mark is (byte)'>',
            };
        }

        if (before.IsNameLike)
        {
            return (before.Word is Word.Async or Word.Get or Word.Set or Word.Static or Word.Public or Word.Private or Word.Protected or Word.Abstract or Word.Override or Word.Readonly or Word.Declare && !scan.Is(i - 2, '.'))
                || (scan.Scopes.Kind == ScopeKind.Type && scan.StartsLine(i) && before.Word != Word.New);
        }

        return scan.Scopes.Kind == ScopeKind.Type && scan.StartsLine(i);
    }

    /// <summary>The <c>{</c> of a function whose parameters ended before <paramref name="i"/>, past its return type; −1 when it has no body.</summary>
    private static int AfterType(Scan scan, int i)
    {
        if (scan.Is(i, '{'))
        {
            return i;
        }

        if (!scan.Is(i, ':'))
        {
            return -1;
        }

        bool wants = true;
        for (int end = Math.Min(scan.Count, i + 300); ++i < end;)
        {
            var token = scan.Tokens[i];
            if (token.Kind != TokenKind.Mark)
            {
                if (!wants && scan.StartsLine(i) && token.IsNameLike)
                {
                    return -1;
                }

                wants = token.Word is Word.Is or Word.Extends or Word.Typeof || scan.Text(i).SequenceEqual("is"u8) || scan.Text(i).SequenceEqual("keyof"u8) || scan.Text(i).SequenceEqual("asserts"u8);
                continue;
            }

            switch (token.Mark)
            {
                case (byte)'{' when !wants:
                    return i;
                case (byte)'{' or (byte)'(' or (byte)'[':
                    i = scan.After(i) - 1;
                    wants = false;
                    break;
                case (byte)'<':
                    int angles = scan.AfterAngles(i);
                    if (angles < 0)
                    {
                        return -1;
                    }

                    i = angles - 1;
                    wants = false;
                    break;
                case (byte)';' or (byte)')' or (byte)'}' or (byte)',' or (byte)']':
                    return -1;
                case (byte)'>' or (byte)'|' or (byte)'&' or (byte)'?' or (byte)':' or (byte)'.':
                    wants = true;
                    break;
                case (byte)'=' when !scan.Is(i, '=', '>'):
                    return -1;
            }
        }

        return -1;
    }

    private static bool StartsDeclaration(Scan scan, int i)
    {
        if (i == 0 || scan.StartsLine(i) && !(scan.Is(i - 1, '=') || scan.Is(i - 1, '(') || scan.Is(i - 1, ',') || scan.Is(i - 1, ':') || scan.Is(i - 1, '?') || scan.WordAt(i - 1) == Word.Return))
        {
            return true;
        }

        var before = scan.Tokens[i - 1];
        return before.Kind == TokenKind.Mark ? before.Mark is (byte)';' or (byte)'{' or (byte)'}'
            : before.Word is Word.Export or Word.Default or Word.Declare or Word.Abstract or Word.Const || (before.Word == Word.Async && StartsDeclaration(scan, i - 1));
    }

    private static bool Exported(Scan scan, int i) => scan.HasBefore(i, Word.Export);

    private static void Import(Scan scan, int i)
    {
        int line = scan.Line(i);
        if (scan.Is(i + 1, '('))
        {
            if (scan.IsText(i + 2))
            {
                scan.Facts.Import(scan.Unquoted(i + 2), line, ImportForm.Module);
            }

            return;
        }

        if (scan.IsText(i + 1))
        {
            scan.Facts.Import(scan.Unquoted(i + 1), line, ImportForm.Module);
            return;
        }

        int from = i + 1;
        for (int end = Math.Min(scan.Count, i + 2000); from < end && !(scan.WordAt(from) == Word.From && scan.IsText(from + 1)); from++)
        {
            if (scan.Is(from, ';') || scan.Is(from, '='))
            {
                // import x = require("…")
                return;
            }
        }

        if (!scan.IsText(from + 1))
        {
            return;
        }

        int import = scan.Facts.Import(scan.Unquoted(from + 1), scan.Line(i), ImportForm.Module);
        Clause(scan, i + 1, from, import, bind: true);
    }

    // a, {b as c, type d}, * as e
    private static void Clause(Scan scan, int i, int to, int import, bool bind)
    {
        for (; i < to; i++)
        {
            scan.Taken[i] = true;
            if (scan.Is(i, '*'))
            {
                if (scan.WordAt(i + 1) == Word.As && scan.IsNameLike(i + 2))
                {
                    scan.Facts.Bind(scan.Text(i + 2), import, default);
                    scan.Taken[i + 1] = scan.Taken[i + 2] = true;
                    i += 2;
                }
                else
                {
                    scan.Facts.BindAll(import);
                }
            }
            else if (scan.Is(i, '{'))
            {
                int close = Math.Min(to, scan.After(i) - 1);
                for (i++; i < close; i++)
                {
                    scan.Taken[i] = true;
                    if (!scan.IsNameLike(i) || (scan.WordAt(i) == Word.Type && scan.IsNameLike(i + 1) && scan.WordAt(i + 1) != Word.As))
                    {
                        continue;
                    }

                    int local = scan.WordAt(i + 1) == Word.As && scan.IsNameLike(i + 2) ? i + 2 : i;
                    scan.Facts.Bind(scan.Text(local), import, scan.Text(i));
                    scan.Taken[local] = true;
                    i = local;
                }
            }
            else if (bind && scan.IsName(i) && !(scan.WordAt(i) == Word.Type && scan.IsName(i + 1)))
            {
                scan.Facts.Bind(scan.Text(i), import, "default"u8);
            }
        }
    }

    // export * from "…"   export {a as b} from "…"   export default name
    private static void Export(Scan scan, int i)
    {
        int j = scan.WordAt(i + 1) == Word.Type && (scan.Is(i + 2, '{') || scan.Is(i + 2, '*')) ? i + 2 : i + 1;
        int end = scan.Is(j, '{') ? scan.After(j) : scan.Is(j, '*') ? (scan.WordAt(j + 1) == Word.As ? j + 3 : j + 1) : -1;
        if (end > 0 && scan.WordAt(end) == Word.From && scan.IsText(end + 1))
        {
            Clause(scan, j, end, scan.Facts.Import(scan.Unquoted(end + 1), scan.Line(i), ImportForm.Module), bind: false);
        }
    }

    // const a = require("…")   const {a, b: c} = require("…")   import a = require("…")
    private static void Require(Scan scan, int i)
    {
        int import = scan.Facts.Import(scan.Unquoted(i + 2), scan.Line(i), ImportForm.Module);
        if (!scan.Is(i - 1, '='))
        {
            return;
        }

        if (scan.IsName(i - 2))
        {
            scan.Facts.Bind(scan.Text(i - 2), import, default);
            scan.Taken[i - 2] = true;
        }
        else if (scan.Is(i - 2, '}') && scan.Match[i - 2] >= 0)
        {
            for (int j = scan.Match[i - 2] + 1; j < i - 2; j++)
            {
                if (scan.IsName(j))
                {
                    int local = scan.Is(j + 1, ':') && scan.IsName(j + 2) ? j + 2 : j;
                    scan.Facts.Bind(scan.Text(local), import, scan.Text(j));
                    scan.Taken[j] = scan.Taken[local] = true;
                    j = local;
                }
            }
        }
    }
}
