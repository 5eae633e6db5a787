namespace CodeRouter.Core.Findings.Personal;

/// <summary>
/// Features of a few words beside a number that may be a street and a house: the letters of the words (streets of a country end alike), which
/// stands first, the number's length, what stands around both. For the layer that is asked where no rule knows the street.
/// </summary>
internal static class StreetFeatures
{
    public const int Buckets = 1 << 14;

    /// <summary>Buckets of the features present.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">The first of the words and the number.</param>
    /// <param name="end">One past their last.</param>
    /// <param name="buckets">Takes them; of length <see cref="NameFeatures.Most"/>.</param>
    /// <returns>How many there are.</returns>
    public static int Read(ReadOnlySpan<char> text, int start, int end, Span<int> buckets)
    {
        int count = 0;
        uint first = char.IsAsciiDigit(text[start]) ? 1u : 0, words = 0, digits = 0;
        for (int at = start; at < end; at++)
        {
            if (char.IsAsciiDigit(text[at]))
            {
                digits++;
                continue;
            }

            int to = Words.End(text, at);
            if (to > at + 1)
            {
                bool last = text[to..end].IndexOfAnyExcept(" ,.0123456789") < 0;
                NameFeatures.AddWord(text[at..to], 60 + (words == 0 ? 0u : last ? 4u : 8u), buckets, ref count);
                if (last)
                {
                    // However many words there are, the last says what they are.
                    NameFeatures.AddWord(text[at..to], 72, buckets, ref count);
                }

                words++;
            }

            at = Math.Max(at, to - 1);
        }

        uint shape = (words * 16) + (Math.Min(digits, 5u) * 2) + first;
        uint before = NameFeatures.Before(text, start, out uint beforeThat), after = NameFeatures.After(text, end, out uint afterThat);
        NameFeatures.Add(buckets, ref count, shape, 51);
        NameFeatures.Add(buckets, ref count, before, 52);
        NameFeatures.Add(buckets, ref count, (before * 31) ^ beforeThat, 53);
        NameFeatures.Add(buckets, ref count, after, 54);
        NameFeatures.Add(buckets, ref count, (after * 31) ^ afterThat, 55);
        NameFeatures.Add(buckets, ref count, (before * 31) ^ shape, 56);
        return Narrow(buckets[..count]);
    }

    // The features are those of names, the table is a smaller one.
    private static int Narrow(Span<int> buckets)
    {
        foreach (ref int bucket in buckets)
        {
            bucket &= Buckets - 1;
        }

        return buckets.Length;
    }
}
