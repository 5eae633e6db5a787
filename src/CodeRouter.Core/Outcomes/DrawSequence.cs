namespace CodeRouter.Core.Outcomes;

/// <summary>A reproducible sequence of draws from a seed (SplitMix64): resampling is part of a result, so it must come out the same.</summary>
public struct DrawSequence(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next number in [0,1).</summary>
    public double Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        ulong x = _state;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return ((x ^ (x >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>A number in 0..<paramref name="count"/>−1.</summary>
    public int Next(int count) => (int)(Next() * count);

    /// <summary>A seed from words, the same on every machine.</summary>
    public static ulong SeedOf(ReadOnlySpan<char> text)
    {
        ulong hash = 14695981039346656037UL;
        foreach (char c in text)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return hash;
    }
}
