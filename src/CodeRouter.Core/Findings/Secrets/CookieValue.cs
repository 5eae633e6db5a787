namespace CodeRouter.Core.Findings.Secrets;

/// <summary>What a <c>Cookie:</c> or <c>Set-Cookie:</c> header carries for a session: whoever has it is signed in.</summary>
internal static class CookieValue
{
    private const int MaxHeader = 4096;
    private const int Shortest = 16;

    private static readonly string[] Names = ["sess", "auth", "jwt", "remember"];

    /// <summary>Where the pairs begin behind the word: <c>Cookie: …</c>, <c>--cookie "…"</c>, <c>document.cookie = "…"</c>.</summary>
    public static int Begins(ReadOnlySpan<char> text, int at)
    {
        int most = Math.Min(text.Length, at + 5), from = at;
        while (at < most && text[at] is ':' or '=' or ' ' or '"' or '\'')
        {
            at++;
        }

        return at > from && text[(at - 1)..at] is not ":" ? at : text.Length;
    }

    /// <param name="text">What is looked at.</param>
    /// <param name="at">Where the first pair may begin.</param>
    public static void Look(ReadOnlySpan<char> text, int at, List<Finding> findings)
    {
        int most = Math.Min(text.Length, at + MaxHeader);
        while (at < most)
        {
            while (at < most && text[at] is ' ' or ';')
            {
                at++;
            }

            int length = text[at..most].IndexOfAny(";\r\n\"'`");
            length = length < 0 ? most - at : length;
            var pair = text.Slice(at, length);
            int sign = pair.IndexOf('=');
            if (sign > 0 && NamesSession(pair[..sign]) && IsCredential(pair[(sign + 1)..]))
            {
                findings.Add(new Finding(FindingKind.Secret, "session_cookie", at + sign + 1, at + length));
            }

            at += length;
            if (at >= most || text[at] != ';')
            {
                return;
            }
        }
    }

    private static bool NamesSession(ReadOnlySpan<char> name)
    {
        foreach (string part in Names)
        {
            if (name.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return name.Equals("sid", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".sid", StringComparison.OrdinalIgnoreCase) || name.EndsWith("_sid", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsCredential(ReadOnlySpan<char> value) =>
        value.Length >= Shortest && value[0] is not ('$' or '<' or '{') && !value.ContainsAny(" {}<>(") && Variety.HasLettersAndDigits(value) && Variety.Bits(value) >= 3 && !ExampleValue.IsExample(value);
}
