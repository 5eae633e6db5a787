namespace CodeRouter.Core.Findings.Secrets;

/// <summary>Credentials on a command line: <c>curl -u user:password</c>, <c>mysql -ppassword</c>, <c>sshpass -p password</c>, <c>redis-cli -a password</c>.</summary>
internal static class CommandCredentials
{
    private const int MaxLine = 600;

    // Command, option, whether the value is a pair user:password, whether it is glued to the option.
    private static readonly (string Command, string Option, bool Pair, bool Glued)[] Forms =
    [
        ("curl ", " -u", true, false), ("curl ", " --user ", true, false), ("curl ", " --user=", true, false),
        ("mysql", " -p", false, true), ("mysql", " --password=", false, true), ("sshpass ", " -p", false, false), ("redis-cli ", " -a", false, false),
    ];

    public static void Look(ReadOnlySpan<char> text, int at, List<Finding> findings)
    {
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

    private static bool IsPassword(ReadOnlySpan<char> value) =>
        value.Length >= 4 && value[0] is not ('$' or '{' or '<' or '*' or '%' or '-') && value[^1] != '>' && !ExampleValue.IsExample(value) && !ExampleValue.IsPlain(value);

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
