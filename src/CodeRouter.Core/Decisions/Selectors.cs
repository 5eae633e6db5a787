using CodeRouter.Core.Models;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Signals;

namespace CodeRouter.Core.Decisions;

/// <summary>
/// How a rule chooses among its models, by the algorithm it names. What a selector of the dialect learns in its own store comes here
/// from the success estimates; the ones that would call models first run as <c>static</c>, and loading says so.
/// </summary>
internal static class Selectors
{
    private static readonly Dictionary<string, Selector> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["static"] = Static,
        ["latency_aware"] = Latency,
        ["multi_factor"] = MultiFactor,
        ["elo"] = Elo,
        ["thompson"] = Thompson,
        ["hybrid"] = Hybrid,
    };

    private delegate (int Index, double Propensity) Selector(Deliberation d, OptionNode options, List<(ModelRef Ref, ModelCard Model)> refs);

    public static bool Knows(string algorithm) => ByName.ContainsKey(algorithm);

    /// <summary>Index of the chosen reference, and the probability it had.</summary>
    public static (int Index, double Propensity) Choose(Deliberation d, DecisionRule rule, List<(ModelRef Ref, ModelCard Model)> refs)
    {
        if (refs.Count == 1 || !ByName.TryGetValue(rule.Algorithm, out var selector))
        {
            return Static(d, rule.AlgorithmOptions, refs);
        }

        // Options stand either flat or under the algorithm's own name.
        return selector(d, rule.AlgorithmOptions[rule.Algorithm] ?? rule.AlgorithmOptions, refs);
    }

    /// <summary>The first; by weight where any model has one.</summary>
    private static (int, double) Static(Deliberation d, OptionNode options, List<(ModelRef Ref, ModelCard Model)> refs) =>
        refs.Exists(r => r.Ref.Weight is not null)
            ? Drawing.ByWeight([.. refs.Select(r => r.Ref.Weight ?? 0)], d.Situation.Draw)
            : (0, 1);

    /// <summary>The quickest to its first content; a model nobody measured yet comes last.</summary>
    private static (int, double) Latency(Deliberation d, OptionNode options, List<(ModelRef Ref, ModelCard Model)> refs) =>
        (Most([.. refs.Select(r => -(LatencyMs(d, r.Model) ?? double.MaxValue))]), 1);

    /// <summary>Weighted sum of quality, latency, cost and load (the share of failing calls stands in), each scaled to 0..1.</summary>
    private static (int, double) MultiFactor(Deliberation d, OptionNode options, List<(ModelRef Ref, ModelCard Model)> refs)
    {
        var weights = options["weights"] ?? OptionNode.Empty;
        double quality = weights.Number("quality", 0.4), latency = weights.Number("latency", 0.2), cost = weights.Number("cost", 0.3), load = weights.Number("load", 0.1);
        double[] dollars = Costs(d, refs);
        double[] waits = [.. refs.Select(r => LatencyMs(d, r.Model) ?? double.NaN)];
        double dearest = Math.Max(dollars.Max(), 1e-12), slowest = waits.Where(w => !double.IsNaN(w)).DefaultIfEmpty(1).Max();
        return (Most([.. refs.Select((r, i) =>
            (quality * Success(d, r.Model))
            + (latency * (double.IsNaN(waits[i]) ? 0.5 : 1 - (waits[i] / slowest)))
            + (cost * (1 - (dollars[i] / dearest)))
            + (load * (1 - d.Situation.Health.GetValueOrDefault(r.Model.Name).ErrorRate)))]), 1);
    }

    /// <summary>The highest rating; <c>cost_scaling_factor</c> takes off rating points for price.</summary>
    private static (int, double) Elo(Deliberation d, OptionNode options, List<(ModelRef Ref, ModelCard Model)> refs)
    {
        double initial = options.Number("initial_rating", 1500), scaling = options.Number("cost_scaling_factor", 0);
        double[] dollars = Costs(d, refs);
        return (Most([.. refs.Select((r, i) => Rating(initial, Success(d, r.Model)) - (scaling * dollars[i] * 1000))]), 1);
    }

    /// <summary>Each model's success is drawn from what is believed of it; the best draw is taken, so doubt gets its share of tries.</summary>
    private static (int, double) Thompson(Deliberation d, OptionNode options, List<(ModelRef Ref, ModelCard Model)> refs)
    {
        const int Rehearsals = 128;
        double pseudo = options.Number("prior_alpha", 1) + options.Number("prior_beta", 1);
        var beliefs = new (double Mean, double Spread)[refs.Count];
        for (int i = 0; i < beliefs.Length; i++)
        {
            double mean = Success(d, refs[i].Model);
            var (successes, failures) = d.Seen(refs[i].Model);
            beliefs[i] = (mean, Math.Sqrt(mean * (1 - mean) / (1 + pseudo + successes + failures)));
        }

        int Win(double draw) => Most([.. beliefs.Select((b, i) => b.Mean + (b.Spread * Bell(Drawing.Nth(draw, i))))]);

        // The probability of the choice has no closed form; rehearsing it with draws of its own gives it to a percent or two.
        int chosen = Win(d.Situation.Draw);
        int wins = Enumerable.Range(0, Rehearsals).Count(n => Win(Drawing.Nth(0.5, n)) == chosen);
        return (chosen, (wins + 1.0) / (Rehearsals + 1));
    }

    /// <summary>The cheapest of those nearly as good as the best (<c>quality_gap_threshold</c>); where none is near, rating, success and cost weighed.</summary>
    private static (int, double) Hybrid(Deliberation d, OptionNode options, List<(ModelRef Ref, ModelCard Model)> refs)
    {
        double elo = options.Number("elo_weight", 0.3), automix = options.Number("automix_weight", 0.2), cost = options.Number("cost_weight", 0.2);
        double gap = options.Number("quality_gap_threshold", 0.1);
        double[] dollars = Costs(d, refs);
        double[] ratings = [.. refs.Select(r => Rating(1500, Success(d, r.Model)))];
        double dearest = Math.Max(dollars.Max(), 1e-12), low = ratings.Min(), range = Math.Max(ratings.Max() - low, 1e-9);
        double[] scores = [.. refs.Select((r, i) =>
            ((elo * (ratings[i] - low) / range) + (automix * Success(d, r.Model)) + (cost * (1 - (dollars[i] / dearest)))) / Math.Max(elo + automix + cost, 1e-9))];
        double[] success = [.. refs.Select(r => Success(d, r.Model))];
        double least = success.Max() - gap;
        return success.Count(s => s >= least) > 1
            ? (Most([.. success.Select((s, i) => s >= least ? -dollars[i] : double.NegativeInfinity)]), 1)
            : (Most(scores), 1);
    }

    private static double Success(Deliberation d, ModelCard model) => SuccessPrior.AtDifficulty(d.Score(model), d.Step.Difficulty);

    private static double Rating(double initial, double success) => initial + (400 * Math.Log10(success / (1 - success)));

    private static double[] Costs(Deliberation d, List<(ModelRef Ref, ModelCard Model)> refs) =>
        [.. refs.Select(r => d.CostWeight(r.Model, d.Input, d.Warm(r.Model), d.Output))];

    private static double? LatencyMs(Deliberation d, ModelCard model) =>
        d.Situation.Health.TryGetValue(model.Name, out var health) ? health.LatencyMs : null;

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
}
