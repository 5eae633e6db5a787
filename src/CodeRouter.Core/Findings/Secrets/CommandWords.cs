namespace CodeRouter.Core.Findings.Secrets;

/// <summary>
/// Passwords that commands take as one of their words, without an option before it: <c>htpasswd -b file user password</c>, <c>net use \\\\host\\share password</c>,
/// <c>sqlplus user/password@base</c>, <c>wpa_passphrase network password</c>, <c>rclone obscure password</c>, <c>plink -pw password</c>,
/// <c>snmp-server community name</c>.
/// </summary>
internal static class CommandWords
{
    private const int MostWords = 16;
    private const int Reach = 200;
    private static readonly string[] Dialers = ["plink", "pscp", "psftp", "putty", "kitty"];

    /// <param name="text">What is looked at.</param>
    /// <param name="at">Where the mark of a command stands.</param>
    /// <param name="line">From there to the end of the command.</param>
    /// <param name="findings">What is found goes here.</param>
    public static void Look(ReadOnlySpan<char> text, int at, ReadOnlySpan<char> line, List<Finding> findings)
    {
        var before = text[Math.Max(0, at - Reach)..at];
        before = before[(before.LastIndexOf('\n') + 1)..];
        Span<Range> words = stackalloc Range[MostWords];
        int count = Split(line, words);
        int place = line switch
        {
            ['p', 'a', 's', 's', 'w', 'd', ..] => before.EndsWith("ht") ? Credential(line, words[..count]) : -1,
            ['p', 'a', 's', 's', 'p', ..] => before.EndsWith("wpa_") ? 2 : -1,
            ['m', 'a', ..] => before.IsEmpty ? 1 : -1,
            ['s', 'n', 'm', ..] => count > 2 && line[words[2]] is not ("public" or "private") ? 2 : -1,
            ['o', 'b', ..] => before.EndsWith("rclone ") ? 1 : -1,
            ['-', 'p', 'w', ..] => Dials(before) ? 1 : -1,
            ['n', 'e', 't', ..] => Share(line, words[..count]),
            [':', 't', 'h', ..] or ['s', 'q', 'l', 'p', ..] => Login(line, words[..count]),
            _ => -1,
        };
        if (place < 0 || place >= count)
        {
            return;
        }

        var (start, length) = words[place].GetOffsetAndLength(line.Length);
        var word = line.Slice(start, length);
        if (line[0] == ':' || line.StartsWith("sqlplus "))
        {
            // user/password@base
            int slash = word.IndexOf('/'), host = word.LastIndexOf('@');
            start += slash + 1;
            word = word[(slash + 1)..host];
        }

        if (CommandCredentials.IsPassword(word) && word[0] is not ('/' or '\\' or '#' or '['))
        {
            findings.Add(new Finding(FindingKind.Secret, "command_password", at + start, at + start + word.Length));
        }
    }

    // Between spaces, without quotes.
    private static int Split(ReadOnlySpan<char> line, Span<Range> words)
    {
        int count = 0;
        for (int at = 0; at < line.Length && count < words.Length;)
        {
            int start = at + line[at..].IndexOfAnyExcept(" \"'`\r");
            if (start < at)
            {
                break;
            }

            int length = line[start..].IndexOfAny(" \"'`\r|;)");
            at = length < 0 ? line.Length : start + Math.Max(length, 1);
            words[count++] = new Range(start, at);
        }

        return count;
    }

    // -b says that the password stands on the line, -n that there is no file.
    private static int Credential(ReadOnlySpan<char> line, ReadOnlySpan<Range> words)
    {
        int at = 1;
        bool batch = false, noFile = false;
        for (; at < words.Length && line[words[at]] is ['-', ..] option; at++)
        {
            batch |= option.Contains('b');
            noFile |= option.Contains('n');
        }

        return batch ? at + (noFile ? 1 : 2) : -1;
    }

    // net use [X:] \\host\share password /user:…, net user name password /add
    private static int Share(ReadOnlySpan<char> line, ReadOnlySpan<Range> words)
    {
        bool account = line.StartsWith("net user ");
        if (!(account ? line.Contains("/add", StringComparison.OrdinalIgnoreCase) : line.StartsWith("net use ") && line.Contains("\\\\", StringComparison.Ordinal)))
        {
            return -1;
        }

        for (int i = account ? 3 : 2; i < words.Length; i++)
        {
            if (line[words[i]] is not (['/' or '\\', ..] or [_, ':'] or [_]))
            {
                return i;
            }
        }

        return -1;
    }

    private static int Login(ReadOnlySpan<char> line, ReadOnlySpan<Range> words)
    {
        for (int i = line[0] == ':' ? 0 : 1; i < words.Length; i++)
        {
            var word = line[words[i]];
            int slash = word.IndexOf('/'), host = word.LastIndexOf('@');
            if (slash > 0 && host > slash + 1 && !word[..slash].Contains('@') && word[slash + 1] != '/')
            {
                return i;
            }
        }

        return -1;
    }

    private static bool Dials(ReadOnlySpan<char> before)
    {
        foreach (string dialer in Dialers)
        {
            if (before.Contains(dialer, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
