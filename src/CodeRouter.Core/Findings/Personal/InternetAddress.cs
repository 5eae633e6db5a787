namespace CodeRouter.Core.Findings.Personal;

/// <summary>A public IPv4 address: not loopback, private, link-local, documentation or multicast, and not a version number.</summary>
internal static class InternetAddress
{
    private static readonly string[] VersionWords = ["version", "v", "release", "build", "upgrade", "==", "semver", "tag", "assembly"];

    /// <summary>Adds every public address of a text.</summary>
    public static void Scan(ReadOnlySpan<char> text, List<Finding> findings)
    {
        int at = 0;
        while (at < text.Length)
        {
            int next = text[at..].IndexOfAnyInRange('0', '9');
            if (next < 0)
            {
                return;
            }

            at += next;
            int length = Look(text, at);
            if (length > 0)
            {
                findings.Add(new Finding(FindingKind.Personal, "ip_address", at, at + length));
            }

            at += Math.Max(1, length);
        }
    }

    /// <summary>Length of the address that begins here; 0 when none does.</summary>
    public static int Look(ReadOnlySpan<char> text, int at)
    {
        Span<int> octets = stackalloc int[4];
        int i = at;
        for (int n = 0; n < 4; n++)
        {
            int from = i, value = 0;
            while (i < text.Length && i - from < 4 && char.IsAsciiDigit(text[i]))
            {
                value = (value * 10) + text[i++] - '0';
            }

            if (i == from || value > 255 || (i - from > 1 && text[from] == '0') || (n < 3 && (i >= text.Length || text[i] != '.')))
            {
                return 0;
            }

            octets[n] = value;
            i += n < 3 ? 1 : 0;
        }

        bool free = (i >= text.Length || !(char.IsLetterOrDigit(text[i]) || text[i] is '_' or '-' || (text[i] == '.' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]))))
            && (at == 0 || !(char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '.' or '_' or '-'));
        return free && IsPublic(octets) && !Near.Any(text, at, VersionWords) ? i - at : 0;
    }

    private static bool IsPublic(ReadOnlySpan<int> o) => !(o[0] is 0 or 10 or 127 or >= 224 || (o[0] == 172 && o[1] is >= 16 and <= 31) || (o[0] == 192 && o[1] is 168 or 0) || (o[0] == 169 && o[1] == 254) || (o[0] == 100 && o[1] is >= 64 and <= 127)
        || (o[0] == 198 && o[1] is 18 or 19 or 51) || (o[0] == 203 && o[1] == 0 && o[2] == 113) || (o[0] == 8 && o[1] == o[2] && o[2] == o[3]) || (o[0] == 1 && o[2] == o[3] && o[3] is 1 or 0));
}
