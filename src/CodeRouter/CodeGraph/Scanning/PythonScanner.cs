using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

/// <summary>Python: blocks by indentation, which the column of a line's first token tells.</summary>
internal sealed class PythonScanner : ILanguageScanner
{
    private const int MaxDepth = 100;

    public CodeLanguage Language => CodeLanguage.Python;

    public Lexis Lexis { get; } = new()
    {
        Words = new Vocabulary("and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield None True False", "self match case type print"),
        SlashComments = false,
        HashComments = true,
        SingleQuoted = true,
        TripleQuotes = true,
        Style = StringStyle.Python,
    };

    private struct Block
    {
        public int Column;
        public int Definition;
        public bool IsType;
    }

    public void Recognise(Scan scan)
    {
        Span<Block> blocks = stackalloc Block[MaxDepth];
        int depth = 0, brackets = 0, lastLine = 0;
        for (int i = 0; i < scan.Count; i++)
        {
            var token = scan.Tokens[i];
            if (token.Kind == TokenKind.Mark)
            {
                if (token.Mark is (byte)'(' or (byte)'[' or (byte)'{' && scan.Match[i] > i)
                {
                    brackets++;
                }
                else if (token.Mark is (byte)')' or (byte)']' or (byte)'}' && scan.Match[i] >= 0)
                {
                    brackets = Math.Max(0, brackets - 1);
                }
            }

            if (brackets == 0 && token.Line != lastLine && scan.StartsLine(i) && !Continued(scan, i))
            {
                int column = Column(scan.Source, token.Start);
                while (depth > 0 && blocks[depth - 1].Column >= column)
                {
                    scan.Facts.End(blocks[--depth].Definition, lastLine);
                }
            }

            lastLine = scan.Tokens[i].Line;
            if (token.Kind != TokenKind.Reserved || brackets > 0 || !StartsStatement(scan, i))
            {
                continue;
            }

            switch (token.Word)
            {
                case Word.Def or Word.Class when scan.IsName(i + 1):
                    bool type = token.Word == Word.Class;
                    bool inType = depth > 0 && blocks[depth - 1].IsType;
                    bool hidden = scan.Text(i + 1)[0] == '_';
                    int made = scan.Define(i + 1, type ? DefinitionKind.Class : inType ? DefinitionKind.Method : DefinitionKind.Function, !hidden && (depth == 0 || inType), depth > 0);
                    if (depth < MaxDepth)
                    {
                        int head = i > 0 && scan.WordAt(i - 1) == Word.Async && !scan.StartsLine(i) ? i - 1 : i;
                        blocks[depth++] = new Block { Column = Column(scan.Source, scan.Tokens[head].Start), Definition = made, IsType = type };
                    }

                    break;
                case Word.Import:
                    i = Import(scan, i);
                    lastLine = scan.Tokens[i].Line;
                    break;
                case Word.From:
                    i = From(scan, i);
                    lastLine = scan.Tokens[i].Line;
                    break;
                case Word.If when depth == 0 && scan.Text(i + 1).SequenceEqual("__name__"u8):
                    scan.Facts.IsEntryPoint = true;
                    break;
            }
        }

        while (depth > 0)
        {
            scan.Facts.End(blocks[--depth].Definition, lastLine);
        }
    }

    private static bool StartsStatement(Scan scan, int i) =>
        scan.StartsLine(i) || scan.Is(i - 1, ';') || scan.Is(i - 1, ':') || (scan.WordAt(i - 1) == Word.Async && (scan.StartsLine(i - 1) || scan.Is(i - 2, ':')));

    /// <summary>The line before ended with a backslash.</summary>
    private static bool Continued(Scan scan, int i) => i > 0 && scan.Is(i - 1, '\\');

    private static int Column(ReadOnlySpan<byte> source, int at)
    {
        int start = source[..at].LastIndexOf((byte)'\n') + 1;
        int column = 0;
        foreach (byte c in source[start..at])
        {
            column = c == '\t' ? (column | 7) + 1 : column + 1;
        }

        return column;
    }

    // import a.b.c as d, e
    private static int Import(Scan scan, int i)
    {
        int line = scan.Line(i);
        for (i++; i < scan.Count && scan.IsName(i);)
        {
            i = Dotted(scan, i, out var module);
            int import = scan.Facts.Import(module, line, ImportForm.Module);
            if (scan.WordAt(i) == Word.As && scan.IsName(i + 1))
            {
                scan.Taken[i + 1] = true;
                scan.Facts.Bind(scan.Text(i + 1), import, default);
                i += 2;
            }
            else
            {
                scan.Facts.Bind(module, import, default);
            }

            if (!scan.Is(i, ','))
            {
                break;
            }

            i++;
            while (scan.Is(i, '\\'))
            {
                i++;
            }
        }

        return i - 1;
    }

    // from ..a.b import c as d, e    from x import (…)    from x import *
    private static int From(Scan scan, int i)
    {
        int line = scan.Line(i), j = i + 1;
        while (scan.Is(j, '.'))
        {
            j++;
        }

        int dots = j - i - 1;
        if (scan.IsName(j))
        {
            j = Dotted(scan, j, out _);
        }

        if (scan.WordAt(j) != Word.Import || j == i + 1)
        {
            return i;
        }

        var module = Squeezed(scan, i + 1, j, dots);
        int import = scan.Facts.Import(module, line, ImportForm.Module);
        j++;
        while (scan.Is(j, '\\'))
        {
            j++;
        }

        if (scan.Is(j, '*'))
        {
            scan.Facts.BindAll(import);
            return j;
        }

        int close = scan.Is(j, '(') ? scan.Match[j] : -1;
        j += scan.Is(j, '(') ? 1 : 0;
        for (; scan.IsNameLike(j) && (close < 0 || j < close);)
        {
            int member = j, local = j;
            if (scan.WordAt(j + 1) == Word.As && scan.IsNameLike(j + 2))
            {
                local = j + 2;
            }

            scan.Taken[member] = scan.Taken[local] = true;
            scan.Facts.Bind(scan.Text(local), import, scan.Text(member));
            j = local + 1;
            if (!scan.Is(j, ','))
            {
                break;
            }

            j++;
            while (scan.Is(j, '\\'))
            {
                j++;
            }
        }

        return Math.Max(i, close > j ? close : j - 1);
    }

    private static ReadOnlySpan<byte> Squeezed(Scan scan, int from, int to, int dots)
    {
        var text = scan.Source[scan.Tokens[from].Start..scan.Tokens[to - 1].End];
        return dots <= 1 || text.IndexOfAny(" \t\\\n"u8) < 0 ? text : Encodings.Without(text, " \t\\\n\r"u8);
    }

    private static int Dotted(Scan scan, int i, out ReadOnlySpan<byte> text)
    {
        int first = i;
        scan.Taken[i++] = true;
        while (scan.Is(i, '.') && scan.IsNameLike(i + 1))
        {
            scan.Taken[i + 1] = true;
            i += 2;
        }

        text = scan.Source[scan.Tokens[first].Start..scan.Tokens[i - 1].End];
        return i;
    }
}
