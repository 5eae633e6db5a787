namespace CodeRouter.CodeGraph.Scanning;

/// <summary>Strings, characters, regular expressions, heredocs and directives: where languages differ most.</summary>
internal sealed partial class Lexer
{
    /// <summary>A string whose first quote is at <paramref name="at"/>; the token starts at <paramref name="start"/>, a prefix included.</summary>
    private int Quoted(ReadOnlySpan<byte> source, int start, int at, Lexis lexis, StringForm form)
    {
        byte quote = source[at];
        if (form.Quote == 0)
        {
            byte mark = (byte)lexis.Hole;
            bool holed = mark != 0 && lexis.Style != StringStyle.JavaScript && (quote == '"' || lexis.Style is not (StringStyle.Ruby or StringStyle.Php));
            form = new StringForm(quote) { OverLines = lexis.LongStrings, HoleMark = holed ? mark : (byte)0, HoleOpen = holed ? (mark == '\\' ? (byte)'(' : (byte)'{') : (byte)0 };
        }

        int quotes = 1;
        if (lexis.TripleQuotes && !form.Doubling && at + 2 < source.Length && source[at + 1] == quote && source[at + 2] == quote)
        {
            quotes = 3;
            while (lexis.Style == StringStyle.CSharp && at + quotes < source.Length && source[at + quotes] == quote)
            {
                quotes++;
            }

            bool raw = lexis.Style is StringStyle.CSharp || lexis.RawTripleQuotes;
            form = form with { Quotes = quotes, OverLines = true, Escapes = !raw && form.Escapes, Doubling = false };
        }

        Add(TokenKind.Text, start, at + quotes - start);
        int token = count - 1;
        int end = Rest(source, at + quotes, form);
        if (count - 1 == token)
        {
            tokens[token] = tokens[token] with { Length = end - start };
        }

        return end;
    }

    /// <summary>From inside a string to its end, or into its next hole.</summary>
    private int Rest(ReadOnlySpan<byte> source, int at, StringForm form)
    {
        while (at < source.Length)
        {
            byte c = source[at];
            if (c == '\n')
            {
                if (!form.OverLines)
                {
                    return at;
                }

                line++;
                at++;
            }
            else if (c == form.Quote && Closes(source, at, form, out int after))
            {
                if (!form.Doubling || after >= source.Length || source[after] != form.Quote)
                {
                    lineStart = false;
                    return after;
                }

                at = after + 1;
            }
            else if (form.HoleOpen != 0 && OpensHole(source, at, form, out int inside))
            {
                if (inside < 0)
                {
                    at += 2;
                    continue;
                }

                holes.Add((form, depth));
                depth = 0;
                return inside;
            }
            else if (c == '\\' && form.Escapes)
            {
                if (at + 1 < source.Length && source[at + 1] == '\n')
                {
                    line++;
                }

                at += 2;
            }
            else
            {
                at++;
            }
        }

        return source.Length;
    }

    private static bool Closes(ReadOnlySpan<byte> source, int at, StringForm form, out int after)
    {
        after = at + form.Quotes + form.Hashes;
        if (form.Quotes == 1 && form.Hashes == 0)
        {
            return true;
        }

        return after <= source.Length
            && source.Slice(at, form.Quotes).IndexOfAnyExcept(form.Quote) < 0
            && source.Slice(at + form.Quotes, form.Hashes).IndexOfAnyExcept((byte)'#') < 0;
    }

    /// <summary>Whether a hole opens here; <paramref name="inside"/> is −1 for a doubled bracket, which is text.</summary>
    private static bool OpensHole(ReadOnlySpan<byte> source, int at, StringForm form, out int inside)
    {
        inside = 0;
        if (form.HoleMark != 0)
        {
            inside = at + 2;
            return source[at] == form.HoleMark && at + 1 < source.Length && source[at + 1] == form.HoleOpen;
        }

        if (source[at] != form.HoleOpen)
        {
            return false;
        }

        int run = 1;
        while (at + run < source.Length && source[at + run] == form.HoleOpen && run <= form.HoleCount)
        {
            run++;
        }

        if (form.HoleCount == 1)
        {
            inside = run > 1 ? -1 : at + 1;
            return true;
        }

        inside = at + form.HoleCount;
        return run >= form.HoleCount;
    }

