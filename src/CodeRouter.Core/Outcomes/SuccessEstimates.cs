using System.Collections.Immutable;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Outcomes;

/// <summary>
/// Success estimates learned from outcomes: a prior, moved by what happened everywhere, moved again by what happened in this language
/// and in this repository. Old outcomes fade, so that a model that got better (or was swapped behind its name) gets its chance.
/// An immutable snapshot: deciding reads one while outcomes make the next.
/// </summary>
public sealed class SuccessEstimates
{
    private readonly ImmutableDictionary<(string Model, Phase Phase, string Scope), SuccessTally> _tallies;

    private SuccessEstimates(ImmutableDictionary<(string, Phase, string), SuccessTally> tallies) => _tallies = tallies;

    public static SuccessEstimates Empty { get; } = new(ImmutableDictionary<(string, Phase, string), SuccessTally>.Empty);

    public bool IsEmpty => _tallies.IsEmpty;

    /// <summary>Everything learned, for keeping.</summary>
    public IEnumerable<SuccessTally> Tallies => _tallies.Values;

    public static SuccessEstimates Of(IEnumerable<SuccessTally> tallies) =>
        new(tallies.ToImmutableDictionary(t => (t.Model, t.Phase, t.Scope)));

    /// <summary>What is known of one model at one phase in one place, from wide to narrow.</summary>
    public IEnumerable<SuccessTally> Of(string model, Phase phase, WorkPlace place)
    {
        if (_tallies.TryGetValue((model, phase, ""), out var tally))
        {
            yield return tally;
        }

        if (place.LanguageScope is { } language && _tallies.TryGetValue((model, phase, language), out tally))
        {
            yield return tally;
        }

        if (place.RepositoryScope is { } repository && _tallies.TryGetValue((model, phase, repository), out tally))
        {
            yield return tally;
        }
    }

    /// <summary>The estimates after one outcome.</summary>
    /// <param name="success">0 (failed) to 1 (succeeded).</param>
    /// <param name="credit">How much of the outcome this model earned, 0..1: steps near the result earn more.</param>
    public SuccessEstimates After(string model, Phase phase, WorkPlace place, double success, double credit, DateTimeOffset now, LearningSettings settings)
    {
        var next = _tallies;
        foreach (string? scope in (ReadOnlySpan<string?>)["", place.LanguageScope, place.RepositoryScope])
        {
            if (scope is not null)
            {
                var (successes, failures) = Faded(model, phase, scope, now, settings);
                success = Math.Clamp(success, 0, 1);

                // Kept to four digits and whole seconds: what a decision rested on is written beside it, and read back the same.
                next = next.SetItem((model, phase, scope), new SuccessTally(
                    model,
                    phase,
                    scope,
                    Math.Round(successes + (credit * success), 4),
                    Math.Round(failures + (credit * (1 - success)), 4),
                    DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds())));
            }
        }

        return new SuccessEstimates(next);
    }

    /// <summary>Probability of success at middling difficulty.</summary>
    public double Probability(string model, Phase phase, WorkPlace place, double prior, DateTimeOffset now, LearningSettings settings)
    {
        double p = Blend(prior, settings.PriorWeight, Faded(model, phase, "", now, settings));
        foreach (string? scope in (ReadOnlySpan<string?>)[place.LanguageScope, place.RepositoryScope])
        {
            p = scope is null ? p : Blend(p, settings.WiderWeight, Faded(model, phase, scope, now, settings));
        }

        return p;
    }

    /// <summary>Outcomes seen of a model at a phase, faded to now: the narrowest place that has any.</summary>
    public (double Successes, double Failures) Seen(string model, Phase phase, WorkPlace place, DateTimeOffset now, LearningSettings settings)
    {
        foreach (string? scope in (ReadOnlySpan<string?>)[place.RepositoryScope, place.LanguageScope])
        {
            if (scope is not null && Faded(model, phase, scope, now, settings) is var seen && seen.Successes + seen.Failures > 0)
            {
                return seen;
            }
        }

        return Faded(model, phase, "", now, settings);
    }

    /// <summary>Credits of the decisions that led to an outcome, newest first, 1 in all: the last earns most, each one before it less.</summary>
    public static IReadOnlyList<double> Credits(int decisions, double fade)
    {
        var credits = new double[decisions];
        double credit = 1, sum = 0;
        for (int i = 0; i < decisions; i++, credit *= fade)
        {
            credits[i] = credit;
            sum += credit;
        }

        for (int i = 0; i < decisions; i++)
        {
            credits[i] /= sum;
        }

        return credits;
    }

    private static double Blend(double prior, double weight, (double Successes, double Failures) seen) =>
        ((prior * weight) + seen.Successes) / Math.Max(weight + seen.Successes + seen.Failures, 1e-9);

    private (double Successes, double Failures) Faded(string model, Phase phase, string scope, DateTimeOffset now, LearningSettings settings)
    {
        if (!_tallies.TryGetValue((model, phase, scope), out var tally))
        {
            return default;
        }

        double kept = Math.Pow(0.5, Math.Max(0, (now - tally.At).TotalDays) / settings.HalfLifeDays);
        return (tally.Successes * kept, tally.Failures * kept);
    }
}
