namespace CodeRouter.Core.Outcomes;

/// <summary>
/// Learns from recorded tasks which models to try in which order. The value of a solved task is set as high as the cost cap allows,
/// and each group gets the order that is worth most on the training tasks, its own counting more than the others': a small
/// repository leans on all, a large one on itself. Nothing about a task but its group is looked at; the text of an issue was tried
/// and predicts nothing within one kind of work.
/// </summary>
public sealed class ChainPlanner
{
    private const int Longest = 4;
    private const double FirstValue = 0.25, LastValue = 60, ValueStep = 1.08;

    private readonly Dictionary<string, int[]> _byGroup = new(StringComparer.Ordinal);
    private readonly int[] _overall;

    private ChainPlanner(int[] overall) => _overall = overall;

    /// <summary>How much more a task of the same group counts.</summary>
    public const double OwnGroup = 4;

    public IReadOnlyList<int> For(string group) => _byGroup.GetValueOrDefault(group, _overall);

    /// <param name="training">At least one task.</param>
    /// <param name="costShare">The most a solved task may cost, as a share of what it costs on the strongest single model.</param>
    public static ChainPlanner Learn(IReadOnlyList<RecordedTask> training, Verifier verifier, double costShare)
    {
        int models = training[0].Attempts.Count;
        var chains = Chain.All(models, Longest);
        var groups = training.Select(t => t.Group).Distinct(StringComparer.Ordinal).ToList();
        var expected = training.Select(t => chains.Select(c => Chain.Expect(c, t, verifier)).ToArray()).ToArray();
        var sums = groups.ToDictionary(g => g, g => Sum(expected, training, t => string.Equals(t.Group, g, StringComparison.Ordinal)), StringComparer.Ordinal);
        var all = Sum(expected, training, _ => true);

        // A single model is the chain of length 1 at its own index.
        int strongest = Enumerable.Range(0, models).MaxBy(m => (all[m].Solved, -all[m].CostUsd));
        double cap = costShare * all[strongest].CostUsd / Math.Max(all[strongest].Solved, 1e-9);

        ChainPlanner? best = null;
        double mostSolved = -1;
        for (double value = FirstValue; value < LastValue; value *= ValueStep)
        {
            var plan = new ChainPlanner(chains[Best(all, default, value)]);
            double solved = 0, cost = 0;
            foreach (string group in groups)
            {
                var own = sums[group];
                int chosen = Best(all, own, value);
                plan._byGroup[group] = chains[chosen];
                solved += own[chosen].Solved;
                cost += own[chosen].CostUsd;
            }

            if (best is null || (cost <= cap * solved && solved > mostSolved))
            {
                best = plan;
                mostSolved = solved;
            }
        }

        return best!;
    }

    private static int Best(Expectation[] all, ReadOnlySpan<Expectation> own, double value)
    {
        int best = 0;
        double most = double.NegativeInfinity;
        for (int i = 0; i < all.Length; i++)
        {
            double worth = (value * all[i].Solved) - all[i].CostUsd;
            if (!own.IsEmpty)
            {
                worth += (OwnGroup - 1) * ((value * own[i].Solved) - own[i].CostUsd);
            }

            if (worth > most)
            {
                most = worth;
                best = i;
            }
        }

        return best;
    }

    private static Expectation[] Sum(Expectation[][] expected, IReadOnlyList<RecordedTask> tasks, Func<RecordedTask, bool> counts)
    {
        var sums = new Expectation[expected[0].Length];
        for (int t = 0; t < tasks.Count; t++)
        {
            for (int i = 0; counts(tasks[t]) && i < sums.Length; i++)
            {
                sums[i] = new Expectation(sums[i].Solved + expected[t][i].Solved, sums[i].CostUsd + expected[t][i].CostUsd);
            }
        }

        return sums;
    }
}
