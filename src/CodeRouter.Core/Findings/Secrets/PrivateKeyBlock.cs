namespace CodeRouter.Core.Findings.Secrets;

/// <summary>A PEM block that holds a private key: <c>-----BEGIN … PRIVATE KEY-----</c> to its end, or as far as it goes.</summary>
internal static class PrivateKeyBlock
{
    private const int MaxHead = 60;
    private const int MaxBlock = 20_000;
    private const int LeastBody = 40;

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
        int end = rest.IndexOf("-----END", StringComparison.Ordinal);
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

    // A block cut off: lines of base64, also with line ends spelt as \n.
    private static int BodyRun(ReadOnlySpan<char> text)
    {
        int end = 0;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '+' or '/' or '=' or '\r' or '\n' or '\\'))
        {
            end++;
        }

        return end;
    }

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
