namespace CodeRouter.Core.Findings.Secrets;

/// <summary>How random a text looks.</summary>
internal static class Variety
{
    /// <summary>Shannon entropy over the characters, in bits a character. A random base-62 text of 32 characters has about 4.5, of 16 about 3.7.</summary>
    public static double Bits(ReadOnlySpan<char> text)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        Span<ushort> counts = stackalloc ushort[128];
        counts.Clear();
        int counted = 0;
        foreach (char c in text.Length > 4096 ? text[..4096] : text)
        {
            if (c < 128)
            {
                counts[c]++;
                counted++;
            }
        }

        double bits = 0;
        foreach (ushort count in counts)
        {
            if (count > 0)
            {
                double share = (double)count / counted;
                bits -= share * Math.Log2(share);
            }
        }

        return bits;
    }

    public static bool HasLettersAndDigits(ReadOnlySpan<char> text) =>
        text.ContainsAnyInRange('0', '9') && (text.ContainsAnyInRange('a', 'z') || text.ContainsAnyInRange('A', 'Z'));

    /// <summary>
    /// How often neighbours change between lower case, upper case and digits, as a share of the text. Words and camelCase change seldom,
    /// random text about every second character.
    /// </summary>
    public static double Changes(ReadOnlySpan<char> text)
    {
        int changes = 0, before = 0;
        for (int i = 0; i < text.Length; i++)
        {
            int kind = char.IsAsciiDigit(text[i]) ? 1 : char.IsAsciiLetterUpper(text[i]) ? 2 : char.IsAsciiLetterLower(text[i]) ? 3 : 4;
            if (i > 0 && kind != before)
            {
                changes++;
            }

            before = kind;
        }

        return text.Length < 2 ? 0 : (double)changes / (text.Length - 1);
    }
}
