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

            if (ScriptMembers.IsMethod(scan, i, out int close))
            {
                bool constructor = token.Word == Word.Constructor;
                bool hidden = scan.Text(i)[0] == '#' || scan.HasBefore(i, Word.Private);
                int made = scan.Define(i, constructor ? DefinitionKind.Constructor : DefinitionKind.Method, scan.Scopes.Kind == ScopeKind.Type && !hidden, true);
                scan.Enter(ScriptMembers.AfterType(scan, close + 1), ScopeKind.Function, made);
            }
        }
    }

    private bool Declares(Scan scan, int i, Word word)
    {
        switch (word)
        {
            case Word.Import:
                ScriptModules.Import(scan, i);
                return true;
            case Word.Export:
                ScriptModules.Export(scan, i);
                return true;
            case Word.Require when scan.Is(i + 1, '(') && scan.IsText(i + 2):
                ScriptModules.Require(scan, i);
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
            scan.Enter(ScriptMembers.AfterType(scan, scan.After(name)), ScopeKind.Function, made);
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
}
