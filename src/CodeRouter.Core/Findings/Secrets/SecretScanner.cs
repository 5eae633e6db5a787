using System.Numerics;
using System.Text;

namespace CodeRouter.Core.Findings.Secrets;

/// <summary>
/// Finds credentials in a text, in passes that are each linear and seldom stop: long words (credentials are long words, and long
/// words are rare: the walk touches about one character in five), marks of what is no word (addresses, key blocks, command lines), and
/// names that introduce a secret; encoded words are read as what they say, and so is a text with hidden or disguised letters. Marks and names
/// are looked for in one pass.
/// </summary>
public static class SecretScanner
{
    private const string Pem = "-----BEGIN";
    private const string Scheme = "://";
    private const string Cookie = "ookie";

    // Groups of what is told apart by how it is looked at: marks, names. What a group found last is not looked at again by it.
    internal static readonly WordSearch Search = new(
        ([Pem, PrivateKeyBlock.End, Scheme, "curl ", "mysql", "chpasswd", "sudo -S", "ldapsearch ", Cookie], StringComparison.Ordinal),
        (["sshpass ", "redis-cli ", "ABSK", "whsec_", "sntrys_", "login ", "mongo", "sqlcmd "], StringComparison.Ordinal),
        ([SecretManifest.Kind, SecretManifest.KindInJson, SecretManifest.KindInCompactJson, ":5432:", ":5433:", ":6432:", ":6543:", ":*:", "$apr1$", "$2y$", "$6$", "$y$", "SecureString "], StringComparison.Ordinal),
        (["ssh-keygen ", "zip -", "7z ", "IDENTIFIED BY ", "identified by ", "snowsql ", "password-stdin", "passwd -", "kinit ", "passphrase ", "twine "], StringComparison.Ordinal),
        (["sqlplus ", ":thin:", "net use", "smbclient ", "lftp ", "obscure ", "masterauth ", "snmp-server community ", "-pw ", "mosquitto_", "ipmitool ", "secret set ", "ldapmodify ", "ldapadd ", "ldapdelete ", "ldappasswd ", "ldapwhoami "], StringComparison.Ordinal),
        (CallCredentials.Marks, StringComparison.Ordinal),
        (SplitSecret.Marks, StringComparison.Ordinal),
        (Assignments.Words, StringComparison.OrdinalIgnoreCase),
        (Assignments.Vendors, StringComparison.OrdinalIgnoreCase),
        (Assignments.MoreVendors, StringComparison.OrdinalIgnoreCase));

    private const int Calls = 5, Splits = 6, MarkGroups = 7;

    public static void Scan(ReadOnlySpan<char> text, List<Finding> findings)
    {
        int before = findings.Count;
        ScanPlain(text, findings);
        if (!Ascii.IsValid(text))
        {
            RevealedText.Scan(text, findings, ScanPlain);
        }

        if (findings.Count - before > 1)
        {
            FindingList.Settle(findings);
        }
    }

    private static void ScanPlain(ReadOnlySpan<char> text, List<Finding> findings)
    {
        LongWords.Scan(text, findings);
        Span<int> seen = stackalloc int[Search.Groups];
        seen.Clear();
        int document = 0;
        var hits = Search.In(text);
        while (hits.MoveNext())
        {
            for (int groups = hits.Groups; groups != 0; groups &= groups - 1)
            {
                int group = BitOperations.TrailingZeroCount(groups);
                ref int upTo = ref seen[group];
                if (hits.Place >= upTo)
                {
                    upTo = group switch
                    {
                        Calls => CallCredentials.Look(text, hits.Place, findings),
                        Splits => SplitSecret.Look(text, hits.Place, findings),
                        < MarkGroups => Mark(text, hits.Place, ref document, findings),
                        _ => Assignments.At(text, hits.Place, findings),
                    };
                }
            }
        }

        if (!Ascii.IsValid(text))
        {
            Assignments.ScanForeign(text, findings);
        }
    }

    // Where a mark stands; how far nothing more of the kind is looked for.
    private static int Mark(ReadOnlySpan<char> text, int at, ref int document, List<Finding> findings)
    {
        switch (text[at])
        {
            case ':' when text[at + 1] == '/':
                UrlCredentials.Look(text, at, findings);
                return at + Scheme.Length;
            case ':' when text[at + 1] != 't':
                CredentialLines.Password(text, at, findings);
                return at + 3;
            case '-' when text[at + 1] == '-':
                return text[at..].StartsWith(Pem) ? PrivateKeyBlock.Look(text, at, findings) : PrivateKeyBlock.LookBack(text, at, findings);
            case '$':
                CredentialLines.Hash(text, at, findings);
                return at + 3;
            case 'o' when text[at + 1] == 'o':
                CookieValue.Look(text, CookieValue.Begins(text, at + Cookie.Length), findings);
                return at + Cookie.Length;
            case 'k' when text[at + 2] == 'n' && text[at + 3] == 'd':
                if (at >= document)
                {
                    // No line is looked at twice.
                    document = text[at + 4] == '"' ? SecretManifest.LookInJson(text, document, at, findings) : SecretManifest.Look(text, document, at, findings);
                }

                return at + SecretManifest.Kind.Length;
            case 'A' or 'w' or 's' when text[at..].StartsWith("ABSK") || text[at..].StartsWith("whsec_") || text[at..].StartsWith("sntrys_"):
                // Bodies in base64 may have a slash or a plus near their head: they are no long words.
                LongWords.At(text, at, findings);
                return at + 4;
            default:
                CommandCredentials.Look(text, at, findings);
                return at + 4;
        }
    }
}
