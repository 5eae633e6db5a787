using System.Buffers;

namespace CodeRouter.CodeGraph.Scanning;

/// <summary>
/// UTF-8 source → tokens, in one pass that never goes back further than a token. Whatever the bytes are, it ends: what is no token is
/// skipped, what is never closed ends with its line or the file.
/// </summary>
internal sealed partial class Lexer
{
    private const byte Other = 0, Space = 1, Line = 2, Letter = 3, Digit = 4, Mark = 5;

    private static readonly byte[] Classes = ClassTable();
    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"u8);

    private Token[] tokens = new Token[4096];
    private readonly List<(StringForm Form, int Depth)> holes = [];
    private int count;
    private int line;
    private int depth;
    private bool lineStart;

    public ReadOnlySpan<Token> Tokens => tokens.AsSpan(0, count);

    /// <summary>Lines of the source that was lexed last.</summary>
    public int Lines => line;

    public void Run(ReadOnlySpan<byte> source, Lexis lexis)
    {
        count = 0;
        line = 1;
        depth = 0;
        lineStart = true;
        holes.Clear();
        int at = source.StartsWith("\uFEFF"u8) ? 3 : 0;
        if (source[at..].StartsWith("#!"u8))
        {
            at = ToLineEnd(source, at);
        }

        if (lexis.Style == StringStyle.Php)
        {
            at = OpenPhp(source, at);
        }

        while (at < source.Length)
        {
            byte c = source[at];
            switch (Classes[c])
            {
                case Space:
                    at++;
                    break;
                case Line:
                    line++;
                    lineStart = true;
                    at++;
                    break;
                case Letter:
                    at = Name(source, at, lexis);
                    break;
                case Digit:
                    at = Number(source, at, lexis);
                    break;
                default:
                    at = Special(source, at, c, lexis);
                    break;
            }
        }
    }

    private int Special(ReadOnlySpan<byte> source, int at, byte c, Lexis lexis)
    {
        byte next = at + 1 < source.Length ? source[at + 1] : (byte)0;
        switch (c)
        {
            case (byte)'/' when lexis.SlashComments && next == '/':
                return ToLineEnd(source, at);
            case (byte)'/' when lexis.SlashComments && next == '*':
                return BlockComment(source, at, lexis.NestedComments);
            case (byte)'/' when lexis.Style is StringStyle.JavaScript or StringStyle.Ruby && RegexMayStart(source, at, lexis) && Regex(source, at) is var end and > 0:
                Add(TokenKind.Text, at, end - at);
                return end;
            case (byte)'#' when lexis.Directives && lineStart:
                return Directive(source, at);
            case (byte)'#' when lexis.HashComments && !(lexis.Style == StringStyle.Php && next == '['):
                return ToLineEnd(source, at);
            case (byte)'"':
                return Quoted(source, at, at, lexis, default);
            case (byte)'\'':
                return lexis.SingleQuoted ? Quoted(source, at, at, lexis, default) : Character(source, at, lexis);
            case (byte)'`' when lexis.Backticks != Backtick.None:
                return Backticked(source, at, lexis);
        }

        if (Peculiar(source, at, c, next, lexis) is var after and > 0)
        {
            return after;
        }

        if (lexis.NameMarks.Contains((char)c) && (Classes[next] == Letter || c == '$'))
        {
            return Name(source, at, lexis);
        }

        return Punctuation(source, at, c);
    }

    private int Punctuation(ReadOnlySpan<byte> source, int at, byte c)
    {
        if (holes.Count > 0)
        {
            if (c is (byte)'{' or (byte)'(' or (byte)'[')
            {
                depth++;
            }
            else if (c is (byte)'}' or (byte)')' or (byte)']')
            {
                var (form, outer) = holes[^1];
                if (depth == 0)
                {
                    if (c == Closing(form.HoleOpen))
                    {
                        holes.RemoveAt(holes.Count - 1);
                        depth = outer;
                        return Rest(source, at + form.HoleCount, form);
                    }
                }
                else
                {
                    depth--;
                }
            }
        }

        if (c > ' ')
        {
            Add(TokenKind.Mark, at, 1, c);
        }

        lineStart = false;
        return at + 1;
    }