    private int Backticked(ReadOnlySpan<byte> source, int at, Lexis lexis)
    {
        switch (lexis.Backticks)
        {
            case Backtick.Template:
                return Quoted(source, at, at, lexis, new StringForm((byte)'`') { OverLines = true, HoleMark = (byte)'$', HoleOpen = (byte)'{' });
            case Backtick.Raw:
                return Quoted(source, at, at, lexis, new StringForm((byte)'`') { OverLines = true, Escapes = lexis.Style == StringStyle.Ruby });
            default:
                int end = source[(at + 1)..].IndexOfAny((byte)'`', (byte)'\n');
                if (end <= 0 || source[at + 1 + end] != '`')
                {
                    return at + 1;
                }

                Add(TokenKind.Name, at + 1, end);
                return at + end + 2;
        }
    }

    /// <summary>'x', or in Rust and Scala a lifetime or symbol.</summary>
    private int Character(ReadOnlySpan<byte> source, int at, Lexis lexis)
    {
        var rest = source[(at + 1)..];
        if (rest.Length > 1 && lexis.Style == StringStyle.Rust && Classes[rest[0]] == Letter && rest[0] < 0x80 && rest[1] != '\'')
        {
            // The name of a lifetime is not a use of anything.
            int end = NameEnd(source, at + 1, lexis);
            Add(TokenKind.Number, at, end - at);
            return end;
        }

        for (int i = 0; i < rest.Length && i < 40; i++)
        {
            if (rest[i] == '\\')
            {
                i++;
            }
            else if (rest[i] == '\n')
            {
                break;
            }
            else if (rest[i] == '\'' && i > 0)
            {
                Add(TokenKind.Text, at, i + 2);
                return at + i + 2;
            }
        }

        return at + 1;
    }

    private bool RegexMayStart(ReadOnlySpan<byte> source, int at, Lexis lexis)
    {
        if (count == 0)
        {
            return true;
        }

        var last = tokens[count - 1];
        if (lexis.Style == StringStyle.Ruby && last.Kind == TokenKind.Name)
        {
            // `puts /x/` against `a / b`: a blank before and none after.
            return at > 0 && source[at - 1] == ' ' && at + 1 < source.Length && source[at + 1] is not ((byte)' ' or (byte)'=');
        }

        return last.Kind switch
        {
            TokenKind.Reserved => last.Word is not (Word.This or Word.Super or Word.Self or Word.End or Word.Nil or Word.True or Word.False or Word.Null),
            TokenKind.Mark => last.Mark is not ((byte)')' or (byte)']' or (byte)'}'),
            _ => false,
        };
    }

    private static int Regex(ReadOnlySpan<byte> source, int at)
    {
        bool set = false;
        for (int i = at + 1; i < source.Length; i++)
        {
            switch (source[i])
            {
                case (byte)'\n':
                    return 0;
                case (byte)'\\':
                    i++;
                    break;
                case (byte)'[':
                    set = true;
                    break;
                case (byte)']':
                    set = false;
                    break;
                case (byte)'/' when !set:
                    i++;
                    while (i < source.Length && Classes[source[i]] == Letter)
                    {
                        i++;
                    }

                    return i;
            }
        }

        return 0;
    }

    /// <summary>A directive is one token over its logical line; those that matter to nobody are skipped.</summary>
    private int Directive(ReadOnlySpan<byte> source, int at)
    {
        int start = at, first = line, end = at;
        while (true)
        {
            end = ToLineEnd(source, end);
            int back = end > start && source[end - 1] == '\r' ? end - 2 : end - 1;
            if (end >= source.Length || back <= start || source[back] != '\\')
            {
                break;
            }

            line++;
            end++;
        }

        var text = source[start..end];
        var body = text[1..].TrimStart(" \t"u8);
        int open = text.IndexOf("/*"u8);
        if (open >= 0 && text[open..].IndexOf("*/"u8) < 0)
        {
            // A comment that begins here and goes on.
            end = start + open;
            line = first + source[start..end].Count((byte)'\n');
        }

        var word = body.StartsWith("include"u8) || body.StartsWith("import"u8) ? Word.Include
            : body.StartsWith("define"u8) ? Word.Def
            : body.StartsWith("if"u8) ? Word.If
            : body.StartsWith("el"u8) ? Word.Else
            : body.StartsWith("endif"u8) ? Word.End
            : Word.None;
        if (word != Word.None)
        {
            int last = line;
            line = first;
            Add(TokenKind.Directive, start, end - start, 0, word);
            line = last;
        }

        lineStart = false;
        return end;
    }
}
