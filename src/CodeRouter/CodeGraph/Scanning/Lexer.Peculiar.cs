namespace CodeRouter.CodeGraph.Scanning;

/// <summary>What only one language has: prefixes of strings, heredocs, percent literals, the way in and out of PHP.</summary>
internal sealed partial class Lexer
{
    /// <summary>The end of a string with a prefix such as <c>f</c>, <c>r#</c> or <c>u8R</c>; 0 when it is a plain name.</summary>
    private int Prefixed(ReadOnlySpan<byte> source, int start, int at, ReadOnlySpan<byte> prefix, Lexis lexis)
    {
        switch (lexis.Style)
        {
            case StringStyle.Python when source[at] != '#' && prefix.IndexOfAnyExcept("rRbBuUfFtT"u8) < 0:
                bool holed = prefix.IndexOfAny("fFtT"u8) >= 0;
                return Quoted(source, start, at, lexis, new StringForm(source[at]) { HoleOpen = holed ? (byte)'{' : (byte)0 });
            case StringStyle.Cpp when source[at] == '"' && prefix[^1] == 'R':
                return CppRaw(source, start, at);
            case StringStyle.Rust when prefix is [(byte)'r'] or [(byte)'b', (byte)'r'] or [(byte)'c', (byte)'r']:
                int hashes = 0;
                while (at + hashes < source.Length && source[at + hashes] == '#')
                {
                    hashes++;
                }

                return at + hashes < source.Length && source[at + hashes] == '"'
                    ? Quoted(source, start, at + hashes, lexis, new StringForm((byte)'"', 1, hashes) { Escapes = false, OverLines = true })
                    : 0;
            default:
                return 0;
        }
    }

    private int CppRaw(ReadOnlySpan<byte> source, int start, int at)
    {
        int open = source[at..].IndexOf((byte)'(');
        if (open is < 0 or > 18)
        {
            return 0;
        }

        Span<byte> close = [(byte)')', .. source.Slice(at + 1, open - 1), (byte)'"'];
        int end = source[(at + open)..].IndexOf(close);
        end = end < 0 ? source.Length : at + open + end + close.Length;
        Add(TokenKind.Text, start, end - start);
        line += source[start..end].Count((byte)'\n');
        return end;
    }

    /// <summary>The place after a literal only this language has; 0 when there is none here.</summary>
    private int Peculiar(ReadOnlySpan<byte> source, int at, byte c, byte next, Lexis lexis) => lexis.Style switch
    {
        StringStyle.CSharp when c is (byte)'$' or (byte)'@' => CSharpString(source, at, lexis),
        StringStyle.Swift when c == '#' && next is (byte)'"' or (byte)'#' => SwiftRaw(source, at, lexis),
        StringStyle.Php when c == '?' && next == '>' => OpenPhp(source, at + 2),
        StringStyle.Php when c == '<' && source[at..].StartsWith("<<<"u8) => Heredoc(source, at, at + 3),
        StringStyle.Ruby => RubyLiteral(source, at, c, next),
        _ => 0,
    };

    private int CSharpString(ReadOnlySpan<byte> source, int at, Lexis lexis)
    {
        int i = at, dollars = 0;
        bool verbatim = false;
        for (; i < source.Length && source[i] is (byte)'$' or (byte)'@'; i++)
        {
            dollars += source[i] == '$' ? 1 : 0;
            verbatim |= source[i] == '@';
        }

        if (i >= source.Length || source[i] != '"')
        {
            // @name is a name.
            return at + 1;
        }

        return Quoted(source, at, i, lexis, new StringForm((byte)'"') { Escapes = !verbatim, Doubling = verbatim, OverLines = verbatim, HoleOpen = dollars > 0 ? (byte)'{' : (byte)0, HoleCount = Math.Max(1, dollars) });
    }

    private int SwiftRaw(ReadOnlySpan<byte> source, int at, Lexis lexis)
    {
        int hashes = 0;
        while (at + hashes < source.Length && source[at + hashes] == '#')
        {
            hashes++;
        }

        return at + hashes < source.Length && source[at + hashes] == '"'
            ? Quoted(source, at, at + hashes, lexis, new StringForm((byte)'"', 1, hashes) { Escapes = false })
            : 0;
    }

    /// <summary>Everything up to the next opening tag is text for the reader of the page.</summary>
    private int OpenPhp(ReadOnlySpan<byte> source, int at)
    {
        for (int from = at; ;)
        {
            int tag = source[from..].IndexOf("<?"u8);
            if (tag < 0)
            {
                line += source[at..].Count((byte)'\n');
                return source.Length;
            }

            from += tag + 2;
            if (source[from..].StartsWith("php"u8) || source[from..].StartsWith("="u8))
            {
                line += source[at..from].Count((byte)'\n');
                Add(TokenKind.Mark, from - 2, 1, (byte)';');
                return from + (source[from] == '=' ? 1 : 3);
            }
        }
    }

