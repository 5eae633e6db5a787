using System.Buffers;
using System.Text;

namespace CodeRouter.Core.Findings.Secrets;

/// <summary>
/// Finds credentials in a text, in passes that are each linear and seldom stop: long words (credentials are long words, and long
/// words are rare: the walk touches about one character in five), marks of what is no word (addresses, key blocks, command lines), and
/// names that introduce a secret; encoded words are read as what they say, and so is a text with hidden or disguised letters. One search for all marks at once was tried: past eight of them the platform's search is many times slower.
/// </summary>
public static class SecretScanner
{
    private const string Pem = "-----BEGIN";
    private const string Scheme = "://";
    private const string Cookie = "ookie: ";

    private static readonly SearchValues<string>[] Marks =
    [
        SearchValues.Create([Pem, Scheme, "curl ", "mysql", "chpasswd", "sudo -S", "ldapsearch ", Cookie], StringComparison.Ordinal),
        SearchValues.Create(["sshpass ", "redis-cli ", "ABSK", "whsec_", "sntrys_", "login ", "mongo", "sqlcmd "], StringComparison.Ordinal),
        SearchValues.Create([SecretManifest.Kind, ":5432:", ":*:*:", "$apr1$", "$2y$", "$6$", "$y$", "SecureString "], StringComparison.Ordinal),
    ];

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
        foreach (var marks in Marks)
        {
            ScanMarks(text, marks, findings);
        }

        Assignments.Scan(text, findings);
    }

    private static void ScanMarks(ReadOnlySpan<char> text, SearchValues<string> marks, List<Finding> findings)
    {
        int at = 0, document = 0;
        while (at < text.Length)
        {
            int found = text[at..].IndexOfAny(marks);
            if (found < 0)
            {
                return;
            }

            at += found;
            switch (text[at])
            {
                case ':' when text[at + 1] == '/':
                    UrlCredentials.Look(text, at, findings);
                    at += Scheme.Length;
                    break;
                case ':':
                    CredentialLines.Password(text, at, findings);
                    at += 3;
                    break;
                case '-':
                    at = PrivateKeyBlock.Look(text, at, findings);
                    break;
                case '$':
                    CredentialLines.Hash(text, at, findings);
                    at += 3;
                    break;
                case 'o':
                    at += Cookie.Length;
                    CookieValue.Look(text, at, findings);
                    break;
                case 'k':
                    at = document = SecretManifest.Look(text, document, at, findings);
                    break;
                case 'A' or 'w' or 's' when text[at..].StartsWith("ABSK") || text[at..].StartsWith("whsec_") || text[at..].StartsWith("sntrys_"):
                    // Bodies in base64 may have a slash or a plus near their head: they are no long words.
                    LongWords.At(text, at, findings);
                    at += 4;
                    break;
                default:
                    CommandCredentials.Look(text, at, findings);
                    at += 4;
                    break;
            }
        }
    }
}
