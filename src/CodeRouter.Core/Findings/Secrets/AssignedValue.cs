using System.Buffers;
using System.Text;

namespace CodeRouter.Core.Findings.Secrets;

/// <summary>Tells values that are secrets from what else stands at the right of such names: references, types, calls, words, identifiers.</summary>
internal static class AssignedValue
{
    /// <summary>Nothing longer is a key or a password.</summary>
    public const int Longest = 512;

    private static readonly string[] NotSecrets =
        ["public", "_id", "-id", "_name", "_url", "_uri", "_path", "_file", "_type", "_count", "_limit", "_length", "_size", "_ttl", "_expir", "_hash", "tokenizer", "tokenize", "max_token", "maxtoken", "input_token", "output_token", "_field", "_label", "_hint", "_policy", "_regex", "_pattern", "_prefix", "_header", "_param", "next_page", "nextpage", "page_token", "pagetoken", "next_token", "nexttoken", "continuation", "sync_token", "csrf", "xsrf", "authenticity", "antiforgery", "requestverification", "cancellation", "secretname", "secretref", "tokentype", "tokenurl", "tokencount", "keyid", "integrity", "resolved", "cursor", "etag", "checksum", "-file", "-path", "-url", "-stdin", "-env", "-name", "-ttl", "-type", "-command"];

    private static readonly SearchValues<char> Path = SearchValues.Create(TokenAlphabet.LettersAndDigits + "_.");

    private static readonly string[] Words =
        ["password", "passwd", "secret", "token", "string", "null", "none", "true", "false", "required", "optional", "hidden", "admin", "root", "guest", "default", "test", "testing", "test123", "password1", "password123", "pass", "pass123", "hunter2", "letmein", "qwerty", "postgres", "mysql", "user", "changeit", "unset", "empty", "masked", "secretkey", "apikey", "number", "boolean", "object", "text", "varchar", "disabled", "enabled", "current-password", "new-password", "wrongpassword", "invalid", "incorrect", "correct", "newpassword", "oldpassword"];

    private static readonly string[] IssuedKeys = ["api_key", "apikey", "api-key", "client_secret", "clientsecret", "client-secret", "secret_key", "secretkey", "access_token", "auth_token", "subscription-key", "access_key"];

    private static readonly string[] Descriptions = ["base64", "sha1", "sha2", "sha-", "sha5", "md5", "bcrypt", "argon", "pbkdf", "scrypt", "utf8", "utf-8", "aes-", "aes1", "aes2", "rot13", "oauth2"];

    /// <summary>A value written out, not one computed, looked up or still to be filled in.</summary>
    public static bool IsLiteral(ReadOnlySpan<char> value)
    {
        if (value.Length < 6 || value.IsWhiteSpace())
        {
            return false;
        }

        if (value[0] is '$' or '{' or '%' or '<' or '[' or '(' or '/' or '.' or '~' or '&' or '@' && !value[1..].ContainsAnyInRange('0', '9'))
        {
            return false;
        }

        return !value.ContainsAny("(){}") && !value.Contains("->", StringComparison.Ordinal) && !value.Contains("::", StringComparison.Ordinal) && !value.StartsWith("process.", StringComparison.Ordinal)
            && !value.StartsWith("os.", StringComparison.Ordinal) && !value.StartsWith("env.", StringComparison.Ordinal) && !value.StartsWith("http", StringComparison.OrdinalIgnoreCase) && !value.StartsWith("vault:", StringComparison.Ordinal) && !value.StartsWith("op://", StringComparison.Ordinal) && !value.StartsWith("arn:", StringComparison.Ordinal);
    }

    /// <summary>A dotted path of names, as code and types are written.</summary>
    public static bool IsMember(ReadOnlySpan<char> value)
    {
        int dot = value.IndexOf('.');
        return dot > 0 && value.IndexOfAnyExcept(Path) < 0 && value[dot..] is ['.', var next, ..] && char.IsAsciiLetterUpper(next) && char.IsAsciiLetter(value[0]) && Variety.Changes(value) < 0.4;
    }

    public static bool NamesPassword(ReadOnlySpan<char> name) =>
        name.Contains("pass", StringComparison.OrdinalIgnoreCase) || name.EndsWith("psk", StringComparison.OrdinalIgnoreCase) || name.EndsWith("pw", StringComparison.OrdinalIgnoreCase) || name.Contains("pwd", StringComparison.OrdinalIgnoreCase) || name.Contains("kennwort", StringComparison.OrdinalIgnoreCase)
        || name.Contains("senha", StringComparison.OrdinalIgnoreCase) || name.Contains("wachtwoord", StringComparison.OrdinalIgnoreCase)
        || !Ascii.IsValid(name);

