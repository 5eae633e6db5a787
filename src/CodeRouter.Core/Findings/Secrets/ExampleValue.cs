using System.Buffers;

namespace CodeRouter.Core.Findings.Secrets;

/// <summary>Values that stand where a secret will stand: examples, templates, references. Reporting them teaches people to ignore reports.</summary>
internal static class ExampleValue
{
    private static readonly SearchValues<string> Words = SearchValues.Create(
        ["example", "your", "changeme", "change_me", "change-me", "placeholder", "dummy", "redacted", "insert", "replace", "sample", "xxxx", "****", "••••", "...", "abc123", "<", "${", "{{", "$(", "%(", "todo", "fixme", "not-a-real", "notreal", "not_real", "fake", "123456789012", "abcdefghijk", "0000000000", "aaaaaaaa", "foobar", "lorem", "mysecret", "my-secret", "my_secret", "secret_here", "key_here", "token_here", "test-only", "undefined"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly string[] Plain = ["password", "passwd", "pass", "pwd", "postgres", "root", "secret", "user", "guest", "admin", "test", "mysql", "pass>", "password>", "pw", "token", "key", "redis", "mongo", "minio", "minioadmin"];

    /// <summary>What every tutorial uses as a password; no report about these is worth reading.</summary>
    public static bool IsPlain(ReadOnlySpan<char> value)
    {
        foreach (string word in Plain)
        {
            if (value.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsExample(ReadOnlySpan<char> value) => value.ContainsAny(Words) || Repeats(value) || CountsUp(value);

    // "abcabcabc", "1212121212": fewer than four different characters in eight or more.
    private static bool Repeats(ReadOnlySpan<char> value)
    {
        if (value.Length < 8)
        {
            return false;
        }

        int different = 0;
        for (int i = 0; i < value.Length && different < 4; i++)
        {
            if (!value[..i].Contains(value[i]))
            {
                different++;
            }
        }

        return different < 4;
    }

    // "0123456789abcdef", "ABCDEFGH…": most neighbours are one apart.
    private static bool CountsUp(ReadOnlySpan<char> value)
    {
        if (value.Length < 8)
        {
            return false;
        }

        int steps = 0;
        for (int i = 1; i < value.Length; i++)
        {
            steps += value[i] - value[i - 1] == 1 ? 1 : 0;
        }

        return steps * 10 > (value.Length - 1) * 7;
    }
}
