namespace CodeRouter.Telemetry;

/// <summary>The way a step took: who sent it, which rule of the configuration decided (null: none), which model got it.</summary>
public readonly record struct StepWay(string? Agent, string? Rule, string Model);

/// <summary>The ways of the last steps, for pictures of what flows where just now. Safe for several threads; adding costs a lock and a copy.</summary>
/// <param name="most">How many are remembered.</param>
public sealed class RecentSteps(int most)
{
    private readonly StepWay[] _ways = new StepWay[most];
    private readonly Lock _adding = new();
    private long _all;

    /// <summary>How many there have been, forgotten ones included.</summary>
    public long All => Interlocked.Read(ref _all);

    public void Add(StepWay way)
    {
        lock (_adding)
        {
            _ways[_all % most] = way;
            Interlocked.Increment(ref _all);
        }
    }

    /// <summary>How many took each way.</summary>
    public Dictionary<StepWay, int> Count()
    {
        var counts = new Dictionary<StepWay, int>();
        lock (_adding)
        {
            for (long i = 0; i < Math.Min(_all, most); i++)
            {
                counts[_ways[i]] = counts.GetValueOrDefault(_ways[i]) + 1;
            }
        }

        return counts;
    }
}
