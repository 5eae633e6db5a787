namespace CodeRouter.CodeGraph.Scanning;

internal static class Encodings
{
    /// <summary>A text with some bytes left out.</summary>
    public static byte[] Without(ReadOnlySpan<byte> text, ReadOnlySpan<byte> bytes)
    {
        byte[] kept = new byte[text.Length];
        int n = 0;
        foreach (byte c in text)
        {
            if (!bytes.Contains(c))
            {
                kept[n++] = c;
            }
        }

        return kept[..n];
    }
}
