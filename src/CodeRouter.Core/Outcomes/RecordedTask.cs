namespace CodeRouter.Core.Outcomes;

/// <summary>One model's recorded attempt at one task.</summary>
public readonly record struct Attempt(bool Solved, double CostUsd);

/// <summary>A task with one attempt per model of a pool, in the pool's order. Tasks of one group (a repository) resemble each other.</summary>
public sealed record RecordedTask(string Id, string Group, IReadOnlyList<Attempt> Attempts);

/// <summary>How often a verifier accepts a right and a wrong attempt; both 0..1.</summary>
public readonly record struct Verifier(double AcceptRight, double AcceptWrong)
{
    public static Verifier Fair { get; } = new(0.9, 0.3);

    public double Accepts(bool solved) => solved ? AcceptRight : AcceptWrong;
}

/// <summary>Expected result of an attempt order at a task: probability of ending solved, and USD.</summary>
public readonly record struct Expectation(double Solved, double CostUsd);

/// <summary>Models in the order they are tried, as indices into a pool: the next one starts when the verifier rejects the one before.</summary>
public static class Chain
{
    /// <summary>
    /// Every attempt is paid in full; the last one is accepted whatever the verifier says. Expected values over the verifier's rates:
    /// nothing is drawn, so two policies differ only by what they chose.
    /// </summary>
    public static Expectation Expect(ReadOnlySpan<int> chain, RecordedTask task, Verifier verifier)
    {
        double reached = 1, solved = 0, cost = 0;
        for (int i = 0; i < chain.Length; i++)
        {
            var attempt = task.Attempts[chain[i]];
            cost += reached * attempt.CostUsd;
            double accepted = i == chain.Length - 1 ? 1 : verifier.Accepts(attempt.Solved);
            solved += attempt.Solved ? reached * accepted : 0;
            reached *= 1 - accepted;
        }

        return new Expectation(solved, cost);
    }

    /// <summary>Every order of different models up to a length. A model is never tried twice: a rerun is no new draw.</summary>
    public static IReadOnlyList<int[]> All(int models, int longest)
    {
        var all = new List<int[]>();
        var open = new List<int[]> { Array.Empty<int>() };
        for (int length = 1; length <= Math.Min(models, longest); length++)
        {
            open = [.. open.SelectMany(c => Enumerable.Range(0, models).Where(m => !c.Contains(m)).Select(m => (int[])[.. c, m]))];
            all.AddRange(open);
        }

        return all;
    }
}
