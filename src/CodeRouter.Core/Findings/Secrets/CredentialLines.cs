namespace CodeRouter.Core.Findings.Secrets;

/// <summary>Lines of files that hold nothing but credentials: PostgreSQL's <c>.pgpass</c>, and the hashes of <c>htpasswd</c> and <c>/etc/shadow</c>, which can be tried offline.</summary>
internal static class CredentialLines
{
    private const int MaxLine = 300;
    private const int MaxUser = 64;
    private const int ShortestHash = 24;
    private const string Breaks = " \t\r\n\"'`";

    /// <summary>host:port:database:user:password, around the colon before the port.</summary>
    public static void Password(ReadOnlySpan<char> text, int colon, List<Finding> findings)
    {
        int from = Math.Max(0, colon - MaxLine), start = from + text[from..colon].LastIndexOfAny(Breaks) + 1;
        var line = text[start..Math.Min(text.Length, start + MaxLine)];
        int stop = line.IndexOfAny(Breaks);
        line = stop < 0 ? line : line[..stop];
        Span<Range> fields = stackalloc Range[7];
        if (line.Split(fields, ':') != 5)
        {
            return;
        }

        var password = line[fields[4]];
        if (!line[fields[0]].IsEmpty && !line[fields[3]].IsEmpty && password.Length >= 4 && password[0] is not ('$' or '<' or '*' or '{' or '%') && password.ContainsAnyExceptInRange('0', '9') && !ExampleValue.IsExample(password) && !ExampleValue.IsPlain(password))
        {
            findings.Add(new Finding(FindingKind.Secret, "connection_string_password", start + line.Length - password.Length, start + line.Length));
        }
    }

    /// <summary>user:$id$salt$hash, at the first dollar sign.</summary>
    public static void Hash(ReadOnlySpan<char> text, int dollar, List<Finding> findings)
    {
        if (dollar < 1 || text[dollar - 1] != ':')
        {
            Whole(text, dollar, findings);
            return;
        }

        int from = Math.Max(0, dollar - 1 - MaxUser), name = dollar - 1;
        while (name > from && (char.IsAsciiLetterOrDigit(text[name - 1]) || text[name - 1] is '_' or '-' or '.' or '@'))
        {
            name--;
        }

        var hash = text[dollar..Math.Min(text.Length, dollar + MaxLine)];
        int end = hash.IndexOfAny(Breaks + ":");
        hash = end < 0 ? hash : hash[..end];
        bool alone = name == 0 || text[name - 1] is '\n' or '"' or '\'';
        if (alone && dollar > 1 && name < dollar - 1 && hash.Length >= ShortestHash && Variety.HasLettersAndDigits(hash) && !ExampleValue.IsExample(hash))
        {
            findings.Add(new Finding(FindingKind.Secret, "password_hash", dollar, dollar + hash.Length));
        }
    }

    // useradd -p '$6$…', password: "$6$…": nothing else has this length.
    private static void Whole(ReadOnlySpan<char> text, int dollar, List<Finding> findings)
    {
        const int LeastWhole = 90;
        var hash = text[dollar..Math.Min(text.Length, dollar + MaxLine)];
        int end = hash.IndexOfAny(Breaks + ":");
        hash = end < 0 ? hash : hash[..end];
        if (hash.StartsWith("$6$") && hash.Length is >= LeastWhole and < MaxLine && hash.Count('$') == 3 && Variety.Bits(hash) >= 4 && !ExampleValue.IsExample(hash))
        {
            findings.Add(new Finding(FindingKind.Secret, "password_hash", dollar, dollar + hash.Length));
        }
    }
}
