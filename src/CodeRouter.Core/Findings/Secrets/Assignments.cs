using System.Buffers;
using System.Text;

namespace CodeRouter.Core.Findings.Secrets;

/// <summary>
/// A secret by what it is given to: <c>DB_PASSWORD=…</c>, <c>"apiKey": "…"</c>, <c>Authorization: Bearer …</c>. The name says what it
/// is, the value must look like one: a literal, no reference, no type, no word.
/// </summary>
internal static class Assignments
{
    /// <summary>What names of secrets hold. What may stand around "key" and "pass" is looked at afterwards.</summary>
    public static readonly string[] Words = ["pass", "pwd", "psk", "pw:", "pw=", "pw ", "pw\"", "secret", "token", "key", "credential", "authoriz", "senha", "_salt"];

    /// <summary>Vendors that names of secrets begin with.</summary>
    public static readonly string[] Vendors = ["kennwort", "sourcegraph", "facebook", "datadog", "cloudflare", "mailchimp", "algolia", "fastly"];

    public static readonly string[] MoreVendors = ["netlify", "twilio", "dropbox", "gitlab_session", "codecov", "bittrex", "coinbase", "wachtwoord"];

    private static readonly WordSearch InNames = new((Words, StringComparison.OrdinalIgnoreCase), ([.. Vendors], StringComparison.OrdinalIgnoreCase), ([.. MoreVendors], StringComparison.OrdinalIgnoreCase));

    private static readonly string[] SecretKeys = ["api", "access", "account", "auth", "private", "encryption", "signing", "license", "secret", "subscription", "app", "aes", "master", "consumer", "integration", "routing", "admin", "session", "hmac", "service", "shared", "logged_in", "nonce"];

    // Kept apart: a word that is not ASCII makes the platform's search for all of them slow.
    private static readonly SearchValues<string>[] ForeignWords =
    [
        SearchValues.Create(["contraseña", "пароль", "密码", "密碼", "パスワード", "비밀번호", "hasło"], StringComparison.OrdinalIgnoreCase),
        SearchValues.Create(["lösenord", "jelszó", "şifre", "mật khẩu", "סיסמה", "كلمة السر", "κωδικός", "口令"], StringComparison.OrdinalIgnoreCase),
    ];

    /// <summary>Looks where one of the words stands; how far no more of them are looked for.</summary>
    public static int At(ReadOnlySpan<char> text, int word, List<Finding> findings)
    {
        int next = word + 3;
        if (IsName(text, word) && GivenValue.TryRead(text, word, out var given))
        {
            next = Math.Max(next, given.NameEnd);
            string? type = Judge(text, given, out int skip);
            if (type is not null)
            {
                findings.Add(new Finding(FindingKind.Secret, type, given.Start + skip, given.Start + given.Value.Length));
                next = given.Start + given.Value.Length;
            }
        }

        return next;
    }

    /// <summary>The same by words of languages that are not written in ASCII.</summary>
    public static void ScanForeign(ReadOnlySpan<char> text, List<Finding> findings)
    {
        foreach (var words in ForeignWords)
        {
            int at = 0;
            while (at < text.Length && text[at..].IndexOfAny(words) is >= 0 and var found)
            {
                at = At(text, at + found, findings);
            }
        }
    }

    /// <summary>The same where name and value stand apart: a member of an object and all of its text.</summary>
    public static void Judge(ReadOnlySpan<char> name, ReadOnlySpan<char> value, List<Finding> findings)
    {
        if (value.Length > GivenValue.MaxValue || value.ContainsAny('\r', '\n') || !NamesSecret(name))
        {
            return;
        }

        string? type = Judge(value, GivenValue.Of(name, value), out int skip);
        if (type is not null)
        {
            findings.Add(new Finding(FindingKind.Secret, type, skip, value.Length));
        }
    }

    private static bool NamesSecret(ReadOnlySpan<char> name)
    {
        var hits = InNames.In(name);
        while (hits.MoveNext())
        {
            if (IsName(name, hits.Place))
            {
                return true;
            }
        }

        return !Ascii.IsValid(name) && (name.ContainsAny(ForeignWords[0]) || name.ContainsAny(ForeignWords[1]));
    }

    private static bool IsName(ReadOnlySpan<char> text, int word) => text[word] switch
    {
        'k' or 'K' => IsSecretKey(text, word),
        'p' or 'P' => IsPass(text, word),
        _ => true,
    };

