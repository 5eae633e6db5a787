namespace CodeRouter.Upstreams.Simulated;

/// <summary>How a simulated provider behaves. The defaults suit tests: any free port, any key, no latency, everything recorded.</summary>
public sealed record SimulatedOptions
{
    /// <summary>0 takes a free port.</summary>
    public int Port { get; init; }

    /// <summary>What to answer; null (the delegate, or its result) gives a short deterministic text.</summary>
    public Func<SimulatedCall, SimulatedAnswer?>? Answers { get; init; }

    /// <summary>A mishap for this call, spelt like a model name's ending ("503-once"); null lets the model's own name decide.</summary>
    public Func<SimulatedCall, string?>? Mishap { get; init; }

    /// <summary>Keep every request for <see cref="SimulatedProvider.Requests"/> (bench models are never kept).</summary>
    public bool Record { get; init; } = true;

    /// <summary>Refuse what the real services refuse.</summary>
    public bool Strict { get; init; } = true;

    /// <summary>Accepted keys; empty accepts any, and none at all.</summary>
    public IReadOnlyCollection<string> Keys { get; init; } = [];

    /// <summary>Factor on the latencies of <see cref="TierProfile"/>: 0.05 plays twenty times faster, 0 never waits.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>The pause of <c>slow-first-byte</c> and the sum of pauses of <c>slow-between</c> where the name gives no number.</summary>
    public TimeSpan SlowDelay { get; init; } = TimeSpan.FromMilliseconds(1500);

    /// <summary>Time as the prompt cache and the ids see it.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
