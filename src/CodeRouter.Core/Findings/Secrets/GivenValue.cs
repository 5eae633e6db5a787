using System.Buffers;

namespace CodeRouter.Core.Findings.Secrets;

/// <summary>What is given to the name that holds a word such as <c>password</c>: after a sign, in a call, as an option, in an element, in a sentence.</summary>
internal readonly ref struct GivenValue
{
    private const int MaxGap = 24;
    private const int MaxName = 60;
    private const int MaxBefore = 200;

    /// <summary>Longest value that is read.</summary>
    public const int MaxValue = 600;

    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n\"'`,;<>|)}]");
    private static readonly SearchValues<char> QueryEnds = SearchValues.Create(" \t\r\n\"'`,;&<>|)}]");

    // What stands before a name that is followed by its value: shells, Docker's files, the tools of clouds.
    private static readonly string[] Setters = ["setx ", "set -x ", "set -gx ", "set -Ux ", "ENV ", "configure set ", "config set ", "kv put ", "#define "];

    private static readonly SearchValues<char> NameLetters = SearchValues.Create(TokenAlphabet.LettersAndDigits + "_.-");

    private static readonly string[] Callers = ["define", "putenv", "setenv", "Setenv", "SetEnvironmentVariable"];

    public ReadOnlySpan<char> Name { get; private init; }

    /// <summary>One past the name's last character.</summary>
    public int NameEnd { get; private init; }

    public ReadOnlySpan<char> Value { get; private init; }

    /// <summary>The value's first character.</summary>
    public int Start { get; private init; }

    public Giving Giving { get; private init; }

    /// <summary>A value that stands apart from its name.</summary>
    public static GivenValue Of(ReadOnlySpan<char> name, ReadOnlySpan<char> value) => new() { Name = name, Value = value, Giving = Giving.Quoted };

    /// <summary>Reads on from the word.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, int word, out GivenValue given)
    {
        int nameEnd = word;
        while (nameEnd < text.Length && nameEnd - word < MaxName && (char.IsLetterOrDigit(text[nameEnd]) || text[nameEnd] is '_' or '-') && text[nameEnd] is not ('是' or '为' or '為'))
        {
            nameEnd++;
        }

        given = new GivenValue { NameEnd = nameEnd };
        bool assigned = Sign(text, nameEnd, out int at);
        if (at >= text.Length || (!assigned && (text[at] is '.' or ';' or '?' || (text[at] is '\r' or '\n' && Pair(text, nameEnd) == 0))))
        {
            return false;
        }

        int nameStart = NameStart(text, word);
        Giving bare = Giving.Bare;
        if (!assigned)
        {
            int call = Call(text, nameStart, nameEnd, at), said = call > 0 ? 0 : SaidValue.Length(text[at..]);
            (assigned, at, bare) = (call > 0 || said > 0, at + call + said, said > 0 ? Giving.Said : bare);
        }

        if (!assigned && IsWritten(text, nameStart, nameEnd))
        {
            (assigned, bare) = (true, Giving.Written);
            at = nameEnd + 1;
            at += IsGraded(text, nameEnd) ? 2 : 0;
            while (at < text.Length && text[at] == ' ')
            {
                at++;
            }
        }

        if (!assigned && Pair(text, nameEnd) is var pair and > 0)
        {
            (assigned, at) = (true, pair);
        }

        if (!assigned && Default(text, nameStart, nameEnd) is var setting and > 0)
        {
            (assigned, at) = (true, setting);
        }

        if (!assigned || at >= text.Length)
        {
            return false;
        }

        if (NextLine.Begins(text, at) is var next and > 0)
        {
            at = next;
        }

        if (text[at] is '\r' or '\n')
        {
            return false;
        }

        at += Wrapping(text, at);
        given = text[at] is '"' or '\'' or '`' ? Quoted(text, nameStart, nameEnd, at) : Bare(text, nameStart, nameEnd, at, bare);
        return true;
    }

    private static int NameStart(ReadOnlySpan<char> text, int word)
    {
        int start = word;
        while (start > 0 && word - start < MaxName && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '-' or '.'))
        {
            start--;
        }

        return start;
    }

    // An assignment sign among spaces, brackets and quotes; where the value begins, or what stands there instead.
    private static bool Sign(ReadOnlySpan<char> text, int nameEnd, out int at)
    {
        bool assigned = false;
        for (at = nameEnd; at < text.Length && at - nameEnd < MaxGap; at++)
        {
            char c = text[at];
            if (c is '=' or ':' or '：')
            {
                assigned = true;
            }
            else if (c is '"' or '\'' or '`')
            {
                if (assigned)
                {
                    break;
                }
            }
            else if (c is not (' ' or '\t' or ']' or ')' or '>' or '\\' or '*'))
            {
                break;
            }
        }

        return assigned;
    }

    // key="password" value="…", define('DB_PASSWORD', '…'), setPassword("…"): how much stands before the quote.
    private static int Call(ReadOnlySpan<char> text, int nameStart, int nameEnd, int at)
    {
        var rest = text[at..];
        if (rest is ['v' or 'V', ..] && rest.StartsWith("value=", StringComparison.OrdinalIgnoreCase))
        {
            return "value=".Length;
        }

        if (rest is ['(', '"' or '\'', ..] && at == nameEnd)
        {
            return text[nameStart..].StartsWith("set", StringComparison.Ordinal) || text[nameStart..nameEnd].Contains(".set", StringComparison.Ordinal) || text[nameStart..nameEnd].EndsWith(".password", StringComparison.Ordinal) ? 1 : 0;
        }

        int blank = rest is [',', ..] ? 1 + Math.Max(0, rest[1..].IndexOfAnyExcept(' ')) : 0;
        if (blank > 0 && blank < Math.Min(rest.Length, MaxGap) && rest[blank] is '"' or '\'' && nameStart > 1 && text[nameStart - 1] is '"' or '\'')
        {
            var before = text[..(nameStart - 1)].TrimEnd(' ');
            before = before.EndsWith("(") ? before[..^1] : default;
            foreach (string caller in Callers)
            {
                if (before.EndsWith(caller, StringComparison.Ordinal))
                {
                    return blank;
                }
            }
        }

        return 0;
    }

    // variable "db_password" { … default = "…" }: where the value begins; 0 for none.
    private static int Default(ReadOnlySpan<char> text, int nameStart, int nameEnd)
    {
        if (nameStart < 1 || !text[..nameStart].EndsWith("variable \"") || !text[nameEnd..].StartsWith("\" {"))
        {
            return 0;
        }

        var block = text[nameEnd..Math.Min(text.Length, nameEnd + MaxValue)];
        int at = block.IndexOf("default", StringComparison.Ordinal), close = block.IndexOf('}');
        if (at < 0 || (close >= 0 && close < at))
        {
            return 0;
        }

        at += "default".Length;
        while (at < block.Length && block[at] is ' ' or '\t' or '=')
        {
            at++;
        }

        return at < block.Length && block[at] == '"' ? nameEnd + at : 0;
    }

    // b"…", bytes.fromhex("…"), Buffer.from("…", "hex"): how much stands before the quote.
    private static int Wrapping(ReadOnlySpan<char> text, int at)
    {
        var rest = text[at..Math.Min(text.Length, at + MaxGap)];
        if (rest is ['b' or 'u' or '@', '"' or '\'', ..])
        {
            return 1;
        }

        int open = rest.IndexOf('(');
        if (open <= 0 || open + 1 >= rest.Length)
        {
            return 0;
        }

        int quote = open + (rest[open + 1] == 'b' ? 2 : 1);
        var decoder = rest[..open];
        return quote < rest.Length && rest[quote] is '"' or '\'' && !decoder.ContainsAny(" \"'")
            && (decoder.EndsWith("hex", StringComparison.OrdinalIgnoreCase) || decoder.EndsWith("from") || decoder.Contains("64", StringComparison.Ordinal) || decoder.EndsWith("bytes") || decoder.EndsWith("Fernet")) ? quote : 0;
    }

    // {"name": "DB_PASSWORD", "value": "…"}, and the same in YAML: where the value begins; 0 for none.
    private static int Pair(ReadOnlySpan<char> text, int nameEnd)
    {
        int at = nameEnd, most = Math.Min(text.Length, nameEnd + (2 * MaxGap));
        while (at < most && text[at] is '"' or '\'' or ',' or ' ' or '\r' or '\n' or '\t')
        {
            at++;
        }

        if (at == nameEnd || !text[at..].StartsWith("value", StringComparison.OrdinalIgnoreCase) || text[nameEnd..at].Count('\n') > 1)
        {
            return 0;
        }

        at += "value".Length;
        at += at < text.Length && text[at] is '"' or '\'' ? 1 : 0;
        if (at >= text.Length || text[at] != ':')
        {
            return 0;
        }

        at++;
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }

        return at < text.Length ? at : 0;
    }

    // --password VALUE, <password>VALUE<, and "machine … login … password …" of .netrc, on one line or on three.
    private static bool IsWritten(ReadOnlySpan<char> text, int nameStart, int nameEnd)
    {
        if (nameEnd >= text.Length)
        {
            return false;
        }

        if (text[nameEnd] == '>')
        {
            return nameStart > 0 && text[nameStart - 1] == '<';
        }

        if (text[nameEnd] != ' ')
        {
            return false;
        }

        if (text[nameStart] == '-')
        {
            return nameStart == 0 || text[nameStart - 1] is ' ' or '\t' or '\n' or '`' or '"' or '\'';
        }

        var before = text[Math.Max(0, nameStart - 200)..nameStart];
        if ((before is [.., 'x' or 'V' or 't' or 'e', ' '] && IsSetter(before)) || (before is [.., '/' or ':'] && before.LastIndexOf(' ') is var path and > 0 && IsSetter(before[..(path + 1)])))
        {
            return true;
        }

        before = before[(before.LastIndexOf('\n') + 1)..];
        if (IsGraded(text, nameEnd) && before.TrimStart() is var device && (device.StartsWith("enable ") || device.StartsWith("username ")))
        {
            return true;
        }

        if (text[nameStart..nameEnd] is "requirepass" && before.IsEmpty)
        {
            return true;
        }

        before = text[Math.Max(0, nameStart - 200)..nameStart];

        // CREATE USER … WITH PASSWORD '…'
        if (text[nameStart..nameEnd].Equals("password", StringComparison.OrdinalIgnoreCase) && text[(nameEnd + 1)..].StartsWith("'") && before.EndsWith("WITH ", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (text[nameStart..nameEnd] is not "password")
        {
            return false;
        }

        if (before[(before.LastIndexOf('\n') + 1)..].Contains(" wifi ", StringComparison.Ordinal))
        {
            return true;
        }

        int login = before.LastIndexOf("login ", StringComparison.Ordinal);
        return login > 0 && (before[..login].Contains("machine ", StringComparison.Ordinal) || before[..login].EndsWith("default "));
    }

    // "password 7 …", "secret 5 …": routers and switches say how it is written.
    public static bool IsGraded(ReadOnlySpan<char> text, int nameEnd) => text[nameEnd..] is [' ', '0' or '5' or '7' or '8' or '9', ' ', not ' ', ..];

    private static bool IsSetter(ReadOnlySpan<char> before)
    {
        foreach (string setter in Setters)
        {
            if (before.EndsWith(setter, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static GivenValue Quoted(ReadOnlySpan<char> text, int nameStart, int nameEnd, int at)
    {
        char quote = text[at];
        int start = at + 1;
        var rest = text[start..Math.Min(text.Length, start + MaxValue)];
        // Within a text that is itself escaped the backslash belongs to the closing quote; else it says that the quote is part of the value.
        bool escaped = text[at - 1] == '\\' || quote != '"';
        int close = escaped ? rest.IndexOfAny(quote, '\n') : Close(rest);
        var value = close < 0 ? rest : rest[..close];
        return new GivenValue { Name = text[nameStart..nameEnd], NameEnd = nameEnd, Start = start, Value = value.EndsWith("\\") ? value[..^1] : value, Giving = Giving.Quoted };
    }

    private static int Close(ReadOnlySpan<char> text)
    {
        int at = 0;
        while (text[at..].IndexOfAny('"', '\n') is >= 0 and var found)
        {
            at += found;
            if (text[at] == '\n' || at == 0 || text[at - 1] != '\\' || text[..at].EndsWith("\\\\"))
            {
                return at;
            }

            at++;
        }

        return -1;
    }

    private static GivenValue Bare(ReadOnlySpan<char> text, int nameStart, int nameEnd, int start, Giving giving)
    {
        var bare = text[start..Math.Min(text.Length, start + MaxValue)];
        // Between the parts of an address or a form an ampersand parts, elsewhere it is a letter of a password.
        bool query = (nameStart > 0 && text[nameStart - 1] is '?' or '&') || giving == Giving.Said;
        int end = query ? bare.IndexOfAny(QueryEnds) : End(bare);
        var value = end < 0 ? bare : bare[..end];
        if (IsScheme(value) && end >= 0 && bare[end] == ' ')
        {
            // Authorization: Bearer VALUE
            int second = bare[(end + 1)..].IndexOfAny(Ends);
            value = second < 0 ? bare : bare[..(end + 1 + second)];
        }

        if (giving == Giving.Said)
        {
            value = value.TrimEnd('.');
        }
        else if (giving == Giving.Bare && AssignedValue.NamesPassword(text[nameStart..nameEnd]) && ToLineEnd(text, nameStart, nameEnd, start, value.Length) is var whole and > 0)
        {
            value = text.Slice(start, whole);
            giving = Giving.Written;
        }
        else if (IsLine(text, nameStart, nameEnd, start, start + value.Length))
        {
            giving = Giving.Written;
        }

        return new GivenValue { Name = text[nameStart..nameEnd], NameEnd = nameEnd, Start = start, Value = value, Giving = giving };
    }

    // At "&&", an entity of HTML and the next part of a form an ampersand parts as well.
    private static int End(ReadOnlySpan<char> bare)
    {
        const int LongestEntity = 6;
        int end = bare.IndexOfAny(Ends);
        var value = end < 0 ? bare : bare[..end];
        int from = 0;
        while (value[from..].IndexOf('&') is >= 0 and var found)
        {
            int at = from + found;
            var rest = value[(at + 1)..];
            int word = rest.IndexOfAnyExcept(NameLetters);
            bool entity = word < 0 && rest.Length <= LongestEntity && end >= 0 && bare[end] == ';';
            if (rest.IsEmpty || rest[0] is '&' or '#' || entity || (word > 0 && rest[word] == '='))
            {
                return at;
            }

            from = at + 1;
        }

        return end;
    }

    // A password that a sign cuts which parts values in code, on a line that holds nothing else: how long it is; 0 for none.
    private static int ToLineEnd(ReadOnlySpan<char> text, int nameStart, int nameEnd, int start, int length)
    {
        int end = start + length;
        if (end >= text.Length || text[end] is not (',' or ';' or '|' or ']' or '}' or '>'))
        {
            return 0;
        }

        var rest = text[end..Math.Min(text.Length, start + MaxValue)];
        int line = rest.IndexOfAny('\r', '\n');
        rest = (line < 0 ? rest : rest[..line]).TrimEnd(",;");
        int stop = end + rest.Length;
        return rest.Length > 1 && !rest.ContainsAny(" \t\"'`=:(){}<$") && IsLine(text, nameStart, nameEnd, start, stop) ? stop - start : 0;
    }

    public static bool IsScheme(ReadOnlySpan<char> value) =>
        value.Equals("Bearer", StringComparison.OrdinalIgnoreCase) || value.Equals("Basic", StringComparison.OrdinalIgnoreCase) || value.Equals("Token", StringComparison.OrdinalIgnoreCase) || value.Equals("ApiKey", StringComparison.OrdinalIgnoreCase);

    // Nothing on the line but the name, its sign and the value: settings, not code, which puts spaces round "=" and something behind a value.
    private static bool IsLine(ReadOnlySpan<char> text, int nameStart, int nameEnd, int start, int end)
    {
        if (text[nameEnd..start] is not ("=" or ":" or ": "))
        {
            // openssl … -passin pass:VALUE
            return false;
        }

        var after = text[end..Math.Min(text.Length, end + 3)];
        // No further back: a file may be one line, and full of names.
        int from = Math.Max(0, nameStart - MaxBefore), line = text[from..nameStart].LastIndexOf('\n');
        bool whole = line >= 0 || from == 0;
        var before = text[(from + line + 1)..nameStart].Trim();
        bool option = text[nameStart..start] is "pass:" && before.LastIndexOf(' ') is var last && before[(last + 1)..].StartsWith("-pass", StringComparison.Ordinal);
        return option || ((after.IsEmpty || after[0] is '\n' or '\r' || after.StartsWith(" #", StringComparison.Ordinal)) && whole && (before.IsEmpty || before is "export" or "-" or "ENV" or "set" or "ARG"));
    }
}
