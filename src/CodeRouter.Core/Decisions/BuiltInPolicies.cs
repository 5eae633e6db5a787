using System.Collections.Concurrent;
using CodeRouter.Core.Models;
using CodeRouter.Core.Signals;

namespace CodeRouter.Core.Decisions;

/// <summary>
/// How a rule chooses among its models, by the algorithm it names. What a selector of the dialect learns in its own store comes here
/// from the success estimates; the ones that would call models first run as <c>static</c>, and loading says so.
/// </summary>
public static class BuiltInPolicies
{
    private static readonly IModelPolicy First = new Own("static", Static);

    private static readonly ConcurrentDictionary<string, IModelPolicy> ByName = new(
        new[] { First, new Own("latency_aware", Latency), new Own("multi_factor", MultiFactor), new Own("elo", Elo), new Own("thompson", Thompson), new Own("hybrid", Hybrid) }.Select(static p => KeyValuePair.Create(p.Name, p)),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>One more, from a plugin, before any rule is read. False when there is one of that name.</summary>
    public static bool Add(IModelPolicy policy) => ByName.TryAdd(policy.Name, policy);

    public static bool Knows(string algorithm) => ByName.ContainsKey(algorithm);

    /// <summary>What plugins brought, by name.</summary>
    public static IEnumerable<string> FromPlugins => ByName.Values.Where(static p => p is not Own).Select(static p => p.Name).Order(StringComparer.Ordinal);

    /// <summary>Index of the chosen reference, and the probability it had.</summary>
    internal static (int Index, double Propensity) Choose(Deliberation d, DecisionRule rule, List<(ModelRef Ref, ModelCard Model)> refs)
    {
        if (refs.Count == 1)
        {
            return (0, 1);
        }

        // Options stand either flat or under the algorithm's own name.
        var policy = ByName.GetValueOrDefault(rule.Algorithm) ?? First;
        var (index, propensity) = policy.Choose(new PolicyChoice(d, rule.AlgorithmOptions[rule.Algorithm] ?? rule.AlgorithmOptions, refs));
        return (Math.Clamp(index, 0, refs.Count - 1), Math.Clamp(propensity, 1e-6, 1));
    }

    /// <summary>The first; by weight where any model has one.</summary>
    private static (int, double) Static(PolicyChoice choice) =>
        choice.Candidates.Any(static c => c.Weight is not null)
            ? Drawing.ByWeight([.. choice.Candidates.Select(static c => c.Weight ?? 0)], choice.Draw)
            : (0, 1);

    /// <summary>The quickest to its first content; a model nobody measured yet comes last.</summary>
    private static (int, double) Latency(PolicyChoice choice) =>
        (Most([.. choice.Candidates.Select(static c => -(c.LatencyMs ?? double.MaxValue))]), 1);

    /// <summary>Weighted sum of quality, latency, cost and load (the share of failing calls stands in), each scaled to 0..1.</summary>
    private static (int, double) MultiFactor(PolicyChoice choice)
    {
        var weights = choice.Options["weights"] ?? OptionNode.Empty;
        double quality = weights.Number("quality", 0.4), latency = weights.Number("latency", 0.2), cost = weights.Number("cost", 0.3), load = weights.Number("load", 0.1);
        double[] dollars = Costs(choice);
        double[] waits = [.. choice.Candidates.Select(static c => c.LatencyMs ?? double.NaN)];
        double dearest = Math.Max(dollars.Max(), 1e-12), slowest = waits.Where(w => !double.IsNaN(w)).DefaultIfEmpty(1).Max();
        return (Most([.. choice.Candidates.Select((r, i) =>
            (quality * r.Success)
            + (latency * (double.IsNaN(waits[i]) ? 0.5 : 1 - (waits[i] / slowest)))
            + (cost * (1 - (dollars[i] / dearest)))
            + (load * (1 - r.ErrorRate)))]), 1);
    }

    /// <summary>The highest rating; <c>cost_scaling_factor</c> takes off rating points for price.</summary>
    private static (int, double) Elo(PolicyChoice choice)
    {
        double initial = choice.Options.Number("initial_rating", 1500), scaling = choice.Options.Number("cost_scaling_factor", 0);
        double[] dollars = Costs(choice);
        return (Most([.. choice.Candidates.Select((r, i) => Rating(initial, r.Success) - (scaling * dollars[i] * 1000))]), 1);
    }

    /// <summary>Each model's success is drawn from what is believed of it; the best draw is taken, so doubt gets its share of tries.</summary>
    private static (int, double) Thompson(PolicyChoice choice)
    {
        const int Rehearsals = 128;
        double pseudo = choice.Options.Number("prior_alpha", 1) + choice.Options.Number("prior_beta", 1);
        var beliefs = new (double Mean, double Spread)[choice.Candidates.Count];
        for (int i = 0; i < beliefs.Length; i++)
        {
            double mean = choice.Candidates[i].Success;
            var (successes, failures) = choice.Candidates[i].Seen;
            beliefs[i] = (mean, Math.Sqrt(mean * (1 - mean) / (1 + pseudo + successes + failures)));
        }

        int Win(double draw) => Most([.. beliefs.Select((b, i) => b.Mean + (b.Spread * Bell(Drawing.Nth(draw, i))))]);

        // The probability of the choice has no closed form; rehearsing it with draws of its own gives it to a percent or two.
        int chosen = Win(choice.Draw);
        int wins = Enumerable.Range(0, Rehearsals).Count(n => Win(Drawing.Nth(0.5, n)) == chosen);
        return (chosen, (wins + 1.0) / (Rehearsals + 1));
    }

    /// <summary>The cheapest of those nearly as good as the best (<c>quality_gap_threshold</c>); where none is near, rating, success and cost weighed.</summary>
    private static (int, double) Hybrid(PolicyChoice choice)
    {
        double elo = choice.Options.Number("elo_weight", 0.3), automix = choice.Options.Number("automix_weight", 0.2), cost = choice.Options.Number("cost_weight", 0.2);
        double gap = choice.Options.Number("quality_gap_threshold", 0.1);
        double[] dollars = Costs(choice);
        double[] ratings = [.. choice.Candidates.Select(r => Rating(1500, r.Success))];
        double dearest = Math.Max(dollars.Max(), 1e-12), low = ratings.Min(), range = Math.Max(ratings.Max() - low, 1e-9);
        double[] scores = [.. choice.Candidates.Select((r, i) =>
            ((elo * (ratings[i] - low) / range) + (automix * r.Success) + (cost * (1 - (dollars[i] / dearest)))) / Math.Max(elo + automix + cost, 1e-9))];
        double[] success = [.. choice.Candidates.Select(static c => c.Success)];
        double least = success.Max() - gap;
        return success.Count(s => s >= least) > 1
            ? (Most([.. success.Select((s, i) => s >= least ? -dollars[i] : double.NegativeInfinity)]), 1)
            : (Most(scores), 1);
    }

    private static double Rating(double initial, double success) => initial + (400 * Math.Log10(success / (1 - success)));

    private static double[] Costs(PolicyChoice choice) => [.. choice.Candidates.Select(static c => c.Cost)];

    private static int Most(ReadOnlySpan<double> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }

        return best;
    }

    /// <summary>A number in (0,1) as a standard normal deviate (logistic approximation, good to 0.02 where it matters).</summary>
    private static double Bell(double uniform)
    {
        double u = Math.Clamp(uniform, 1e-6, 1 - 1e-6);
        return Math.Log(u / (1 - u)) / 1.702;
    }

    private sealed class Own(string name, Func<PolicyChoice, (int Index, double Propensity)> choose) : IModelPolicy
    {
        public string Name => name;

        public (int Index, double Propensity) Choose(PolicyChoice choice) => choose(choice);
    }
}
