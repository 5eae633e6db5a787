namespace CodeRouter.Hosts.Files;

/// <summary>Where the tables and keys of a TOML text stand. It checks the shape of every line and the end of every string and bracket.</summary>
internal sealed class TomlScan
{
    private readonly string _text;
    private int _at;

    private TomlScan(string text) => _text = text;

    /// <param name="Table">Table it stands in, as written; empty at the top.</param>
    /// <param name="Start">First character of the value.</param>
    /// <param name="End">Behind the value.</param>
    public readonly record struct Entry(string Table, string Key, int Start, int End);

    public List<Entry> Entries { get; } = [];

    /// <summary>Name as written without blanks, and behind which character its last line ends.</summary>
    public List<(string Name, int Start, bool IsArray)> Tables { get; } = [];

    public static TomlScan Read(string text)
    {
        var scan = new TomlScan(text);
        scan.Read();
        return scan;
    }

    private void Read()
    {
        string table = "";
        while (true)
        {
            SkipBlank(lines: true);
            if (_at >= _text.Length)
            {
                return;
            }

            if (_text[_at] == '[')
            {
                table = Header();
            }
            else
            {
                string key = Key();
                Need('=');
                SkipBlank(lines: false);
                int start = _at;
                Value();
                if (Entries.Any(e => e.Table == table && e.Key == key) && !Tables.Any(t => t.IsArray && t.Name == table))
                {
                    throw Broken($"{key} stands twice in [{table}]");
                }

                Entries.Add(new Entry(table, key, start, _at));
            }

            SkipBlank(lines: false);
            if (_at < _text.Length && _text[_at] != '\n')
            {
                throw Broken("something follows where a line should end");
            }
        }
    }

    private string Header()
    {
        int start = _at;
        bool array = _text.AsSpan(_at).StartsWith("[[");
        _at += array ? 2 : 1;
        string name = Key();
        if (!_text.AsSpan(_at).StartsWith(array ? "]]" : "]"))
        {
            throw Broken("a table's name has no end");
        }

        _at += array ? 2 : 1;
        if (!array && Tables.Any(t => t.Name == name))
        {
            throw Broken($"[{name}] stands twice");
        }

        Tables.Add((name, start, array));
        return name;
    }

    // a.b."c d" without its blanks and quotes.
    private string Key()
    {
        var parts = new List<string>();
        do
        {
            SkipBlank(lines: false);
            int start = _at;
            if (_at < _text.Length && _text[_at] is '"' or '\'')
            {
                Quoted();
                parts.Add(_text[(start + 1)..(_at - 1)]);
            }
            else
            {
                while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '-'))
                {
                    _at++;
                }

                parts.Add(_text[start.._at]);
            }

            if (_at == start)
            {
                throw Broken("a name is missing");
            }

            SkipBlank(lines: false);
        }
        while (_at < _text.Length && _text[_at] == '.' && ++_at > 0);
        return string.Join('.', parts);
    }

    private void Value()
    {
        if (_at >= _text.Length || _text[_at] is '\n' or '#')
        {
            throw Broken("a value is missing");
        }

        switch (_text[_at])
        {
            case '"' or '\'':
                Quoted();
                break;
            case '[':
                List();
                break;
            case '{':
                Inline();
                break;
            default:
                int start = _at;
                while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '-' or '+' or '.' or ':'))
                {
                    _at++;
                }

                // A date may have a blank before its time.
                Bare(_text[start.._at]);
                break;
        }
    }

    private void Bare(string word)
    {
        bool plain = word is "true" or "false" or "inf" or "nan" or "+inf" or "-inf" or "+nan" or "-nan" || (word.Length > 0 && (char.IsAsciiDigit(word[0]) || (word[0] is '+' or '-' && word.Length > 1 && char.IsAsciiDigit(word[1]))));
        if (!plain)
        {
            throw Broken(word.Length == 0 ? "a value is missing" : $"{word} is no value; a text stands in quotes");
        }

        if (word.Length == 10 && word[4] == '-' && _at + 2 < _text.Length && _text[_at] == ' ' && char.IsAsciiDigit(_text[_at + 1]))
        {
            _at++;
            Value();
        }
    }

    private void List()
    {
        _at++;
        while (true)
        {
            SkipBlank(lines: true);
            if (Take(']'))
            {
                return;
            }

            Value();
            SkipBlank(lines: true);
            if (!Take(','))
            {
                Need(']');
                return;
            }
        }
    }

    private void Inline()
    {
        _at++;
        SkipBlank(lines: false);
        if (Take('}'))
        {
            return;
        }

        do
        {
            Key();
            Need('=');
            SkipBlank(lines: false);
            Value();
            SkipBlank(lines: false);
        }
        while (Take(','));
        Need('}');
    }

    private void Quoted()
    {
        char quote = _text[_at];
        string three = new(quote, 3);
        bool many = _text.AsSpan(_at).StartsWith(three);
        _at += many ? 3 : 1;
        for (; _at < _text.Length; _at++)
        {
            char c = _text[_at];
            if (c == '\\' && quote == '"')
            {
                _at++;
            }
            else if (many && _text.AsSpan(_at).StartsWith(three))
            {
                // Up to two quotes may stand right before the end.
                _at += 3;
                while (_at < _text.Length && _text[_at] == quote)
                {
                    _at++;
                }

                return;
            }
            else if (!many && c == quote)
            {
                _at++;
                return;
            }
            else if (!many && c == '\n')
            {
                break;
            }
        }

        throw Broken("a text has no end");
    }

    private void SkipBlank(bool lines)
    {
        for (; _at < _text.Length; _at++)
        {
            char c = _text[_at];
            if (c == '#')
            {
                int end = _text.IndexOf('\n', _at);
                _at = (end < 0 ? _text.Length : end) - 1;
            }
            else if (c is not (' ' or '\t' or '\r') && !(lines && c == '\n'))
            {
                return;
            }
        }
    }

    private bool Take(char c)
    {
        bool there = _at < _text.Length && _text[_at] == c;
        _at += there ? 1 : 0;
        return there;
    }

    private void Need(char c)
    {
        SkipBlank(lines: false);
        if (!Take(c))
        {
            throw Broken($"{c} is missing");
        }
    }

    private FormatException Broken(string what) => new($"it is not well-formed TOML: {what} (line {_text.AsSpan(0, Math.Min(_at, _text.Length)).Count('\n') + 1})");
}
