namespace CodeRouter.Core.Signals;

/// <summary>Edits between two words, letters compared without case.</summary>
public static class EditDistance
{
    private const int Longest = 128;

    public static bool Within(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int allowed) => Between(a, b) <= allowed;

    /// <summary>Insertions, deletions and substitutions from one to the other; only the first 128 characters are compared.</summary>
    public static int Between(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        a = a[..Math.Min(a.Length, Longest)];
        b = b[..Math.Min(b.Length, Longest)];
        Span<int> row = stackalloc int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                int same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + same);
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
