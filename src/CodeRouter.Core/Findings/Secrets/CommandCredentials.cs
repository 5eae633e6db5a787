namespace CodeRouter.Core.Findings.Secrets;

/// <summary>
/// Credentials on a command line: <c>curl -u user:password</c>, <c>mysql -ppassword</c>, <c>sshpass -p password</c>, <c>docker login -p password</c>,
/// <c>echo user:password | chpasswd</c>. Long options (<c>--password</c>) are found by their names.
/// </summary>
internal static class CommandCredentials
{
    private const int MaxLine = 600;

    // Command, option, whether the value is a pair user:password, whether it is glued to the option.
    private static readonly (string Command, string Option, bool Pair, bool Glued)[] Forms =
    [
        ("curl ", " -u", true, false), ("curl ", " --user ", true, false), ("curl ", " --user=", true, false),
        ("mysql", " -p", false, true), ("mysql", " --password=", false, true), ("sshpass ", " -p", false, false), ("redis-cli ", " -a", false, false),
        ("login ", " -p ", false, false), ("mongo", " -p ", false, false), ("sqlcmd ", " -P ", false, false), ("ldapsearch ", " -w ", false, false), ("SecureString", " ", false, false),
        ("ssh-keygen ", " -N ", false, false), ("zip -", "-P ", false, false), ("zip -", " -P ", false, false), ("7z ", " -p", false, true), ("snowsql ", " -p ", false, false),
        ("IDENTIFIED BY ", "BY '", false, true), ("identified by ", "by '", false, true),
    ];

    public static void Look(ReadOnlySpan<char> text, int at, List<Finding> findings)
    {
        if (text[at..].StartsWith("chpasswd", StringComparison.Ordinal) || text[at..].StartsWith("sudo -S", StringComparison.Ordinal))
        {
            Piped(text, at, pair: text[at] == 'c', findings);
            return;
        }

        var line = text[at..Math.Min(text.Length, at + MaxLine)];
        line = line[..EndOfCommand(line)];
        foreach (var form in Forms)
        {
            if (line.StartsWith(form.Command, StringComparison.Ordinal) && Value(line, form.Option, form.Glued, out int from) is { Length: > 0 } value)
            {
                int colon = form.Pair ? value.IndexOf(':') : -1;
                var password = value[(colon + 1)..];
                if ((colon >= 0 || !form.Pair) && IsPassword(password))
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
        var before = text[from..at].TrimEnd();
        if (!before.EndsWith("|") || before.LastIndexOf("echo ", StringComparison.Ordinal) is not (>= 0 and var echo) || before[echo..].Contains('\n'))
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

    private static bool IsPassword(ReadOnlySpan<char> value) =>
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