    public static bool NamesNoSecret(ReadOnlySpan<char> name)
    {
        foreach (string part in NotSecrets)
        {
            if (name.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        // SHA-256 of something, not SharedAccessKey.
        int sha = name.IndexOf("sha", StringComparison.OrdinalIgnoreCase);
        return sha >= 0 && (sha + 3 == name.Length || name[sha + 3] is not ('r' or 'R'));
    }

    /// <summary>Names of keys that many services issue in the form of an id.</summary>
    public static bool NamesIssuedKey(ReadOnlySpan<char> name)
    {
        foreach (string issued in IssuedKeys)
        {
            if (name.Contains(issued, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>At random from all that can be typed: no words, no code, no sentence.</summary>
    public static bool IsScrambled(ReadOnlySpan<char> value)
    {
        const int LeastSigns = 5, LeastDigits = 3, ShortestScrambled = 32;
        if (value.Length is < ShortestScrambled or > 128 || value.Count(' ') > value.Length / 12 || value.Contains('\\'))
        {
            return false;
        }

        int digits = 0, signs = 0;
        foreach (char c in value)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            signs += c is >= '!' and <= '~' && !char.IsAsciiLetterOrDigit(c) ? 1 : 0;
        }

        return digits >= LeastDigits && signs >= LeastSigns && Variety.Bits(value) >= 4.4 && Variety.Changes(value) >= 0.45 && !value.Contains("://", StringComparison.Ordinal);
    }

    /// <summary>What people choose for a secret that no machine made: short, with digits among its letters.</summary>
    public static bool IsChosen(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        if (!name.EndsWith("secret", StringComparison.OrdinalIgnoreCase) || value.Length is < 8 or > 64 || value.ContainsAny(" /\\.,;:") || Variety.Changes(value) < 0.4 || value.IndexOfAnyInRange('0', '9') < 0)
        {
            return false;
        }

        foreach (string word in (ReadOnlySpan<string>)["secret", "test", "key", "token", "client", "name"])
        {
            if (value.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return value.ContainsAnyInRange('a', 'z') && !IsIdentifier(value);
    }

    /// <summary>People choose passwords, so they need not look random; but they are no plain words, names of variables or sentences.</summary>
    public static bool IsPassword(ReadOnlySpan<char> name, ReadOnlySpan<char> value, Giving giving)
    {
        if (value.Length > 128 || value.Contains(' ') || IsWord(value) || NamesNoSecret(name))
        {
            return false;
        }

        bool digits = value.ContainsAnyInRange('0', '9');
        bool symbols = value.ContainsAny("!@#$%^&*+=?~");
        bool letters = value.ContainsAnyInRange('a', 'z') || value.ContainsAnyInRange('A', 'Z');
        bool member = value.Contains('.') && !symbols && !digits;
        if (!letters || member)
        {
            return false;
        }

        // Bare words beside "password:" are prose or code; a literal there has at least a digit and something else.
        return giving switch
        {
            Giving.Quoted => digits || symbols,
            Giving.Said when IsDescription(value) => false,
            Giving.Written when value[0] == '*' => false,
            _ => (digits && (symbols || giving != Giving.Bare || Variety.Changes(value) > 0.2 || value.Length >= 12)) || (symbols && Variety.Changes(value) > 0.2),
        };
    }

    // "12-character", "base64-encoded", "config2.yaml", "a/b2": what is said about a password, or where it lies.
    private static bool IsDescription(ReadOnlySpan<char> value)
    {
        foreach (string word in Descriptions)
        {
            if (value.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        int digits = value.IndexOfAnyExceptInRange('0', '9'), dot = value.LastIndexOf('.');
        bool counts = digits > 0 && value[digits..].TrimStart('-').IndexOfAnyExceptInRange('a', 'z') < 0;
        bool file = dot > 0 && value.Length - dot is >= 3 and <= 5 && value[(dot + 1)..].IndexOfAnyExceptInRange('a', 'z') < 0;
        return counts || file || value.Contains('/');
    }

    /// <summary>Keys are made by machines: long, mixed, of many different characters, without words.</summary>
    public static bool IsKey(ReadOnlySpan<char> value)
    {
        if (value.Length is < 16 or > Longest || value.Contains(' ') || !Variety.HasLettersAndDigits(value) || value.ContainsAny("\\,;"))
        {
            return false;
        }

        bool hex = value.IndexOfAnyExcept(TokenAlphabet.Hex) < 0;
        bool dashes = value.Count('-') + value.Count('_') + value.Count('.') > value.Length / 5;
        return Variety.Bits(value) >= (hex ? 3.0 : 3.4) && (hex || Variety.Changes(value) >= 0.25) && !IsIdentifier(value) && !dashes;
    }

    private static bool IsWord(ReadOnlySpan<char> value)
    {
        foreach (string word in Words)
        {
            if (value.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    // 8-4-4-4-12: an id that is looked up, not a key.
    private static bool IsIdentifier(ReadOnlySpan<char> value) => Guid.TryParseExact(value, "D", out _);
}
