namespace CodeRouter.Core.Findings.Personal;

/// <summary>Boxes that stand for a street: of a post office, of a military one.</summary>
internal static class PostalBox
{
    public static int Civil(ReadOnlySpan<char> text, int start)
    {
        foreach (string form in (ReadOnlySpan<string>)["P.O. Box ", "PO Box ", "P.O.Box ", "Postfach ", "P O Box "])
        {
            if (text[start..].StartsWith(form, StringComparison.Ordinal))
            {
                int digits = TokenRun(text, start + form.Length);
                return digits > 0 ? AddressTail.End(text, start + form.Length + digits) : 0;
            }
        }

        return 0;
    }

    // PSC 0413, Box 8144, APO AE 09012.
    public static int Military(ReadOnlySpan<char> text, int end)
    {
        int number = end < text.Length && text[end] == ' ' ? TokenRun(text, end + 1) : 0;
        int at = end + 1 + number;
        foreach (string form in (ReadOnlySpan<string>)[", Box ", " Box ", "\nBox "])
        {
            if (number >= 3 && text[Math.Min(at, text.Length)..].StartsWith(form, StringComparison.Ordinal) && TokenRun(text, at + form.Length) is var box and > 0)
            {
                return AddressTail.End(text, at + form.Length + box);
            }
        }

        return 0;
    }

    private static int TokenRun(ReadOnlySpan<char> text, int at)
    {
        int end = at;
        while (end < text.Length && end - at < 8 && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - at;
    }
}