    /// <summary>From after <c>&lt;&lt;&lt;</c> or <c>&lt;&lt;~</c> to the line that is its label.</summary>
    private int Heredoc(ReadOnlySpan<byte> source, int start, int at)
    {
        var head = source[at..ToLineEnd(source, at)];
        int skip = head.IndexOfAnyExcept(" \t\"'`"u8);
        if (skip < 0 || Classes[head[skip]] != Letter)
        {
            return 0;
        }

        int length = head[skip..].IndexOfAnyExcept(NameBytes);
        var label = length < 0 ? head[skip..] : head.Slice(skip, length);
        int after = at + skip + label.Length;
        if (after < source.Length && source[after] is (byte)'"' or (byte)'\'' or (byte)'`')
        {
            after++;
        }

        Add(TokenKind.Text, start, after - start);
        for (int i = ToLineEnd(source, at); i < source.Length;)
        {
            int end = ToLineEnd(source, ++i);
            var text = source[i..end].Trim(" \t\r"u8);
            if (text.StartsWith(label) && (text.Length == label.Length || Classes[text[label.Length]] is not (Letter or Digit)))
            {
                // What follows the opening on its own line is lost; it is rarely more than a closing bracket.
                Balance(source[after..ToLineEnd(source, at)], after);
                line += source[at..i].Count((byte)'\n');
                return i + source[i..end].IndexOf(label) + label.Length;
            }

            i = end;
        }

        return 0;
    }

    private void Balance(ReadOnlySpan<byte> rest, int at)
    {
        for (int i = 0; i < rest.Length; i++)
        {
            if (rest[i] is (byte)')' or (byte)'(' or (byte)'{' or (byte)'}' or (byte)',' or (byte)'|')
            {
                Add(TokenKind.Mark, at + i, 1, rest[i]);
            }
            else if (rest[i..] is [(byte)'d', (byte)'o', ..] && i > 0 && rest[i - 1] == ' ')
            {
                Add(TokenKind.Reserved, at + i, 2, 0, Word.Do);
            }
        }
    }

    private int RubyLiteral(ReadOnlySpan<byte> source, int at, byte c, byte next)
    {
        if (c == '=' && lineStart && source[at..].StartsWith("=begin"u8))
        {
            int end = source[at..].IndexOf("\n=end"u8);
            int after = end < 0 ? source.Length : ToLineEnd(source, at + end + 1);
            line += source[at..after].Count((byte)'\n');
            return after;
        }

        if (c == '$' && next is (byte)'\'' or (byte)'"' or (byte)'`' or (byte)'/')
        {
            // What the last match left behind: no string begins here.
            Add(TokenKind.Name, at, 2);
            return at + 2;
        }

        if (c == '<' && next == '<' && at + 2 < source.Length && source[at + 2] is (byte)'~' or (byte)'-' && Heredoc(source, at, at + 3) is var closed and > 0)
        {
            return closed;
        }

        if (c == '<' && next == '<' && at + 2 < source.Length && source[at + 2] is >= (byte)'A' and <= (byte)'Z' && count > 0 && tokens[count - 1].Kind != TokenKind.Reserved && tokens[count - 1].Word != Word.Class && Heredoc(source, at, at + 2) is var plain and > 0)
        {
            return plain;
        }

        if (c == '?' && Classes[next] is Letter or Digit && (at + 2 >= source.Length || Classes[source[at + 2]] is not (Letter or Digit)) && (count == 0 || tokens[count - 1].Kind == TokenKind.Mark))
        {
            Add(TokenKind.Text, at, 2);
            return at + 2;
        }

        return c == '%' && Percent(source, at, next) is var end2 and > 0 ? end2 : 0;
    }

    private int Percent(ReadOnlySpan<byte> source, int at, byte next)
    {
        bool value = count == 0 || tokens[count - 1].Kind is TokenKind.Reserved || (tokens[count - 1].Kind == TokenKind.Mark && tokens[count - 1].Mark is not ((byte)')' or (byte)']' or (byte)'}'));
        int open = next is (byte)'w' or (byte)'W' or (byte)'i' or (byte)'I' or (byte)'q' or (byte)'Q' or (byte)'r' or (byte)'x' or (byte)'s' ? at + 2 : at + 1;
        if (open >= source.Length || Classes[source[open]] != Mark || source[open] is (byte)'=' or (byte)',' or (byte)')' or (byte)';' || (open == at + 1 && !(value && source[open] is (byte)'(' or (byte)'{' or (byte)'[' or (byte)'|')))
        {
            return 0;
        }

        byte left = source[open], right = left switch { (byte)'(' => (byte)')', (byte)'[' => (byte)']', (byte)'{' => (byte)'}', (byte)'<' => (byte)'>', _ => left };
        int level = 1, i = open + 1;
        for (; i < source.Length && level > 0; i++)
        {
            if (source[i] == '\\')
            {
                i++;
            }
            else if (source[i] == right)
            {
                level--;
            }
            else if (source[i] == left)
            {
                level++;
            }
        }

        if (level > 0)
        {
            return 0;
        }

        Add(TokenKind.Text, at, i - at);
        line += source[at..i].Count((byte)'\n');
        return i;
    }
}
