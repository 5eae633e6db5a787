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

    private static readonly SearchValues<string>[] Marks =
    [
        SearchValues.Create([Pem, Scheme, "curl ", "mysql"], StringComparison.Ordinal),
        SearchValues.Create(["sshpass ", "redis-cli ", "ABSK", "whsec_", "sntrys_"], StringComparison.Ordinal),
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
        SecretManifest.Scan(text, findings);
    }

    private static void ScanMarks(ReadOnlySpan<char> text, SearchValues<string> marks, List<Finding> findings)
    {
        int at = 0;
        while (at < text.Length)
        {
            int found = text[at..].IndexOfAny(marks);
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
