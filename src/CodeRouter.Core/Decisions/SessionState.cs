using System.Collections.Immutable;
using CodeRouter.Core.Models;

namespace CodeRouter.Core.Decisions;

/// <summary>
/// What a track has been through, as plain data: the decision rule reads it from the situation and hands back the next one,
/// so a decision can be recomputed from the ledger and a load balancer may send the next step to another gateway.
/// </summary>
public sealed partial record SessionState
{
    public static SessionState New { get; } = new();

    public int Steps { get; init; }

    /// <summary>The model of the newest work step.</summary>
    public string? Model { get; init; }

    /// <summary>Tier floor that evidence raised; null when none is in force.</summary>
    public Tier? Floor { get; init; }

    /// <summary>Steps taken since the floor was last raised.</summary>
    public int StepsSinceRaise { get; init; }

    /// <summary>The newest test evidence was a pass (the floor may come down at the next human turn).</summary>
    public bool Recovered { get; init; }

    /// <summary>Failing runs of one suite in a row without progress.</summary>
    public int FailingRuns { get; init; }

    /// <summary>A pin that lasts for the session.</summary>
    public string? Pin { get; init; }

    /// <summary>Programming language of the files the track works on, as far as its calls have shown it.</summary>
    public string? Language { get; init; }

    public decimal SpentUsd { get; init; }

    /// <summary>Prompt-cache state by model: how many tokens of this track's prefix each has seen, and when.</summary>
    public ImmutableDictionary<string, CacheState> Caches { get; init; } = ImmutableDictionary<string, CacheState>.Empty;

    /// <summary>Models tried since the last human turn.</summary>
    public ImmutableList<string> Tried { get; init; } = [];
}

/// <summary>What a model's prompt cache is expected to hold of a track.</summary>
public readonly record struct CacheState(long Tokens, DateTimeOffset LastUsed)
{
    /// <summary>Tokens of a request of so many that it still holds.</summary>
    public long Warm(DateTimeOffset now, double seconds, long input) => (now - LastUsed).TotalSeconds <= seconds ? Math.Min(Tokens, input) : 0;
}