    private int Name(ReadOnlySpan<byte> source, int at, Lexis lexis)
    {
        int end = NameEnd(source, at + 1, lexis);
        var text = source[at..end];
        if (end < source.Length && source[end] is (byte)'"' or (byte)'\'' or (byte)'#' && text.Length <= 3 && Prefixed(source, at, end, text, lexis) is var after and > 0)
        {
            return after;
        }

        var word = lexis.Words.Find(text, out bool reserved);
        Add(reserved ? TokenKind.Reserved : TokenKind.Name, at, end - at, 0, word);
        return end;
    }

    private static int NameEnd(ReadOnlySpan<byte> source, int at, Lexis lexis)
    {
        while (at < source.Length)
        {
            int run = source[at..].IndexOfAnyExcept(NameBytes);
            if (run < 0)
            {
                return source.Length;
            }

            at += run;
            byte c = source[at];
            if (c < 0x80 && !(c == '$' && lexis.NameMarks.Contains('$')))
            {
                break;
            }

            at++;
        }

        // Ruby's question and exclamation belong to the name.
        bool asks = lexis.Style == StringStyle.Ruby && at < source.Length && (source[at] is (byte)'?' or (byte)'!');
        return asks && (at + 1 >= source.Length || source[at + 1] != '=') ? at + 1 : at;
    }

    private int Number(ReadOnlySpan<byte> source, int at, Lexis lexis)
    {
        int end = at + 1;
        while (end < source.Length)
        {
            byte c = source[end];
            bool fraction = c == '.' && end + 1 < source.Length && Classes[source[end + 1]] == Digit;
            bool separator = c == '\'' && lexis.Style == StringStyle.Cpp && end + 1 < source.Length && Classes[source[end + 1]] is Digit or Letter;
            if (Classes[c] is not (Digit or Letter) && !fraction && !separator)
            {
                break;
            }

            end++;
        }

        Add(TokenKind.Number, at, end - at);
        return end;
    }

    private int BlockComment(ReadOnlySpan<byte> source, int at, bool nested)
    {
        int start = at;
        at += 2;
        for (int level = 1; ;)
        {
            int found = nested ? source[at..].IndexOfAny((byte)'*', (byte)'/') : source[at..].IndexOf("*/"u8);
            if (found < 0)
            {
                at = source.Length;
                break;
            }

            at += found;
            if (source[at..].StartsWith("*/"u8))
            {
                at += 2;
                if (--level == 0)
                {
                    break;
                }
            }
            else if (source[at..].StartsWith("/*"u8))
            {
                level++;
                at += 2;
            }
            else
            {
                at++;
            }
        }

        line += source[start..at].Count((byte)'\n');
        return at;
    }

    private static int ToLineEnd(ReadOnlySpan<byte> source, int at)
    {
        int end = source[at..].IndexOf((byte)'\n');
        return end < 0 ? source.Length : at + end;
    }

    private void Add(TokenKind kind, int start, int length, byte mark = 0, Word word = Word.None)
    {
        if (count == tokens.Length)
        {
            Array.Resize(ref tokens, tokens.Length * 2);
        }

        tokens[count++] = new Token(start, length, line, kind, mark, word);
        lineStart = false;
    }

    private static byte Closing(byte open) => open == '(' ? (byte)')' : (byte)'}';

    private static byte[] ClassTable()
    {
        byte[] table = new byte[256];
        for (int c = 0; c < 256; c++)
        {
            table[c] = c switch
            {
                '\n' => Line,
                <= ' ' => Space,
                >= '0' and <= '9' => Digit,
                >= 'a' and <= 'z' or >= 'A' and <= 'Z' or '_' or >= 0x80 => Letter,
                _ => Mark,
            };
        }

        return table;
    }
}
