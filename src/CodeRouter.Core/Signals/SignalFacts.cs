using System.Collections.Immutable;

namespace CodeRouter.Core.Signals;

/// <summary>What is known around a request besides the step itself, as plain data. Unknown is null or empty.</summary>
public sealed record SignalFacts
{
    public static SignalFacts None { get; } = new();

    /// <summary>How much depends on the code being touched, 0..1; null when no graph is at hand.</summary>
    public double? Impact { get; init; }

    /// <summary>One plain clause: "src/core/session.py is used by 214 files"; without an impact, why none could be had where one was asked for.</summary>
    public string? ImpactWhy { get; init; }

    /// <summary>How likely the change in progress spans several files, 0..1; null when no graph is at hand.</summary>
    public double? MultiFile { get; init; }

    /// <summary>Other modules depend on the touched code.</summary>
    public bool CrossModule { get; init; }

    /// <summary>The caller's id, for authorisation signals.</summary>
    public string? User { get; init; }

    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Request metadata and headers the operator's rules may read; names in lower case.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Guards' verdicts 0..1 by name (jailbreak, pii, secrets), and by kind below it (<c>pii:email</c>).</summary>
    public IReadOnlyDictionary<string, double> Guards { get; init; } = ImmutableDictionary<string, double>.Empty;
}
