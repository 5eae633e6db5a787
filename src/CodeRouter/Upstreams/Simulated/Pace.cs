namespace CodeRouter.Upstreams.Simulated;

/// <summary>How long a model takes to begin and between two pieces of its answer.</summary>
internal readonly record struct Pace(TimeSpan First, TimeSpan Between)
{
    // Timers tick in milliseconds: shorter pauses would all become one and stretch the answer.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    public static Pace Of(SimulatedCall call, SimulatedOptions options, int outputTokens, int pieces)
    {
        var slow = call.Script.Number > 0 ? TimeSpan.FromMilliseconds(call.Script.Number) : options.SlowDelay;
        switch (call.Script.Act)
        {
            case ScriptAct.SlowFirstByte or ScriptAct.Sleep:
                return new(slow, default);
            case ScriptAct.SlowBetween:
                return new(default, slow / Math.Max(1, Math.Min(pieces, 10)));
        }

        if (TierProfile.Find(call.Model) is not { } tier || options.TimeScale <= 0)
        {
            return default;
        }

        double writing = 1000.0 * outputTokens / tier.TokensPerSecond * options.TimeScale;
        return new(TimeSpan.FromMilliseconds(tier.FirstTokenMs * options.TimeScale), TimeSpan.FromMilliseconds(writing / Math.Max(1, pieces)));
    }

    public Task FirstByteAsync(CancellationToken gone) => First >= Shortest ? Task.Delay(First, gone) : Task.CompletedTask;

    public Task BetweenAsync(CancellationToken gone) => Between >= Shortest ? Task.Delay(Between, gone) : Task.CompletedTask;

    /// <summary>The wait for an answer that is not streamed.</summary>
    public Task WholeAsync(int pieces, CancellationToken gone)
    {
        var all = First + Between * pieces;
        return all >= Shortest ? Task.Delay(all, gone) : Task.CompletedTask;
    }
}
