namespace CodeRouter.Core.Outcomes;

/// <summary>What a policy would have come to on recorded tasks. Costs in USD; intervals are 95 %, by resampling tasks.</summary>
public sealed record PolicyResult(
    string Name, int Tasks, double Solved, double CostUsd, Interval SolveRateCi, Interval CostPerSolvedCi, IReadOnlyList<KeyValuePair<string, IReadOnlyList<int>>> Chains)
{
    public double SolveRate => Solved / Tasks;

    public double CostPerTask => CostUsd / Tasks;

    public double CostPerSolved => Solved > 0 ? CostUsd / Solved : double.PositiveInfinity;
}

public readonly record struct Interval(double Low, double High);

/// <summary>Evaluates policies on recorded tasks.</summary>
public static class PolicyReplay
{
    private const int Resamples = 1000;
    private const int Folds = 10, InnerFolds = 5;
    private static readonly double[] Cautions = [1, 0.97, 0.94, 0.91, 0.88, 0.85, 0.82, 0.79, 0.76, 0.73, 0.7];

    /// <summary>The most a solved task may cost, as a share of what it costs on the strongest model, by preference.</summary>
    public static double CostShare(string preference) => preference switch
    {
        "cost" => 0.33,
        "quality" => 0.66,
        _ => 0.50,
    };

    /// <summary>The same order of models at every task; one model alone is <c>always</c>.</summary>
    public static PolicyResult Fixed(string name, IReadOnlyList<int> chain, IReadOnlyList<RecordedTask> tasks, Verifier verifier) =>
        Evaluate(name, tasks, tasks.Select(_ => chain), verifier);

    /// <summary>
    /// The learning policy, cross-validated: a task's order is chosen from the tasks of the other folds only, and so is how far the cap has
    /// to be undercut in learning for it to hold on tasks not seen. Folds are by the task's id, so that the result does not depend on the
    /// order of the file.
    /// </summary>
    /// <param name="costShare">The most a solved task may cost, as a share of what it costs on the strongest model.</param>
    public static PolicyResult Learned(string name, IReadOnlyList<RecordedTask> tasks, Verifier verifier, double costShare)
    {
        var plans = new ChainPlanner?[Folds];
        for (int fold = 0; fold < Folds; fold++)
        {
            var training = tasks.Where(t => FoldOf(t) != fold).ToList();
            plans[fold] = training.Count > 0 ? ChainPlanner.Learn(training, verifier, costShare * Caution(training, verifier, costShare)) : null;
        }

        // Too few tasks to leave any out: then in the pool's own order, which callers give cheapest first.
        IReadOnlyList<int> unlearned = [.. Enumerable.Range(0, tasks[0].Attempts.Count)];
        return Evaluate(name, tasks, tasks.Select(t => plans[FoldOf(t)]?.For(t.Group) ?? unlearned), verifier);
    }

    // What is learned looks cheaper on its own tasks than on others. How much of the cap to aim at is found by leaving tasks out of the
    // training set too: the largest share that kept the cap there by one
    // standard error, the usual rule where a number is chosen by validation.
    private static double Caution(List<RecordedTask> training, Verifier verifier, double costShare)
    {
        double strongest = Enumerable.Range(0, training[0].Attempts.Count)
            .Select(m => training.Select(t => Chain.Expect([m], t, verifier)).Aggregate((a, b) => new Expectation(a.Solved + b.Solved, a.CostUsd + b.CostUsd)))
            .OrderByDescending(e => e.Solved).Select(e => e.CostUsd / Math.Max(e.Solved, 1e-9)).First();
        foreach (double share in Cautions)
        {
            // What each task not learned from cost above the cap; below zero is within it.
            var over = new List<double>(training.Count);
            for (int fold = 0; fold < InnerFolds; fold++)
            {
                var rest = training.Where(t => InnerFoldOf(t) != fold).ToList();
                if (rest.Count == 0 || rest.Count == training.Count)
                {
                    continue;
                }

                var plan = ChainPlanner.Learn(rest, verifier, costShare * share);
                foreach (var task in training.Where(t => InnerFoldOf(t) == fold))
                {
                    var e = Chain.Expect([.. plan.For(task.Group)], task, verifier);
                    over.Add(e.CostUsd - (costShare * strongest * e.Solved));
                }
            }

            if (over.Count == 0 || over.Sum() + (Spread(over) * Math.Sqrt(over.Count)) <= 0)
            {
                return share;
            }
        }

        return Cautions[^1];
    }

    private static double Spread(List<double> values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / Math.Max(values.Count - 1, 1));
    }

    private static int FoldOf(RecordedTask task) => (int)(DrawSequence.SeedOf(task.Id) % Folds);

    private static int InnerFoldOf(RecordedTask task) => (int)(DrawSequence.SeedOf(task.Id) / Folds % InnerFolds);

    private static PolicyResult Evaluate(
        string name, IReadOnlyList<RecordedTask> tasks, IEnumerable<IReadOnlyList<int>> chains, Verifier verifier)
    {
        IReadOnlyList<int>[] orders = [.. chains];
        var results = new Expectation[tasks.Count];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = Chain.Expect([.. orders[i]], tasks[i], verifier);
        }

        var (rate, cost) = Resample(results);
        return new PolicyResult(
            name,
            tasks.Count,
            results.Sum(r => r.Solved),
            results.Sum(r => r.CostUsd),
            rate,
            cost,
            [.. tasks.Select((t, i) => KeyValuePair.Create(t.Id, orders[i]))]);
    }

    private static (Interval Rate, Interval Cost) Resample(Expectation[] results)
    {
        var draws = new DrawSequence(20260817);
        var rates = new double[Resamples];
        var costs = new double[Resamples];
        for (int r = 0; r < Resamples; r++)
        {
            double solved = 0, cost = 0;
            for (int i = 0; i < results.Length; i++)
            {
                var one = results[draws.Next(results.Length)];
                solved += one.Solved;
                cost += one.CostUsd;
            }

            rates[r] = solved / results.Length;
            costs[r] = cost / Math.Max(solved, 1e-9);
        }

        return (Middle(rates), Middle(costs));
    }

    private static Interval Middle(double[] values)
    {
        Array.Sort(values);
        return new Interval(values[(int)(values.Length * 0.025)], values[(int)(values.Length * 0.975)]);
    }
}
