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
    private const int Folds = 10;

    /// <summary>Share of the strongest model's cost per solved task that the default policy may cost, by preference.</summary>
    public static double CostShare(string preference) => preference switch
    {
        "cost" => 0.30,
        "quality" => 0.60,
        _ => 0.44,
    };

    /// <summary>The same order of models at every task; one model alone is <c>always</c>.</summary>
    public static PolicyResult Fixed(string name, IReadOnlyList<int> chain, IReadOnlyList<RecordedTask> tasks, Verifier verifier) =>
        Evaluate(name, tasks, tasks.Select(_ => chain), verifier);

    /// <summary>
    /// The learning policy, cross-validated: a task's order is chosen from the tasks of the other folds only. Folds are by the task's
    /// id, so that the result does not depend on the order of the file.
    /// </summary>
    public static PolicyResult Learned(string name, IReadOnlyList<RecordedTask> tasks, Verifier verifier, double costShare)
    {
        var plans = new ChainPlanner?[Folds];
        for (int fold = 0; fold < Folds; fold++)
        {
            var training = tasks.Where(t => FoldOf(t) != fold).ToList();
            plans[fold] = training.Count > 0 ? ChainPlanner.Learn(training, verifier, costShare) : null;
        }

        // Too few tasks to leave any out: then in the pool's own order, which callers give cheapest first.
        IReadOnlyList<int> unlearned = [.. Enumerable.Range(0, tasks[0].Attempts.Count)];
        return Evaluate(name, tasks, tasks.Select(t => plans[FoldOf(t)]?.For(t.Group) ?? unlearned), verifier);
    }

    private static int FoldOf(RecordedTask task) => (int)(DrawSequence.SeedOf(task.Id) % Folds);

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
