using System.Collections.Immutable;
using CodeRouter.Config;

namespace CodeRouter.Guards;

/// <summary>What the guards found in a request and what follows from it.</summary>
public sealed record GuardVerdict
{
    public static GuardVerdict Nothing { get; } = new();

    /// <summary>How often each type was found, as <c>secrets:aws_access_key_id</c>, <c>pii:email</c>.</summary>
    public IReadOnlyDictionary<string, int> Found { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>The body with placeholders in the place of what was found; null when nothing was redacted.</summary>
    public byte[]? Body { get; init; }

    /// <summary>How many places were redacted.</summary>
    public int Redacted { get; init; }

    /// <summary>What was replaced, to be restored in the answer.</summary>
    public Redactions? Redactions { get; init; }

    /// <summary>Why the request is refused, with the remedy; null when it may go on. Never the value itself.</summary>
    public string? Refusal { get; init; }

    /// <summary>Only models on the operator's own machines may see it; the reason, or null.</summary>
    public string? LocalOnly { get; init; }

    /// <summary>Rules of the operator's that say which models may see it.</summary>
    public IReadOnlyList<GuardRule> Routing { get; init; } = [];

    /// <summary>How likely somebody tries to steer the model against its operator, 0..1.</summary>
    public double Injection { get; init; }

    /// <summary>With what was found in a longer form of the same request, this one's body kept.</summary>
    public GuardVerdict And(GuardVerdict longer) => this with
    {
        Found = Found.Concat(longer.Found).GroupBy(static f => f.Key, StringComparer.Ordinal).ToDictionary(static g => g.Key, static g => g.Max(static f => f.Value), StringComparer.Ordinal),
        Redacted = Math.Max(Redacted, longer.Redacted),
        Redactions = Redactions is null ? longer.Redactions : Redactions.And(longer.Redactions),
        Refusal = Refusal ?? longer.Refusal,
        LocalOnly = LocalOnly ?? longer.LocalOnly,
        Routing = [.. Routing.Union(longer.Routing)],
        Injection = Math.Max(Injection, longer.Injection),
    };

    /// <summary>For rules: 0..1 by guard, and by type below it.</summary>
    public IReadOnlyDictionary<string, double> Scores()
    {
        var scores = Found.Where(static f => !f.Key.StartsWith("jailbreak:", StringComparison.Ordinal) && !f.Key.StartsWith("rule:", StringComparison.Ordinal)).ToDictionary(static f => f.Key, static _ => 1.0, StringComparer.Ordinal);
        if (Injection > 0)
        {
            scores["jailbreak"] = Injection;
        }

        return scores;
    }
}
