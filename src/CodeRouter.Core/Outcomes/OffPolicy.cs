using System.Globalization;

namespace CodeRouter.Core.Outcomes;

/// <summary>One logged decision as another policy sees it.</summary>
/// <param name="Propensity">Probability with which the logged model was chosen then; above 0.</param>
/// <param name="Target">Probability with which the other policy chooses that same model.</param>
/// <param name="Reward">What came of it: 1 solved, 0 not; or minus USD.</param>
/// <param name="Predicted">What a model of rewards expects of the logged choice.</param>
/// <param name="PredictedTarget">What it expects of the other policy's choice.</param>
public readonly record struct LoggedChoice(double Propensity, double Target, double Reward, double Predicted, double PredictedTarget)
{
    /// <summary>Choices of one group (a session) are alike: the interval counts it once. Null is a group of its own.</summary>
    public string? Group { get; init; }

    /// <summary>Probability with which the other policy goes where the log never went: nothing but a prediction speaks of it.</summary>
    public double Untried { get; init; }
}

/// <summary>An estimate with its 95 % interval, and on how many decisions' worth of data it effectively rests.</summary>
public readonly record struct ValueEstimate(double Value, Interval Ci, double EffectiveSamples);

/// <summary>
/// What another policy would have earned, from decisions that were taken by chance with known probabilities. Where every choice
/// was certain, only decisions both policies share say anything, and the effective sample shows it.
/// </summary>
public static class OffPolicy
{
    private const double Z95 = 1.959964;

    /// <summary>Inverse propensity scoring: unbiased, noisy. Weights are cut at <paramref name="cut"/>, which trades a little bias for much noise.</summary>
    public static ValueEstimate Ips(IReadOnlyList<LoggedChoice> log, double cut = double.PositiveInfinity) =>
        Mean([.. log.Select(c => Weight(c, cut) * c.Reward)], log, cut);

    /// <summary>Self-normalised: a slight bias that shrinks with data, far less noise, never outside the rewards' range.</summary>
    public static ValueEstimate Snips(IReadOnlyList<LoggedChoice> log, double cut = double.PositiveInfinity)
    {
        double[] weights = [.. log.Select(c => Weight(c, cut))];
        double sum = weights.Sum();
        if (sum <= 0)
        {
            return new ValueEstimate(double.NaN, new Interval(double.NaN, double.NaN), 0);
        }

        double value = log.Select((c, i) => weights[i] * c.Reward).Sum() / sum;
        double spread = Spread(log, [.. log.Select((c, i) => weights[i] * (c.Reward - value) / sum)]);
        return new ValueEstimate(value, Around(value, spread), Effective(weights));
    }

    /// <summary>
    /// Doubly robust: right if either the propensities or the model of rewards is; the least noise of the three. Rewards are 0 to 1 here: the
    /// interval leaves open what came of choices that were never tried.
    /// </summary>
    public static ValueEstimate DoublyRobust(IReadOnlyList<LoggedChoice> log, double cut = double.PositiveInfinity)
    {
        var expected = DoublyRobust(log, cut, static c => c.PredictedTarget);
        var worst = DoublyRobust(log, cut, static c => c.PredictedTarget * (1 - c.Untried));
        var best = DoublyRobust(log, cut, static c => (c.PredictedTarget * (1 - c.Untried)) + c.Untried);
        return expected with { Ci = new Interval(worst.Ci.Low, best.Ci.High) };
    }

    private static ValueEstimate DoublyRobust(IReadOnlyList<LoggedChoice> log, double cut, Func<LoggedChoice, double> predicted) =>
        Mean([.. log.Select(c => predicted(c) + (Weight(c, cut) * (c.Reward - c.Predicted)))], log, cut);

    private static ValueEstimate Mean(double[] terms, IReadOnlyList<LoggedChoice> log, double cut)
    {
        if (terms.Length == 0)
        {
            return new ValueEstimate(double.NaN, new Interval(double.NaN, double.NaN), 0);
        }

        double mean = terms.Average();
        double spread = Spread(log, [.. terms.Select(t => (t - mean) / terms.Length)]);
        return new ValueEstimate(mean, Around(mean, spread), Effective([.. log.Select(c => Weight(c, cut))]));
    }

    // Standard error from what each group adds to the whole (after Liang and Zeger).
    private static double Spread(IReadOnlyList<LoggedChoice> log, double[] parts)
    {
        double[] groups = [.. parts.Select((part, i) => (part, Group: log[i].Group ?? i.ToString(CultureInfo.InvariantCulture))).GroupBy(static p => p.Group, static p => p.part, StringComparer.Ordinal).Select(static g => g.Sum())];
        return Math.Sqrt(groups.Sum(Square) * groups.Length / Math.Max(1, groups.Length - 1));
    }

    private static double Weight(LoggedChoice choice, double cut) => Math.Min(cut, choice.Target / Math.Max(choice.Propensity, 1e-9));

    private static double Effective(double[] weights) => weights.Sum(Square) is > 0 and var squares ? Square(weights.Sum()) / squares : 0;

    private static Interval Around(double value, double spread) => new(value - (Z95 * spread), value + (Z95 * spread));

    private static double Square(double x) => x * x;
}
