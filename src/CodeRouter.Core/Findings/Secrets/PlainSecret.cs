namespace CodeRouter.Core.Findings.Secrets;

/// <summary>
/// Passwords that are words, known by a place where nothing else can stand: variables that only one command reads, connection strings that
/// name the user too, settings of an account in quotes.
/// </summary>
internal static class PlainSecret
{
    private const int Reach = 200;

    private static readonly string[] Variables = ["PGPASSWORD", "MYSQL_PWD", "SSHPASS", "RESTIC_PASSWORD", "BORG_PASSPHRASE"];

    // What images of data bases are started with.
    private static readonly string[] Settings = ["MYSQL_ROOT_PASSWORD", "MYSQL_PASSWORD", "MARIADB_ROOT_PASSWORD", "MARIADB_PASSWORD", "POSTGRES_PASSWORD", "MONGO_INITDB_ROOT_PASSWORD", "RABBITMQ_DEFAULT_PASS"];

    private static readonly string[] Users = ["User Id=", "UserId=", "User=", "Uid=", "Username=", "User ID="];

    private static readonly string[] Accounts = ["admin_", "administrator_", "login_", "master_", "root_", "db_", "database_", "service_"];

    // What forms, tests and translations give to such names.
    private static readonly string[] Placeholders = ["pass", "pwd", "secret", "word", "value", "name", "user", "admin", "test", "valid", "wrong", "kenn", "wort", "contras", "senha", "var", "field", "prompt", "root", "mysql", "postgres", "rabbit", "mongo", "data", "change", "strong"];

    public static bool Is(ReadOnlySpan<char> text, GivenValue given) =>
        IsWritten(given.Value) && (IsVariable(given) || IsSetting(given) || IsConnection(text, given) || IsAccount(text, given));

    private static bool IsWritten(ReadOnlySpan<char> value) =>
        value.Length is >= 4 and <= 64 && char.IsLetterOrDigit(value[0]) && !value.ContainsAny(" (){}[]/\\") && !ExampleValue.IsExample(value) && !ExampleValue.IsPlain(value);

    private static bool IsVariable(GivenValue given) => given.Giving != Giving.Said && Variables.AsSpan().Contains(given.Name.ToString()) && given.Start - given.NameEnd <= 3;

    private static bool IsSetting(GivenValue given) =>
        given.Value.Length >= 6 && given.Giving != Giving.Said && Settings.AsSpan().Contains(given.Name.ToString()) && given.Start - given.NameEnd <= 3 && !IsPlaceholder(given.Value);

    private static bool IsConnection(ReadOnlySpan<char> text, GivenValue given)
    {
        int end = given.Start + given.Value.Length;
        if (given.Giving != Giving.Bare || given.Name is not ("Password" or "Pwd" or "password" or "pwd" or "PWD") || given.Start != given.NameEnd + 1)
        {
            return false;
        }

        var before = text[Math.Max(0, given.NameEnd - Reach)..given.NameEnd];
        before = before[(before.LastIndexOf('\n') + 1)..];
        var after = text[end..Math.Min(text.Length, end + Reach)];
        int line = after.IndexOf('\n');
        after = line < 0 ? after : after[..line];
        return before.Contains(';') && (NamesUser(before) || (after is [';', ..] && NamesUser(after)));
    }

    private static bool NamesUser(ReadOnlySpan<char> around)
    {
        foreach (string user in Users)
        {
            if (around.Contains(user, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAccount(ReadOnlySpan<char> text, GivenValue given)
    {
        if (given.Giving != Giving.Quoted || given.Value.Length < 8 || !given.Name.EndsWith("_password") || text[given.NameEnd..given.Start].Contains(':') || !text[given.NameEnd..given.Start].Contains('=') || given.Value.ContainsAnyExceptInRange('A', 'z'))
        {
            return false;
        }

        bool account = false;
        foreach (string word in Accounts)
        {
            account |= given.Name.Contains(word, StringComparison.Ordinal);
        }

        return account && !IsPlaceholder(given.Value);
    }

    private static bool IsPlaceholder(ReadOnlySpan<char> value)
    {
        foreach (string word in Placeholders)
        {
            if (value.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
