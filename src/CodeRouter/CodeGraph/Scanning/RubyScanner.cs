using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

/// <summary>Ruby: blocks end with <c>end</c>, so every word that opens one is counted.</summary>
internal sealed class RubyScanner : ILanguageScanner
{
    public CodeLanguage Language => CodeLanguage.Ruby;

    public Lexis Lexis { get; } = new()
    {
        Words = new Vocabulary("alias and begin break case class def defined? do else elsif end ensure false for if in module next nil not or redo rescue retry return self super then true undef unless until when while yield", "require require_relative private protected public loop lambda"),
        SlashComments = false,
        HashComments = true,
        SingleQuoted = true,
        LongStrings = true,
        Hole = '#',
        Backticks = Backtick.Raw,
        Style = StringStyle.Ruby,
        NameMarks = "@$",
    };

    public void Recognise(Scan scan)
    {
        var blocks = new Stack<(int Definition, bool IsType)>();
        bool open = true;
        for (int i = 0; i < scan.Count; i++)
        {
            var token = scan.Tokens[i];
            if (token.Word == Word.None && IsConstant(scan, i) && (blocks.Count == 0 || blocks.Peek().IsType))
            {
                scan.Define(i, DefinitionKind.Variable, open: true, nested: false);
            }

            if (!token.IsNameLike || token.Word == Word.None || IsSymbolOrCall(scan, i))
            {
                continue;
            }

            switch (token.Word)
            {
                case Word.Class when scan.Is(i + 1, '<'):
                    blocks.Push((-1, true));
                    break;
                case Word.Class or Word.Module when scan.IsName(i + 1) || (scan.Is(i + 1, ':', ':') && scan.IsName(i + 3)):
                    int name = scan.IsName(i + 1) ? i + 1 : i + 3;
                    while (scan.Is(name + 1, ':', ':') && scan.IsName(name + 3))
                    {
                        name += 3;
                    }

                    open = true;
                    blocks.Push((scan.Define(name, token.Word == Word.Class ? DefinitionKind.Class : DefinitionKind.Module, true, false), true));
                    i = name;
                    break;
                case Word.Def:
                    i = Def(scan, i, blocks, open);
                    break;
                case Word.Do when !EndsLoopHead(scan, i):
                case Word.Begin or Word.Case:
                    blocks.Push((-1, false));
                    break;
                case Word.If or Word.Unless or Word.While or Word.Until or Word.For when OpensBlock(scan, i):
                    blocks.Push((-1, false));
                    break;
                case Word.End when blocks.Count > 0:
                    var (definition, _) = blocks.Pop();
                    if (definition >= 0)
                    {
                        scan.EndAt(definition, i);
                    }

                    break;
                case Word.Private or Word.Protected when scan.StartsLine(i) && scan.StartsLine(i + 1):
                    open = false;
                    break;
                case Word.Public when scan.StartsLine(i) && scan.StartsLine(i + 1):
                    open = true;
                    break;
                case Word.Require when scan.IsText(i + 1) || (scan.Is(i + 1, '(') && scan.IsText(i + 2)):
                    Require(scan, i, ImportForm.System);
                    break;
                case Word.Plain when scan.Text(i).SequenceEqual("require_relative"u8):
                    Require(scan, i, ImportForm.Path);
                    break;
            }
        }
    }

    /// <summary><c>LIMIT = 4</c>, a statement of its own.</summary>
    private static bool IsConstant(Scan scan, int i) =>
        scan.IsName(i) && scan.StartsLine(i) && scan.Is(i + 1, '=') && scan.Text(i)[0] is >= (byte)'A' and <= (byte)'Z'
        && !scan.Is(i + 1, '=', '=') && !scan.Is(i + 1, '=', '~') && !scan.Is(i + 1, '=', '>');

