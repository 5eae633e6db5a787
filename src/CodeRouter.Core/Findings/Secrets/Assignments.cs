using System.Buffers;
using System.Text;

namespace CodeRouter.Core.Findings.Secrets;

/// <summary>
/// A secret by what it is given to: <c>DB_PASSWORD=…</c>, <c>"apiKey": "…"</c>, <c>Authorization: Bearer …</c>. The name says what it
/// is, the value must look like one: a literal, no reference, no type, no word.
/// </summary>
internal static class Assignments
{
    private const int MaxGap = 24;

    // Eight and no more: beyond, the platform's search is five times slower. What may stand before "key" is looked at afterwards.
    private static readonly SearchValues<string> Words = SearchValues.Create(["passw", "passph", "pwd", "secret", "token", "key", "credential", "authoriz"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string>[] Vendors =
    [
        SearchValues.Create(["kennwort", "sourcegraph", "facebook", "datadog", "cloudflare", "mailchimp", "algolia", "fastly"], StringComparison.OrdinalIgnoreCase),
        SearchValues.Create(["netlify", "twilio", "dropbox", "gitlab_session", "codecov", "bittrex", "coinbase"], StringComparison.OrdinalIgnoreCase),
    ];

    private static readonly string[] SecretKeys = ["api", "access", "account", "auth", "private", "encryption", "signing", "license", "secret"];

    // Kept apart: a word that is not ASCII makes the platform's search for all of them slow.
    private static readonly SearchValues<string> ForeignWords = SearchValues.Create(["contraseña", "пароль", "密码", "密碼", "パスワード", "비밀번호", "hasło"], StringComparison.OrdinalIgnoreCase);

    public static void Scan(ReadOnlySpan<char> text, List<Finding> findings)
    {
        Scan(text, Words, findings);
        foreach (var vendors in Vendors)
        {
            Scan(text, vendors, findings);
        }

        if (!Ascii.IsValid(text))
        {
            Scan(text, ForeignWords, findings);
        }
    }

    private static void Scan(ReadOnlySpan<char> text, SearchValues<string> words, List<Finding> findings)
    {
        int at = 0;
        while (at < text.Length)
        {
            int found = text[at..].IndexOfAny(words);
            if (found < 0)
            {
                return;
            }

            int word = at + found;
            int next = word + 3;
            if ((text[word] is not ('k' or 'K') || IsSecretKey(text, word)) && TryValue(text, word, out int nameEnd, out var value, out int start, out bool quoted))
            {
                next = Math.Max(next, nameEnd);
                string? type = Judge(NameAround(text, word, nameEnd), value, quoted, out int skip);
                if (type is not null)
                {
                    findings.Add(new Finding(FindingKind.Secret, type, start + skip, start + value.Length));
                    next = start + value.Length;
                }
            }

            at = next;
        }
    }

    // api_key, accessKey, PRIVATE-KEY; also Kennwort, which is found by its own search.
    private static bool IsSecretKey(ReadOnlySpan<char> text, int key)
    {
        if (key + 2 >= text.Length || text[key + 2] is not ('y' or 'Y'))
        {
            return true;
        }

        var before = text[..key];
        before = before.Length > 0 && before[^1] is '_' or '-' ? before[..^1] : before;
        foreach (string word in SecretKeys)
        {
            if (before.EndsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    // The rest of the name, an assignment sign, and a value on the same line.
    private static bool TryValue(ReadOnlySpan<char> text, int word, out int nameEnd, out ReadOnlySpan<char> value, out int start, out bool quoted)
    {
        value = default;
        start = 0;
        quoted = false;
        nameEnd = word;
        while (nameEnd < text.Length && nameEnd - word < 60 && (char.IsLetterOrDigit(text[nameEnd]) || text[nameEnd] is '_' or '-'))
        {
            nameEnd++;
        }

        int at = nameEnd, gap = 0;
        bool assigned = false;
        while (at < text.Length && gap < MaxGap)
        {
            char c = text[at];
            if (c is '=' or ':')
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

            at++;
            gap++;
        }

        if (!assigned && at < text.Length && Said(text[at..]) is var said and > 0)
        {
            assigned = true;
            at += said;
        }

        assigned |= gap > 0 && IsLogin(text, word);

        if (!assigned || at >= text.Length || text[at] is '\r' or '\n')
        {
            return false;
        }

        if (text[at] is '"' or '\'' or '`')
        {
            quoted = true;
            char quote = text[at];
            start = at + 1;
            var rest = text[start..Math.Min(text.Length, start + 600)];
            int close = rest.IndexOfAny(quote, '\n');
            value = close < 0 ? rest : rest[..close];
            if (value.EndsWith("\\"))
            {
                value = value[..^1];
            }

            return true;
        }

        start = at;
        var bare = text[start..Math.Min(text.Length, start + 600)];
        int end = bare.IndexOfAny(" \t\r\n\"'`,;&<>|)}]");
        value = end < 0 ? bare : bare[..end];
        if (IsScheme(value) && end >= 0 && bare[end] == ' ')
        {
            // Authorization: Bearer VALUE
            int second = bare[(end + 1)..].IndexOfAny(" \t\r\n\"'`,;&<>|)}]");
            value = second < 0 ? bare : bare[..(end + 1 + second)];
        }

        return true;
    }

    // "the password is …": what people write to each other instead of a sign.
    private static int Said(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[0] is not ('i' or 'I' or 'w' or 'a' or 'e' or 'è' or 'э' or '是'))
        {
            return 0;
        }

        foreach (string word in (ReadOnlySpan<string>)["is ", "was ", "are ", "ist ", "est ", "es ", "è ", "это ", "是"])
        {
            if (text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return word.Length;
            }
        }

        return 0;
    }

    // .netrc: "machine … login … password …", on one line or on three.
    private static bool IsLogin(ReadOnlySpan<char> text, int word)
    {
        var before = text[Math.Max(0, word - 200)..word];
        int login = before.LastIndexOf("login ", StringComparison.Ordinal);
        return login > 0 && text[word..].StartsWith("password ", StringComparison.Ordinal) && before[..login].Contains("machine ", StringComparison.Ordinal);
    }

    private static ReadOnlySpan<char> NameAround(ReadOnlySpan<char> text, int word, int nameEnd)
    {
        int start = word;
        while (start > 0 && word - start < 60 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '-' or '.'))
        {
            start--;
        }

        return text[start..nameEnd];
    }

    private static string? Judge(ReadOnlySpan<char> name, ReadOnlySpan<char> value, bool quoted, out int skip)
    {
        skip = 0;
        if (Has(name, "authorization"))
        {
            int space = value.IndexOf(' ');
            if (space < 0 || !IsScheme(value[..space]))
            {
                return null;
            }

            skip = space + 1;
            var credential = value[skip..];
            return credential.Length >= 12 && Variety.Bits(credential) >= 2.8 && AssignedValue.IsLiteral(credential) && !ExampleValue.IsExample(credential) && Variety.HasLettersAndDigits(credential) ? "authorization_header" : null;
        }

        // tokens[0], ed25519.PrivateKey: code that reads a value, not one written out.
        if (!AssignedValue.IsLiteral(value) || (!quoted && (value.Contains('[') || AssignedValue.IsMember(value))) || ExampleValue.IsExample(value))
        {
            return null;
        }

        if (AssignedValue.NamesPassword(name))
        {
            return AssignedValue.IsPassword(name, value, quoted) ? "password_assign" : null;
        }

        // The one vendor whose tokens had the form of an id.
        if (name is "_authToken" && Guid.TryParseExact(value, "D", out _))
        {
            return "npm_token";
        }

        if (AssignedValue.NamesNoSecret(name) || !AssignedValue.IsKey(value))
        {
            return null;
        }

        return value.Length == 40 && (Has(name, "secret_access") || Has(name, "secretaccess") || Has(name, "aws")) ? "aws_secret_access_key" : "generic_secret";
    }

    private static bool IsScheme(ReadOnlySpan<char> value) =>
        value.Equals("Bearer", StringComparison.OrdinalIgnoreCase) || value.Equals("Basic", StringComparison.OrdinalIgnoreCase) || value.Equals("Token", StringComparison.OrdinalIgnoreCase) || value.Equals("ApiKey", StringComparison.OrdinalIgnoreCase);

    private static bool Has(ReadOnlySpan<char> name, string part) => name.Contains(part, StringComparison.OrdinalIgnoreCase);
}