    // api_key, accessKey, PRIVATE-KEY; also Kennwort, which is found by its own search.
    private static bool IsSecretKey(ReadOnlySpan<char> text, int key)
    {
        if (key + 2 >= text.Length || text[key + 2] is not ('y' or 'Y'))
        {
            return true;
        }

        var before = text[..key];
        if (before is [.., '?' or '&'] && key + 3 < text.Length && text[key + 3] == '=')
        {
            return true;
        }

        // "Jwt": { "Key": "…" }, as settings of .NET have it.
        if (before.EndsWith("\"") && text[key] == 'K' && before[Math.Max(0, key - 40)..].Contains("Jwt", StringComparison.Ordinal))
        {
            return true;
        }

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

    // Password, passphrase, passcode, mot de passe anywhere; "pass" alone only where a word of the name ends with it: SMTP_PASS, dbPass, not "passed" or "bypass".
    private static bool IsPass(ReadOnlySpan<char> text, int word)
    {
        var after = text[(word + 1)..];
        if (after is ['s' or 'S', 'k' or 'K', ..] && after.Length > 2 && (char.IsLetterOrDigit(after[2]) || after[2] == '_'))
        {
            return false;
        }

        if (after is ['w' or 'W', not ('d' or 'D'), ..] or ['s' or 'S', 'k' or 'K', ..])
        {
            return Boundary.Before(text, word) || text[word - 1] == '_' || text[..word].EndsWith("root", StringComparison.OrdinalIgnoreCase);
        }

        if (!after.StartsWith("ass", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        after = after[3..];
        foreach (string whole in (ReadOnlySpan<string>)["w", "phrase", "code", "e ", "ord"])
        {
            if (after.StartsWith(whole, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        if (after is [var next, ..] && (char.IsLetterOrDigit(next) || next == '_'))
        {
            return false;
        }

        char before = word > 0 ? text[word - 1] : ' ';
        return !char.IsLetter(before) || (char.IsLower(before) && text[word] == 'P') || text[..word].EndsWith("SSH") || text[..word].EndsWith("store") || text[..word].EndsWith("require") || text[..word].EndsWith("-key");
    }

    private static string? Judge(ReadOnlySpan<char> text, GivenValue given, out int skip)
    {
        var name = given.Name;
        var value = given.Value;
        var giving = given.Giving;
        skip = 0;
        if (Has(name, "authorization"))
        {
            int space = value.IndexOf(' ');
            if (space < 0 || !GivenValue.IsScheme(value[..space]))
            {
                return null;
            }

            skip = space + 1;
            var credential = value[skip..];
            return credential.Length >= 12 && Variety.Bits(credential) >= 2.8 && AssignedValue.IsLiteral(credential) && !ExampleValue.IsExample(credential) && Variety.HasLettersAndDigits(credential) ? "authorization_header" : null;
        }

        if (value.Length > AssignedValue.Longest)
        {
            return null;
        }

        bool password = AssignedValue.NamesPassword(name) || (giving == Giving.Written && GivenValue.IsGraded(text, given.NameEnd));
        if (password && PlainSecret.Is(text, given))
        {
            return "password_assign";
        }

        // What frameworks make for themselves has signs of all kinds, those of code and spaces included.
        if (giving == Giving.Quoted && !password && AssignedValue.IsScrambled(value) && !ExampleValue.IsExample(value))
        {
            return "generic_secret";
        }

        // tokens[0], ed25519.PrivateKey: code that reads a value, not one written out.
        if (!AssignedValue.IsLiteral(value) || (giving != Giving.Quoted && (value.Contains('[') || AssignedValue.IsMember(value))) || ExampleValue.IsExample(value))
        {
            return null;
        }

        if (password)
        {
            return AssignedValue.IsPassword(name, value, giving) ? "password_assign" : null;
        }

        if (Has(name, "credential") && value.IndexOf(':') is var colon and > 0)
        {
            skip = colon + 1;
            var second = value[skip..];
            return AssignedValue.IsLiteral(second) && !ExampleValue.IsPlain(second) && AssignedValue.IsPassword("password", second, giving) ? "password_assign" : null;
        }

        // The one vendor whose tokens had the form of an id.
        if (name is "_authToken" && Guid.TryParseExact(value, "D", out _))
        {
            return "npm_token";
        }

        if (AssignedValue.NamesNoSecret(name))
        {
            return null;
        }

        if (!AssignedValue.IsKey(value) && !(giving == Giving.Quoted && AssignedValue.IsChosen(name, value)) && !(AssignedValue.NamesIssuedKey(name) && Guid.TryParseExact(value, "D", out _)))
        {
            return null;
        }

        return value.Length == 40 && (Has(name, "secret_access") || Has(name, "secretaccess") || Has(name, "aws")) ? "aws_secret_access_key" : "generic_secret";
    }

    private static bool Has(ReadOnlySpan<char> name, string part) => name.Contains(part, StringComparison.OrdinalIgnoreCase);
}
