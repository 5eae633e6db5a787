using System.Numerics;

namespace CodeRouter.Core.Signals;

/// <summary>
/// 64 bits that stand for a text: near texts differ in few bits. A session remembers this instead of what the human wrote,
/// so that "the same question again" can be told without keeping anybody's words. Words vote, not letters: letter grams were
/// no better at telling a repeated question and five times dearer.
/// </summary>
public readonly record struct TextSketch(ulong Bits)
{
    private const int LongestText = 1024;

    public static TextSketch Of(ReadOnlySpan<char> text)
    {
        text = text[..Math.Min(text.Length, LongestText)];
        Span<int> ones = stackalloc int[64];
        int words = 0;
        int i = 0;
        while (i < text.Length)
        {
            while (i < text.Length && !char.IsLetterOrDigit(text[i]))
            {
                i++;
            }

            if (i == text.Length)
            {
                break;
            }

            ulong hash = 14695981039346656037UL;
            for (; i < text.Length && char.IsLetterOrDigit(text[i]); i++)
            {
                hash = (hash ^ char.ToLowerInvariant(text[i])) * 1099511628211UL;
            }

            hash ^= hash >> 29;
            hash *= 0xBF58476D1CE4E5B9UL;
            hash ^= hash >> 32;
            words++;
            for (int bit = 0; bit < ones.Length; bit++)
            {
                ones[bit] += (int)(hash >> bit & 1);
            }
        }

        ulong bits = 0;
        for (int bit = 0; bit < ones.Length; bit++)
        {
            bits |= ones[bit] * 2 > words ? 1UL << bit : 0;
        }

        return new TextSketch(bits);
    }

    /// <summary>1 for equal sketches, about 0 for unrelated texts.</summary>
    public double Similarity(TextSketch other) => Math.Max(0, 1 - (BitOperations.PopCount(Bits ^ other.Bits) / 32.0));
}
