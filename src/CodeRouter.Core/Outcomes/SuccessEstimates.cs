using System.Collections.Immutable;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Outcomes;

/// <summary>What outcomes taught about a model at a phase, in one repository or in all (empty name). Counts fade with time.</summary>
public sealed record SuccessTally(string Model, Phase Phase, string Repository, double Successes, double Failures, DateTimeOffset At)
{
    public double Count => Successes + Failures;
}

/// <summary>
/// Success estimates learned from outcomes: a prior, moved by what happened everywhere, moved again by what happened in this
/// repository. Old outcomes fade by half in a month, so that a model that got better (or was swapped behind its name) gets its chance.
/// An immutable snapshot: deciding reads one while outcomes make the next.
/// </summary>
public sealed class SuccessEstimates
{
    /// <summary>Outcomes the prior is worth against those seen everywhere, and these against the repository's own.</summary>
    public const double PriorWeight = 20, OverallWeight = 10;

    private const double HalfLifeDays = 30;

    private readonly ImmutableDictionary<(string Model, Phase Phase, string Repository), SuccessTally> _tallies;

    private SuccessEstimates(ImmutableDictionary<(string, Phase, string), SuccessTally> tallies) => _tallies = tallies;

    public static SuccessEstimates Empty { get; } = new(ImmutableDictionary<(string, Phase, string), SuccessTally>.Empty);

    public bool IsEmpty => _tallies.IsEmpty;

    /// <summary>Everything learned, for keeping.</summary>
    public IEnumerable<SuccessTally> Tallies => _tallies.Values;

    public static SuccessEstimates Of(IEnumerable<SuccessTally> tallies) =>
        new(tallies.ToImmutableDictionary(t => (t.Model, t.Phase, t.Repository)));

    /// <summary>The estimates after one outcome.</summary>
    /// <param name="success">0 (failed) to 1 (succeeded).</param>
    /// <param name="credit">How much of the outcome this model earned, 0..1: steps near the result earn more.</param>
    public SuccessEstimates After(string model, Phase phase, string? repository, double success, double credit, DateTimeOffset now)
    {
        var next = _tallies.SetItem((model, phase, ""), Add(model, phase, "", success, credit, now));
        return new SuccessEstimates(repository is { Length: > 0 }
            ? next.SetItem((model, phase, repository), Add(model, phase, repository, success, credit, now))
            : next);
    }

    /// <summary>Probability of success at middling difficulty.</summary>
    public double Probability(string model, Phase phase, string? repository, double prior, DateTimeOffset now)
    {
        double everywhere = Blend(prior, PriorWeight, Faded(model, phase, "", now));
        return repository is { Length: > 0 } ? Blend(everywhere, OverallWeight, Faded(model, phase, repository, now)) : everywhere;
    }

    /// <summary>Outcomes seen of a model at a phase, faded to now; the repository's own where there are any.</summary>
    public (double Successes, double Failures) Seen(string model, Phase phase, string? repository, DateTimeOffset now)
    {
        var own = repository is { Length: > 0 } ? Faded(model, phase, repository, now) : default;
        return own.Successes + own.Failures > 0 ? own : Faded(model, phase, "", now);
    }

    /// <summary>Credits of the decisions that led to an outcome, newest first: the last step earns most, each one before it less.</summary>
    public static IReadOnlyList<double> Credits(int decisions, double fade = 0.8)
    {
        var credits = new double[decisions];
        double credit = 1;
        for (int i = 0; i < decisions; i++)
        {
            credits[i] = credit;
            credit *= fade;
        }

        return credits;
    }

    private static double Blend(double prior, double weight, (double Successes, double Failures) seen) =>
        ((prior * weight) + seen.Successes) / (weight + seen.Successes + seen.Failures);

    private SuccessTally Add(string model, Phase phase, string repository, double success, double credit, DateTimeOffset now)
    {
        var (successes, failures) = Faded(model, phase, repository, now);
        success = Math.Clamp(success, 0, 1);
        return new SuccessTally(model, phase, repository, successes + (credit * success), failures + (credit * (1 - success)), now);
    }

    private (double Successes, double Failures) Faded(string model, Phase phase, string repository, DateTimeOffset now)
    {
        if (!_tallies.TryGetValue((model, phase, repository), out var tally))
        {
            return default;
        }

        double kept = Math.Pow(0.5, Math.Max(0, (now - tally.At).TotalDays) / HalfLifeDays);
        return (tally.Successes * kept, tally.Failures * kept);
    }
}
