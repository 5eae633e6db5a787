namespace CodeRouter.Core.Findings.Secrets;

/// <summary>The password of an address (<c>scheme://user:password@host</c>), and hook addresses whose path is the secret.</summary>
internal static class UrlCredentials
{
    private const int MaxAuthority = 300;
    private const int MaxSigned = 2000;

    // What is signed, what says until when, and the least length of a signature.
    private static readonly (string Mark, string Expires, string Type, int Least)[] Signatures =
    [
        ("sig=", "se=", "azure_sas_signature", 40),
        ("X-Amz-Signature=", "X-Amz-Expires=", "aws_presigned_url", 64),
        ("X-Goog-Signature=", "X-Goog-Expires=", "google_signed_url", 64),
    ];

    // Hosts whose hook addresses let anybody post; what follows the mark is secret.
    private static readonly (string Mark, string Type, int Least)[] Hooks =
    [
        ("hooks.slack.com/services/T", "slack_webhook", 30),
        ("hooks.slack.com/workflows/", "slack_webhook", 30),
        ("hooks.slack.com/triggers/", "slack_webhook", 30),
        ("discord.com/api/webhooks/", "discord_webhook", 60),
        ("discordapp.com/api/webhooks/", "discord_webhook", 60),
        (".webhook.office.com/webhookb2/", "teams_webhook", 60),
        ("api.telegram.org/bot", "telegram_bot_token", 40),
    ];

    public static void Look(ReadOnlySpan<char> text, int at, List<Finding> findings)
    {
        int from = at + 3;
        var rest = text[from..Math.Min(text.Length, from + MaxAuthority)];
        if (Hook(text, from, rest, findings))
        {
            return;
        }

        int stop = rest.IndexOfAny(" \t\r\n\"'`<>|");
        var address = stop < 0 ? rest : rest[..stop];
        if (stop < 0 || address.Contains('?'))
        {
            Signature(text, from, findings);
        }

        int colon = address.IndexOf(':');
        int end = address.IndexOf('@');
        if (colon < 0 || (end >= 0 && end < colon))
        {
            Token(from, address, findings);
            return;
        }

        // A password may hold a slash that should have been escaped, or an @; the host is after the last @ before the path.
        int slash = address.IndexOf('/');
        int host = slash > 0 ? address[..slash].LastIndexOf('@') : address.LastIndexOf('@');
        if (host < 0 && slash > colon)
        {
            host = address.LastIndexOf('@');
            if (host >= 0 && (address[(colon + 1)..].IndexOfAnyExceptInRange('0', '9') is var digits && digits >= 0 && address[colon + 1 + digits] == '/'))
            {
                return;
            }
        }

        if (host <= colon + 1)
        {
            return;
        }

        var password = address[(colon + 1)..host];
        if (password.Length >= 4 && !IsReference(password) && !ExampleValue.IsExample(password) && !ExampleValue.IsPlain(password))
        {
            findings.Add(new Finding(FindingKind.Secret, "connection_string_password", from + colon + 1, from + host));
        }
    }

    // https://TOKEN@host: no user, or nothing but the token as one.
    private static void Token(int from, ReadOnlySpan<char> address, List<Finding> findings)
    {
        int at = address.IndexOf('@'), slash = address.IndexOf('/');
        if (at > 0 && (slash < 0 || slash > at) && AssignedValue.IsKey(address[..at]) && !ExampleValue.IsExample(address[..at]))
        {
            findings.Add(new Finding(FindingKind.Secret, "url_token", from, from + at));
        }
    }

    // Addresses that are signed for whoever holds them: shared access signatures, presigned objects.
    private static void Signature(ReadOnlySpan<char> text, int from, List<Finding> findings)
    {
        var address = text[from..Math.Min(text.Length, from + MaxSigned)];
        int stop = address.IndexOfAny(" \t\r\n\"'`<>|");
        address = stop < 0 ? address : address[..stop];
        foreach (var (mark, expires, type, least) in Signatures)
        {
            int at = address.IndexOf(mark, StringComparison.Ordinal);
            if (at <= 0 || address[at - 1] is not ('?' or '&' or ';') || !address.Contains(expires, StringComparison.Ordinal))
            {
                continue;
            }

            int start = at + mark.Length, length = address[start..].IndexOf('&');
            length = length < 0 ? address.Length - start : length;
            var value = address.Slice(start, length);
            if (length >= least && Variety.HasLettersAndDigits(value) && !ExampleValue.IsExample(value))
            {
                findings.Add(new Finding(FindingKind.Secret, type, from + start, from + start + length));
            }
        }
    }

    private static bool Hook(ReadOnlySpan<char> text, int from, ReadOnlySpan<char> rest, List<Finding> findings)
    {
        foreach (var (mark, type, least) in Hooks)
        {
            int at = rest[..Math.Min(rest.Length, 100)].IndexOf(mark, StringComparison.Ordinal);
            if (at < 0)
            {
                continue;
            }

            int start = from + at + mark.LastIndexOf('/') + 1;
            int length = TokenAlphabet.Run(text, start, TokenAlphabet.Wide, 400);
            if (length >= least - 6 && !ExampleValue.IsExample(text.Slice(start, length)) && Variety.HasLettersAndDigits(text.Slice(start, length)))
            {
                findings.Add(new Finding(FindingKind.Secret, type, start, start + length));
                return true;
            }
        }

        return false;
    }

    // $PASSWORD, {password}, %s, :password, [password]
    private static bool IsReference(ReadOnlySpan<char> value) => value[0] is '$' or '{' or '%' or '[' or ':' or '#' || value.Contains('{');
}
