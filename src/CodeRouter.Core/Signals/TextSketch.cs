using System.Numerics;

namespace CodeRouter.Core.Signals;

/// <summary>
/// 64 bits that stand for a text: near texts differ in few bits. A session remembers this instead of what the human wrote,
/// so that "the same question again" can be told without keeping anybody's words.
/// </summary>
public readonly record struct TextSketch(ulong Bits)
{
    private const int Gram = 4;

    public static TextSketch Of(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.Length > 2048)
        {
            text = text[..2048];
        }

        Span<int> votes = stackalloc int[64];
        for (int i = 0; i < Math.Max(1, text.Length - Gram + 1); i++)
        {
            ulong hash = 14695981039346656037UL;
            for (int j = i; j < Math.Min(i + Gram, text.Length); j++)
            {
                hash = (hash ^ char.ToLowerInvariant(text[j])) * 1099511628211UL;
            }

            hash ^= hash >> 29;
            hash *= 0xBF58476D1CE4E5B9UL;
            hash ^= hash >> 32;
            for (int bit = 0; bit < 64; bit++)
            {
                votes[bit] += (hash >> bit & 1) == 1 ? 1 : -1;
            }
        }

        ulong bits = 0;
        for (int bit = 0; bit < 64; bit++)
        {
            if (votes[bit] > 0)
            {
                bits |= 1UL << bit;
            }
        }

        return new TextSketch(bits);
    }

    /// <summary>1 for equal sketches, about 0 for unrelated texts.</summary>
    public double Similarity(TextSketch other) => Math.Max(0, 1 - BitOperations.PopCount(Bits ^ other.Bits) / 32.0);
}
