namespace CodeRouter.Core.Findings.Secrets;

/// <summary>
/// Passwords that code hands over by their place: <c>DBI-&gt;connect(source, user, "…")</c>, <c>new PDO(…)</c>, <c>mysqli_connect(…)</c>, <c>smtp.login(user, "…")</c>,
/// <c>HTTPBasicAuth(user, "…")</c>, <c>WiFi.begin(network, "…")</c>.
/// </summary>
internal static class CallCredentials
{
    /// <summary>How the calls end that take one.</summary>
    public static readonly string[] Marks = ["nnect(", "nnection(", "PDO(", "mysqli(", "login(", "Auth(", "auth=(", "auth(", "Credential(", "Credentials(", "WiFi.begin(", "jwt.sign(", "pw_set(", "bind_s(", "ldap_bind(", "cookieParser("];

    private const int MaxCall = 500;
    private const int MostArguments = 6;
    private const int LeastWord = 6;

    // What the whole call ends with, before its bracket; which argument is the password; whether a word alone is taken for one.
    private static readonly (string Call, int Argument, bool Words)[] Calls =
    [
        ("DBI->connect(", 2, true), ("mysqli_connect(", 2, true), ("mysql_connect(", 2, true), ("mysql.connect(", 2, true), ("MySQLdb.connect(", 2, true), ("mariadb.connect(", 2, true),
        ("racle.connect(", 1, true), ("racledb.connect(", 1, true), ("oci_connect(", 1, true), ("oci_pconnect(", 1, true), ("DriverManager.getConnection(", 2, true), ("new PDO(", 2, true), ("new mysqli(", 2, true),
        ("smtp.login(", 1, false), ("server.login(", 1, false), ("ftp.login(", 1, false), ("imap.login(", 1, false), ("mail.login(", 1, false), ("ftp_login(", 2, false),
        ("BasicAuth(", 1, false), ("DigestAuth(", 1, false), ("auth=(", 1, false), (".auth(", 1, false), ("NetworkCredential(", 1, false), ("UsernamePasswordCredentials(", 1, false), ("PlainCredentials(", 1, false),
        ("WiFi.begin(", 1, false), ("jwt.sign(", 1, false), ("pw_set(", 1, false),
        ("simple_bind_s(", 1, false), ("ldap_bind(", 2, false), ("cookieParser(", 0, false),
    ];

    // What manuals and tests give.
    private static readonly string[] Placeholders = ["pass", "pwd", "secret", "user", "test", "name", "word", "tiger", "key", "root", "admin", "value", "host", "demo"];

    /// <summary>Looks at the call whose end stands here; how far no more are looked for.</summary>
    public static int Look(ReadOnlySpan<char> text, int at, List<Finding> findings)
    {
        int open = at + text[at..].IndexOf('(');
        foreach (var (call, argument, words) in Calls)
        {
            if (!text[..(open + 1)].EndsWith(call, StringComparison.Ordinal))
            {
                continue;
            }

            Span<Range> arguments = stackalloc Range[MostArguments];
            var rest = text[(open + 1)..Math.Min(text.Length, open + 1 + MaxCall)];
            int count = Arguments(rest, arguments);
            bool whole = count == 1 && call.Contains("racle", StringComparison.Ordinal);
            if ((whole || argument < count) && Literal(rest, arguments[whole ? 0 : argument], out int start) is { Length: > 0 } value)
            {
                if (whole && value.IndexOf('/') is var slash and > 0 && value.LastIndexOf('@') is var host && host > slash)
                {
                    start += slash + 1;
                    value = value[(slash + 1)..host];
                    whole = false;
                }

                if (!whole && IsPassword(value, words))
                {
                    findings.Add(new Finding(FindingKind.Secret, "password_argument", open + 1 + start, open + 1 + start + value.Length));
                }
            }

            break;
        }

        return open + 1;
    }

    // Between commas, up to the bracket that ends the call.
    private static int Arguments(ReadOnlySpan<char> rest, Span<Range> arguments)
    {
        int count = 0, start = 0, depth = 0;
        char quote = '\0';
        for (int at = 0; at < rest.Length && count < arguments.Length; at++)
        {
            char c = rest[at];
            if (quote != '\0')
            {
                quote = c == quote || c == '\n' ? '\0' : quote;
                continue;
            }

            switch (c)
            {
                case '"' or '\'':
                    quote = c;
                    break;
                case '(' or '[' or '{':
                    depth++;
                    break;
                case ')' when depth == 0:
                    arguments[count++] = start..at;
                    return count;
                case ')' or ']' or '}':
                    depth--;
                    break;
                case ',' when depth == 0:
                    arguments[count++] = start..at;
                    start = at + 1;
                    break;
            }
        }

        return count;
    }

    private static ReadOnlySpan<char> Literal(ReadOnlySpan<char> rest, Range argument, out int start)
    {
        var (from, length) = argument.GetOffsetAndLength(rest.Length);
        var written = rest.Slice(from, length);
        int quote = written.IndexOfAnyExcept(" \t\r\n");
        start = from + quote + 1;
        written = written.Trim();
        return written is ['"' or '\'', .., '"' or '\''] && written[0] == written[^1] && written.Length > 2 && !written[1..^1].Contains(written[0]) ? written[1..^1] : default;
    }

    private static bool IsPassword(ReadOnlySpan<char> value, bool words)
    {
        foreach (string placeholder in Placeholders)
        {
            if (value.Contains(placeholder, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        bool word = words && value.Length >= LeastWord && !value.ContainsAnyExceptInRange('a', 'z');
        return AssignedValue.IsLiteral(value) && !ExampleValue.IsExample(value) && !ExampleValue.IsPlain(value) && (word || AssignedValue.IsPassword("password", value, Giving.Quoted));
    }
}
