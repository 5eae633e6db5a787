namespace CodeRouter.Core.Decisions;

/// <summary>Turns the one draw of a situation into a choice, with the probability that the choice had.</summary>
internal static class Drawing
{
    /// <summary>Index by weight. Weights that are not positive are never drawn, unless none is positive: then all are equal.</summary>
    public static (int Index, double Propensity) ByWeight(ReadOnlySpan<double> weights, double draw)
    {
        double total = 0;
        foreach (double weight in weights)
        {
            total += Math.Max(0, weight);
        }

        if (total <= 0)
        {
            int index = Math.Clamp((int)(draw * weights.Length), 0, weights.Length - 1);
            return (index, 1.0 / weights.Length);
        }

        double at = draw * total;
        int last = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] <= 0)
            {
                continue;
            }

            last = i;
            at -= weights[i];
            if (at < 0)
            {
                break;
            }
        }

        return (last, weights[last] / total);
    }

    /// <summary>The n-th independent number in [0,1) derived from a draw.</summary>
    public static double Nth(double draw, int n)
    {
        ulong x = BitConverter.DoubleToUInt64Bits(draw) + ((ulong)(n + 1) * 0x9E3779B97F4A7C15UL);
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        x ^= x >> 31;
        return (x >> 11) * (1.0 / (1UL << 53));
    }
}
