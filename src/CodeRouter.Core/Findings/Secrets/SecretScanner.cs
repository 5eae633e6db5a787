using System.Buffers;

namespace CodeRouter.Core.Findings.Secrets;

/// <summary>
/// Finds credentials in a text, in three passes that are each linear and seldom stop: long words (credentials are long words, and long
/// words are rare: the walk touches about one character in five), marks of what is no word (addresses, key blocks, command lines), and
/// names that introduce a secret. One search for all marks at once was tried: past eighty of them the platform's search is ten times slower.
/// </summary>
public static class SecretScanner
{
    private const string Pem = "-----BEGIN";
    private const string Scheme = "://";

    private static readonly SearchValues<string> Marks = SearchValues.Create([Pem, Scheme, "curl ", "mysql", "sshpass ", "redis-cli ", "ABSK", "whsec_", "sntrys_"], StringComparison.Ordinal);

    public static void Scan(ReadOnlySpan<char> text, List<Finding> findings)
    {
        int before = findings.Count;
        LongWords.Scan(text, findings);
        ScanMarks(text, findings);
        Assignments.Scan(text, findings);
        if (findings.Count - before > 1)
        {
            FindingList.Settle(findings);
        }
    }

    private static void ScanMarks(ReadOnlySpan<char> text, List<Finding> findings)
    {
        int at = 0;
        while (at < text.Length)
        {
            int found = text[at..].IndexOfAny(Marks);
            if (found < 0)
            {
                return;
            }

            at += found;
            var rest = text[at..];
            if (rest.StartsWith(Scheme, StringComparison.Ordinal))
            {
                UrlCredentials.Look(text, at, findings);
                at += Scheme.Length;
            }
            else if (rest.StartsWith(Pem, StringComparison.Ordinal))
            {
                at = PrivateKeyBlock.Look(text, at, findings);
            }
            else if (char.IsAsciiLetterUpper(rest[0]) || rest is ['w', ..] or ['s', 'n', ..])
            {
                // Bodies in base64 may have a slash or a plus near their head: they are no long words.
                LongWords.At(text, at, findings);
                at += 4;
            }
            else
            {
                CommandCredentials.Look(text, at, findings);
                at += 4;
            }
        }
    }
}
