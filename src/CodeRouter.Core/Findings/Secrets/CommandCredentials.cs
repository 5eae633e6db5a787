namespace CodeRouter.Core.Findings.Secrets;

/// <summary>
/// Credentials on a command line: <c>curl -u user:password</c>, <c>mysql -ppassword</c>, <c>sshpass -p password</c>, <c>docker login -p password</c>,
/// <c>echo user:password | chpasswd</c>, <c>smbclient -U user%password</c>. Long options (<c>--password</c>) are found by their names.
/// </summary>
internal static class CommandCredentials
{
    private const int MaxLine = 600;

    // What reads a password from what is piped to it.
    private static readonly string[] Readers = ["chpasswd", "sudo -S", "kinit ", "password-stdin", "passwd --stdin"];

    // Command, option, what parts user and password where the value is a pair, whether the value is glued to the option.
    private static readonly (string Command, string Option, char Parts, bool Glued)[] Forms =
    [
        ("curl ", " -u", ':', false), ("curl ", " --user ", ':', false), ("curl ", " --user=", ':', false),
        ("mysql", " -p", '\0', true), ("mysql", " --password=", '\0', true), ("sshpass ", " -p", '\0', false), ("redis-cli ", " -a", '\0', false),
        ("login ", " -p ", '\0', false), ("mongo", " -p ", '\0', false), ("sqlcmd ", " -P ", '\0', false), ("ldap", " -w ", '\0', false), ("SecureString", " --value ", '\0', false),
        ("SecureString", " ", '\0', false), ("ssh-keygen ", " -N ", '\0', false), ("ssh-keygen ", " -P ", '\0', false), ("zip -", "-P ", '\0', false), ("zip -", " -P ", '\0', false),
        ("7z ", " -p", '\0', true), ("snowsql ", " -p ", '\0', false), ("IDENTIFIED BY ", "BY '", '\0', true), ("identified by ", "by '", '\0', true),
        ("smbclient ", " -U", '%', false), ("lftp ", " -u", ',', false), ("twine ", " -p ", '\0', false), ("mosquitto_", " -P ", '\0', false), ("ipmitool ", " -P ", '\0', false),
        ("secret set ", " --body ", '\0', false), ("secret set ", " -b ", '\0', false),
    ];

    public static void Look(ReadOnlySpan<char> text, int at, List<Finding> findings)
    {
        var line = text[at..Math.Min(text.Length, at + MaxLine)];
        foreach (string reader in Readers)
        {
            if (line.StartsWith(reader, StringComparison.Ordinal))
            {
                Piped(text, at, pair: reader is "chpasswd", findings);
                return;
            }
        }

        line = line[..EndOfCommand(line)];
        CommandWords.Look(text, at, line, findings);
        if (line.StartsWith("curl ") && line.IndexOf(" -b ", StringComparison.Ordinal) is var cookies and > 0)
        {
            cookies += " -b ".Length;
            CookieValue.Look(text, at + cookies + (cookies < line.Length && line[cookies] is '"' or '\'' ? 1 : 0), findings);
        }

        foreach (var form in Forms)
        {
            if (line.StartsWith(form.Command, StringComparison.Ordinal) && Value(line, form.Option, form.Glued, out int from) is { Length: > 0 } value)
            {
                int colon = form.Parts == '\0' ? -1 : value.IndexOf(form.Parts);
                var password = value[(colon + 1)..];
                if ((colon >= 0 || form.Parts == '\0') && IsPassword(password))
                {
                    findings.Add(new Finding(FindingKind.Secret, "command_password", at + from + colon + 1, at + from + value.Length));
                }
            }
        }
    }

    // echo user:password | chpasswd, echo password | sudo -S
    private static void Piped(ReadOnlySpan<char> text, int at, bool pair, List<Finding> findings)
    {
        int from = Math.Max(0, at - MaxLine);
        var before = text[from..at];
        int pipe = before.LastIndexOf('|');
        before = pipe < 0 || before[pipe..].ContainsAny('\n', ';', '&') ? default : before[..(pipe + 1)];
        if (before.IsEmpty || before.LastIndexOf("echo ", StringComparison.Ordinal) is not (>= 0 and var echo) || before[echo..].Contains('\n'))
        {
            return;
        }

        var said = before[(echo + "echo ".Length)..^1];
        int start = said.IndexOfAnyExcept(" \"'");
        said = start < 0 ? default : said[start..].TrimEnd(" \"'");
        int colon = pair ? said.IndexOf(':') : -1;
        var password = said[(colon + 1)..];
        if ((colon > 0 || !pair) && !password.Contains(' ') && IsPassword(password))
        {
            start += from + echo + "echo ".Length + colon + 1;
            findings.Add(new Finding(FindingKind.Secret, "command_password", start, start + password.Length));
        }
    }

    /// <summary>Whether what stands in a password's place on a command line is one: no reference, no option, nothing that every manual has there.</summary>
    public static bool IsPassword(ReadOnlySpan<char> value) =>
        value.Length >= 4 && value[0] is not ('$' or '{' or '<' or '*' or '%' or '-') && value[^1] != '>' && !value.Contains("passw", StringComparison.OrdinalIgnoreCase) && !ExampleValue.IsExample(value) && !ExampleValue.IsPlain(value);

    private static ReadOnlySpan<char> Value(ReadOnlySpan<char> line, string option, bool glued, out int from)
    {
        from = line.IndexOf(option, StringComparison.Ordinal);
        if (from < 0)
        {
            return default;
        }

        from += option.Length;
        if (!glued)
        {
            while (from < line.Length && line[from] == ' ')
            {
                from++;
            }
        }

        if (from < line.Length && line[from] is '"' or '\'')
        {
            from++;
        }

        int stop = line[from..].IndexOfAny(" \"'\r\n`");
        return stop < 0 ? line[from..] : line.Slice(from, stop);
    }

    // A line that ends with a backslash goes on.
    private static int EndOfCommand(ReadOnlySpan<char> text)
    {
        int from = 0;
        while (true)
        {
            int end = text[from..].IndexOf('\n');
            if (end < 0)
            {
                return text.Length;
            }

            end += from;
            if (end == 0 || text[end - 1] != '\\')
            {
                return end;
            }

            from = end + 1;
        }
    }
}
