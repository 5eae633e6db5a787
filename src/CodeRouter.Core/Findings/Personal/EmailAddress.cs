using System.Buffers;

namespace CodeRouter.Core.Findings.Personal;

/// <summary>E-mail addresses of people: not the ones of machines (git@, noreply@) and not those reserved for examples.</summary>
internal static class EmailAddress
{
    private static readonly SearchValues<char> Local = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._%+-'");
    private static readonly SearchValues<char> Host = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-");
    private static readonly string[] Machines = ["git", "noreply", "no-reply", "donotreply", "do-not-reply", "hg", "svn", "postmaster", "mailer-daemon", "root", "user", "username", "actions", "bot"];
    private static readonly string[] Reserved = ["example.com", "example.org", "example.net", "localhost", "users.noreply.github.com", "domain.com", "email.com", "yourdomain.com", "company.com", "mail.com", "test.com"];
    private static readonly string[] Files = ["png", "jpg", "jpeg", "svg", "gif", "webp", "css", "js", "ts", "tsx", "jsx", "json", "py", "go", "rs", "java", "md", "html", "yml", "yaml", "toml", "lock", "local", "internal", "test", "example", "invalid", "x", "cs", "rb", "sh"];

    /// <summary>Looks around an @; adds what it belongs to.</summary>
    public static void Look(ReadOnlySpan<char> text, int at, List<Finding> findings)
    {
        int start = at;
        while (start > 0 && at - start < 64 && Local.Contains(text[start - 1]))
        {
            start--;
        }

        while (start < at && text[start] is '.' or '-' or '\'' or '%' or '+')
        {
            start++;
        }

        // In quoted source a line end is spelt \n, and its n is nobody.
        start += start > 0 && start < at && text[start - 1] == '\\' && text[start] is 'n' or 'r' or 't' ? 1 : 0;

        var host = text[(at + 1)..Math.Min(text.Length, at + 1 + 255)];
        int length = host.IndexOfAnyExcept(Host);
        host = (length < 0 ? host : host[..length]).TrimEnd(".-");
        int dot = host.LastIndexOf('.');
        var local = text[start..at];
        if (local.IsEmpty || dot <= 0 || host[0] is '-' or '.' || IsListed(local, Machines) || IsReserved(host))
        {
            return;
        }

        var top = host[(dot + 1)..];
        if (top.Length is < 2 or > 12 || top.ContainsAnyExceptInRange('A', 'z') || top.ContainsAny("[]^_`") || IsListed(top, Files) || start > 0 && text[start - 1] is '/' or ':' && local.Length < 3)
        {
            return;
        }

        findings.Add(new Finding(FindingKind.Personal, "email", start, at + 1 + host.Length));
    }

    private static bool IsReserved(ReadOnlySpan<char> host)
    {
        foreach (string name in Reserved)
        {
            if (host.EndsWith(name, StringComparison.OrdinalIgnoreCase) && (host.Length == name.Length || host[^(name.Length + 1)] == '.'))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsListed(ReadOnlySpan<char> word, string[] list)
    {
        foreach (string entry in list)
        {
            if (word.Equals(entry, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
