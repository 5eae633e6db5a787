using System.Buffers;
using System.Text;

namespace CodeRouter.Core.Findings.Personal;

/// <summary>
/// Finds personal data in a text: e-mail and postal addresses, telephone numbers, cards and accounts, national ids, names in context,
/// public network addresses where asked. Places are found by vectorised search for digits, capitals and the @; each recogniser looks at a
/// bounded window.
/// </summary>
public static class PersonalScanner
{
    private static readonly SearchValues<char> Starts = SearchValues.Create("0123456789@ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÄÅÆÇÈÉÊËÍÎÏÑÓÔÖØÚÛÜŁŚŠŽÉ我м");

    /// <summary>Adds what is found.</summary>
    /// <param name="text">The text as its author wrote it, escapes resolved.</param>
    /// <param name="findings">Takes the findings, in order and without overlaps.</param>
    /// <param name="networkAddresses">Whether public IP addresses count.</param>
    public static void Scan(ReadOnlySpan<char> text, List<Finding> findings, bool networkAddresses)
    {
        int before = findings.Count;
        ScanPlain(text, findings, networkAddresses);
        if (!Ascii.IsValid(text))
        {
            if (text.ContainsAnyInRange('\u0400', '\uD7A3'))
            {
                ForeignAddress.Scan(text, findings);
                ForeignName.Scan(text, findings);
            }

            RevealedText.Scan(text, findings, static (t, f) => ScanPlain(t, f, networkAddresses: false));
        }

        if (SmallLetters.Restored(text) is { } restored)
        {
            ScanPlain(restored, findings, networkAddresses);
        }

        if (findings.Count - before > 1)
        {
            FindingList.Settle(findings);
        }
    }

    private static void ScanPlain(ReadOnlySpan<char> text, List<Finding> findings, bool networkAddresses)
    {
        int at = 0;
        while (at < text.Length)
        {
            int found = text[at..].IndexOfAny(Starts);
            if (found < 0)
            {
                break;
            }

            at += found;
            at = text[at] == '@' ? Address(text, at, findings) : char.IsAsciiDigit(text[at]) ? Number(text, at, findings, networkAddresses) : Word(text, at, findings);
        }
    }

    private static int Address(ReadOnlySpan<char> text, int at, List<Finding> findings)
    {
        EmailAddress.Look(text, at, findings);
        return at + 1;
    }

    private static int Number(ReadOnlySpan<char> text, int at, List<Finding> findings, bool networkAddresses)
    {
        if (networkAddresses && InternetAddress.Look(text, at) is var length and > 0)
        {
            findings.Add(new Finding(FindingKind.Personal, "ip_address", at, at + length));
            return at + length;
        }

        bool begins = at == 0 || !(char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '_' or '.' or '-' or '/' or '$' or '#');
        if (begins && StreetAddress.FromNumber(text, at, StreetName.Is) is var address and > 0)
        {
            findings.Add(new Finding(FindingKind.Personal, "street_address", at, address));
            return address;
        }

        if (begins && LetteredIds.Look(text, at, out string type) is var id and > 0)
        {
            findings.Add(new Finding(FindingKind.Personal, type, at, at + id));
            return at + id;
        }

        if (begins && SaidData.Birth(text, at) is var born and > 0)
        {
            findings.Add(new Finding(FindingKind.Personal, "date_of_birth", at, at + born));
            return at + born;
        }

        int before = findings.Count, next = NumberRecognizer.Look(text, at, findings);
        if (begins && findings.Count == before && SaidData.Document(text, at, out string document) is var number and > 0)
        {
            findings.Add(new Finding(FindingKind.Personal, document, at, at + number));
            return at + number;
        }

        return Math.Max(at + 1, next);
    }

    private static int Word(ReadOnlySpan<char> text, int at, List<Finding> findings)
    {
        if (at > 0 && (text[at - 1] is '_' or '/' or '\\' or '<' or '.' or '$' or '#' or '-' or '(' || char.IsLetterOrDigit(text[at - 1])))
        {
            return at + 1;
        }

        int end = Words.End(text, at);

        if (at + 1 < text.Length && (char.IsAsciiDigit(text[at + 1]) || char.IsAsciiLetterUpper(text[at + 1])) && LetteredIds.Look(text, at, out string type) is var id and > 0)
        {
            findings.Add(new Finding(FindingKind.Personal, type, at, at + id));
            return at + id;
        }

        if (end + 1 < text.Length && char.IsAsciiDigit(text[end]) && SaidData.Document(text, at, out string document) is var number and > 0)
        {
            findings.Add(new Finding(FindingKind.Personal, document, at, at + number));
            return at + number;
        }

        // Identifiers go on with digits, brackets, underscores: no names there.
        if (end < text.Length && (text[end] is '_' or '(' or '=' or '<' or '[' or '{' || (text[end] == '/' && text[at..end] is not "C") || char.IsAsciiDigit(text[end])))
        {
            return end;
        }

        if (StreetAddress.FromWord(text, at, end, StreetName.Is) is var address and > 0)
        {
            findings.Add(new Finding(FindingKind.Personal, "street_address", at, address));
            return address;
        }

        int name = PersonName.Look(text, at, end);
        if (name > 0)
        {
            findings.Add(new Finding(FindingKind.Personal, "person", at, name));
            return name;
        }

        return Math.Max(end, at + 1);
    }
}
