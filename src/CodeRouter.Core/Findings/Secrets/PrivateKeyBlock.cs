namespace CodeRouter.Core.Findings.Secrets;

/// <summary>A PEM block that holds a private key: <c>-----BEGIN … PRIVATE KEY-----</c> to its end, or as far as it goes.</summary>
internal static class PrivateKeyBlock
{
    /// <summary>How the last line begins.</summary>
    public const string End = "-----END";

    private const int MaxHead = 60;
    private const int MaxBlock = 20_000;
    private const int LeastBody = 40;
    private const int Longest = 48;

    // What stands within the first characters of a key: its version and then a number of RSA, or the name of its kind. Public keys have no version.
    private static readonly string[] Marks = ["IBAAKC", "IBAAKB", "IBADANBgkqhkiG9w0BAQEFAAS", "AgEAMBMGByqGSM49", "CAQEEI", "CAQAwBQYDK2Vw"];

    public static int Look(ReadOnlySpan<char> text, int at, List<Finding> findings)
    {
        int after = at + "-----BEGIN".Length;
        var head = text[after..Math.Min(text.Length, after + MaxHead)];
        int close = head.IndexOf("-----", StringComparison.Ordinal);
        if (close < 0 || !head[..close].Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            return after;
        }

        int from = after + close + 5;
        var rest = text[from..Math.Min(text.Length, from + MaxBlock)];
        int end = rest.IndexOf(End, StringComparison.Ordinal);
        int bodyLength = end < 0 ? BodyRun(rest) : end;
        if (Letters(rest[..bodyLength]) < LeastBody || ExampleValue.IsExample(rest[..Math.Min(bodyLength, 60)]))
        {
            return from;
        }

        int stop = from + bodyLength;
        if (end >= 0)
        {
            var tail = text[(stop + 8)..Math.Min(text.Length, stop + 8 + MaxHead)];
            int dashes = tail.IndexOf("-----", StringComparison.Ordinal);
            stop += dashes < 0 ? 8 : 8 + dashes + 5;
        }

        findings.Add(new Finding(FindingKind.Secret, "private_key", at, stop));
        return stop;
    }

    /// <summary>A block whose head was cut off: lines of base64 before its end.</summary>
    public static int LookBack(ReadOnlySpan<char> text, int end, List<Finding> findings)
    {
        int after = end + End.Length;
        var tail = text[after..Math.Min(text.Length, after + MaxHead)];
        int close = tail.IndexOf("-----", StringComparison.Ordinal);
        if (close < 0 || !tail[..close].Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            return after;
        }

        int least = Math.Max(0, end - MaxBlock), start = end;
        while (start > least && IsBody(text[start - 1]))
        {
            start--;
        }

        // Behind its own head it was looked at already.
        var body = text[start..end];
        int lead = body.IndexOfAnyExcept("\r\n\\n ");
        if (lead < 0 || (start > 0 && text[start - 1] == '-') || Letters(body) < LeastBody || ExampleValue.IsExample(body[lead..Math.Min(body.Length, lead + 60)]))
        {
            return after;
        }

        findings.Add(new Finding(FindingKind.Secret, "private_key", start + lead, after + close + 5));
        return after;
    }

    /// <summary>Lines of a key without its head: how far what begins here goes as one; 0 where it does not.</summary>
    public static int Body(ReadOnlySpan<char> text, int at)
    {
        var head = text[at..Math.Min(text.Length, at + Longest)];
        bool begins = head.StartsWith("b3BlbnNzaC1rZXktdjEA", StringComparison.Ordinal);
        foreach (string mark in begins ? [] : Marks)
        {
            begins |= head.IndexOf(mark, StringComparison.Ordinal) is > 1 and < 12;
        }

        int run = begins && Boundary.Before(text, at) ? BodyRun(text[at..Math.Min(text.Length, at + MaxBlock)]) : 0;
        var body = text.Slice(at, run).TrimEnd("\r\n\\");
        return Letters(body) >= LeastBody && !ExampleValue.IsExample(body[..Math.Min(body.Length, 60)]) ? body.Length : 0;
    }

    // A block cut off: lines of base64, also with line ends spelt as \n.
    private static int BodyRun(ReadOnlySpan<char> text)
    {
        int end = 0;
        while (end < text.Length && IsBody(text[end]))
        {
            end++;
        }

        return end;
    }

    private static bool IsBody(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=' or '\r' or '\n' or '\\';

    private static int Letters(ReadOnlySpan<char> body)
    {
        int letters = 0;
        foreach (char c in body)
        {
            letters += char.IsAsciiLetterOrDigit(c) ? 1 : 0;
        }

        return letters;
    }
}
