namespace CodeRouter.Gateway;

/// <summary>
/// What a model's answers said of its reckoned counts, from the latest ones of like size: a server's own opening words weigh on small requests
/// only. Single answers count what was not in the request (pages a server's own search read), so of a model whose kin the weights were fitted
/// on, only that is corrected which nearly all answers agree on; of an unknown one the median.
/// </summary>
/// <param name="isKnown">Weights of its kin exist.</param>
internal sealed class CountCorrection(bool isKnown)
{
    private const int Kept = 64;
    private const int Neighbours = 9;
    private const int Enough = 5;

    /// <summary>Afterwards each answer of so many is learnt from: reckoning takes a walk over the whole request.</summary>
    private const int AllUpTo = 32, ThenOneIn = 100;

    private readonly Lock _lock = new();
    private readonly (double Size, double Ratio)[] _seen = new (double, double)[Kept];
    private int _count;
    private int _offered;

    public bool WantsOne()
    {
        int offered = Interlocked.Increment(ref _offered);
        return offered <= AllUpTo || offered % ThenOneIn == 0;
    }

    public void Learn(long reckoned, long counted)
    {
        lock (_lock)
        {
            _seen[_count++ % Kept] = (Math.Log(reckoned), Math.Log((double)counted / reckoned));
        }
    }

    /// <summary>The ratio nearest to none that all but one in eight lie beyond; none where they differ in direction.</summary>
    private static double Agreed(double[] ratios)
    {
        if (ratios.Length < Enough)
        {
            return 0;
        }

        double low = ratios[ratios.Length / 8];
        double high = ratios[ratios.Length - 1 - (ratios.Length / 8)];
        return low > 0 ? low : high < 0 ? high : 0;
    }

    public long Of(long reckoned)
    {
        double size = Math.Log(Math.Max(1, reckoned));
        double[] ratios;
        lock (_lock)
        {
            ratios = [.. _seen.Take(Math.Min(_count, Kept)).OrderBy(seen => Math.Abs(seen.Size - size)).Take(Neighbours).Select(seen => seen.Ratio).Order()];
        }

        if (ratios.Length == 0)
        {
            return reckoned;
        }

        return Math.Max(1, (long)Math.Round(reckoned * Math.Exp(isKnown ? Agreed(ratios) : (ratios[(ratios.Length - 1) / 2] + ratios[ratios.Length / 2]) / 2)));
    }
}
