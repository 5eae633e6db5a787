using System.Runtime.InteropServices;

namespace CodeRouter.Cache;

/// <summary>
/// The built-in space: words, pairs of words and runs of three letters, each hashed to a place and a sign. Needs nothing, takes
/// microseconds, and finds questions that share words; it knows nothing of meaning.
/// </summary>
public sealed class GramEmbedder : IEmbedder
{
    public const int Dimensions = 128;

    public string Space => "built-in";

    public ValueTask<float[]?> EmbedAsync(string text, CancellationToken aborted) => ValueTask.FromResult<float[]?>(Of(text));

    public static float[] Of(ReadOnlySpan<char> text)
    {
        float[] vector = new float[Dimensions];
        ulong before = 0;
        foreach (var range in text.Split(' '))
        {
            var word = text[range];
            if (word.IsEmpty)
            {
                continue;
            }

            ulong hash = Hash(word);
            Add(vector, hash, 1f);
            if (before != 0)
            {
                Add(vector, (before * 31) ^ hash, 0.6f);
            }

            before = hash;
            for (int i = 0; i + 3 <= word.Length; i++)
            {
                Add(vector, Hash(word.Slice(i, 3)) + 7, 0.4f);
            }
        }

        _ = Normalize(vector);
        return vector;
    }

    /// <summary>Makes it of length 1; false where it has no direction, or holds what is no number: then it is near to nothing.</summary>
    public static bool Normalize(Span<float> vector)
    {
        float sum = 0;
        foreach (float value in vector)
        {
            sum += value * value;
        }

        float scale = sum > 0 ? 1 / MathF.Sqrt(sum) : 0;
        foreach (ref float value in vector)
        {
            value *= scale;
        }

        return float.IsNormal(sum);
    }

    private static void Add(float[] vector, ulong hash, float weight) => vector[(int)(hash % Dimensions)] += (hash >> 40 & 1) == 0 ? weight : -weight;

    private static ulong Hash(ReadOnlySpan<char> word)
    {
        // FNV-1a with a last stir, the same on every machine: vectors are kept.
        ulong hash = 14695981039346656037;
        foreach (byte b in MemoryMarshal.AsBytes(word))
        {
            hash = (hash ^ b) * 1099511628211;
        }

        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccd;
        return hash ^ (hash >> 33);
    }
}