    private static void Require(Scan scan, int i, ImportForm form)
    {
        int text = scan.Is(i + 1, '(') ? i + 2 : i + 1;
        if (scan.IsText(text))
        {
            scan.Facts.BindAll(scan.Facts.Import(scan.Unquoted(text), scan.Line(i), form));
        }
    }

    // def name   def self.name   def Name.name   def ==(other)   def name(x) = expression
    private static int Def(Scan scan, int i, Stack<(int, bool)> blocks, bool open)
    {
        int name = i + 1;
        bool own = scan.Is(name + 1, '.') && scan.IsNameLike(name);
        if (own)
        {
            name += 2;
        }

        int after = name + 1, made = -1;
        if (scan.IsNameLike(name))
        {
            // def name=(value): the sign belongs to the name.
            bool setter = scan.Is(after, '=') && scan.Tokens[after].Start == scan.Tokens[name].End && (scan.Is(after + 1, '(') || scan.IsName(after + 1)) && !scan.Is(after, '=', '=');
            after += setter ? 1 : 0;
            made = setter
                ? scan.Facts.Define(scan.Source[scan.Tokens[name].Start..scan.Tokens[name + 1].End], DefinitionKind.Method, scan.Line(name), open || own, blocks.Count > 0)
                : scan.Define(name, DefinitionKind.Method, open || own, blocks.Count > 0);
            scan.Taken[name] = true;
        }

        bool inline = false;
        if (scan.IsNameLike(name))
        {
            int head = scan.Is(after, '(') ? scan.After(after) : after;
            inline = scan.Is(head, '=') && !scan.StartsLine(head) && !scan.Is(head, '=', '=') && !scan.Is(head, '=', '~');
        }

        if (!inline)
        {
            blocks.Push((made, false));
        }

        return Math.Min(name, scan.Count - 1);
    }

    /// <summary><c>:end</c>, <c>x.class</c>, <c>if: y</c> are no keywords.</summary>
    private static bool IsSymbolOrCall(Scan scan, int i) =>
        (scan.Is(i - 1, '.') && !scan.Is(i - 2, '.')) || (scan.Is(i - 1, ':') && !scan.Is(i - 2, ':') && scan.Tokens[i - 1].End == scan.Tokens[i].Start && !(scan.IsNameLike(i - 2) && scan.Tokens[i - 2].End == scan.Tokens[i - 1].Start))
        || (scan.Is(i + 1, ':') && scan.Tokens[i].End == scan.Tokens[i + 1].Start && !scan.Is(i + 1, ':', ':') && !(i > 0 && scan.Is(i - 1, '?')))
        || (scan.Is(i - 1, '&') && scan.Is(i - 2, '.'));

    /// <summary>A condition at the start of an expression opens a block; one behind a statement does not.</summary>
    private static bool OpensBlock(Scan scan, int i)
    {
        if (scan.StartsLine(i) || i == 0)
        {
            return !(i > 0 && scan.Is(i - 1, '\\'));
        }

        var before = scan.Tokens[i - 1];
        return before.Kind == TokenKind.Mark
            ? before.Mark is not ((byte)')' or (byte)']' or (byte)'}')
            : before.Kind == TokenKind.Reserved && before.Word is Word.Then or Word.Do or Word.Else or Word.And or Word.Or or Word.Not or Word.Begin or Word.Ensure or Word.Rescue;
    }

    /// <summary>The <c>do</c> of <c>while x do</c> belongs to the loop.</summary>
    private static bool EndsLoopHead(Scan scan, int i)
    {
        for (int j = i - 1; j >= 0 && scan.Tokens[j].Line == scan.Tokens[i].Line; j--)
        {
            if (scan.Tokens[j].Word is Word.While or Word.Until or Word.For && scan.Tokens[j].Kind == TokenKind.Reserved && OpensBlock(scan, j) && !IsSymbolOrCall(scan, j))
            {
                return true;
            }

            if (scan.Tokens[j].Word == Word.Do && scan.Tokens[j].Kind == TokenKind.Reserved)
            {
                return false;
            }
        }

        return false;
    }
}
