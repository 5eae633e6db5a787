namespace CodeRouter.Telemetry;

/// <summary>Counts of observations by upper bound, as Prometheus wants them. Lock-free.</summary>
public sealed class Histogram(double[] bounds)
{
    private readonly long[] _counts = new long[bounds.Length + 1];
    private double _sum;

    public IReadOnlyList<double> Bounds => bounds;

    public double Sum => Volatile.Read(ref _sum);

    public void Observe(double value)
    {
        int i = 0;
        while (i < bounds.Length && value > bounds[i])
        {
            i++;
        }

        Interlocked.Increment(ref _counts[i]);
        double seen;
        do
        {
            seen = Volatile.Read(ref _sum);
        }
        while (Interlocked.CompareExchange(ref _sum, seen + value, seen) != seen);
    }

    /// <summary>Observations in each bucket (not cumulated), the last one unbounded.</summary>
    public long[] Snapshot() => [.. _counts.Select(static (_, i) => i).Select(i => Interlocked.Read(ref _counts[i]))];
}
