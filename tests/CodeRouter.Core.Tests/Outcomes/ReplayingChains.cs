using CodeRouter.Core.Outcomes;
using Xunit;

namespace CodeRouter.Core.Tests.Outcomes;

public sealed class ReplayingChains
{
    [Fact]
    public void Every_attempt_is_paid_and_the_last_is_accepted()
    {
        var task = Task("t", (false, 1), (true, 10));
        var both = Chain.Expect([0, 1], task, Verifier.Fair);
        Assert.Equal(0.7, both.Solved, 9);
        Assert.Equal(1 + (0.7 * 10), both.CostUsd, 9);
        var one = Chain.Expect([0], task, Verifier.Fair);
        Assert.Equal((0, 1), (one.Solved, one.CostUsd));
    }

    [Fact]
    public void A_right_answer_that_is_rejected_is_lost_when_the_next_is_wrong()
    {
        var result = Chain.Expect([0, 1], Task("t", (true, 1), (false, 1)), Verifier.Fair);
        Assert.Equal(0.9, result.Solved, 9);
    }

    [Fact]
    public void Orders_never_try_a_model_twice()
    {
        var chains = Chain.All(4, 4);
        Assert.Equal(4 + 12 + 24 + 24, chains.Count);
        Assert.All(chains, c => Assert.Equal(c.Length, c.Distinct().Count()));
    }

    [Fact]
    public void A_learned_order_starts_cheap_where_cheap_does_and_strong_where_it_does_not()
    {
        // In repository easy the cheap model solves all, in hard none.
        var tasks = Enumerable.Range(0, 60)
            .Select(i => i % 2 == 0 ? Task($"e{i}", "easy", (true, 0.1), (true, 1)) : Task($"h{i}", "hard", (false, 0.1), (true, 1)))
            .ToList();
        var plan = ChainPlanner.Learn(tasks, Verifier.Fair, costShare: 0.9);
        Assert.Equal(0, plan.For("easy")[0]);
        Assert.Equal([1], plan.For("hard"));
    }

    [Fact]
    public void A_task_is_never_judged_by_its_own_outcome()
    {
        // Models differ only by luck: a policy that saw a task's outcome would look better than each of them.
        var draws = new DrawSequence(7);
        var tasks = new List<RecordedTask>();
        for (int i = 0; i < 400; i++)
        {
            tasks.Add(Task($"t{i}", $"r{i % 40}", (draws.Next() < 0.5, 1), (draws.Next() < 0.5, 1)));
        }

        // A verifier that accepts everything leaves nothing but the first choice to be good at.
        var learned = PolicyReplay.Learned("default", tasks, new Verifier(1, 1), costShare: 10);
        Assert.InRange(learned.SolveRate, 0.42, 0.58);
    }

    [Fact]
    public void Intervals_hold_the_estimate_and_narrow_with_tasks()
    {
        PolicyResult Of(int n) => PolicyReplay.Fixed("always", [0], [.. Enumerable.Range(0, n).Select(i => Task($"t{i}", (i % 3 > 0, 1)))], Verifier.Fair);
        var few = Of(30);
        var many = Of(3000);
        Assert.InRange(few.SolveRate, few.SolveRateCi.Low, few.SolveRateCi.High);
        Assert.True(many.SolveRateCi.High - many.SolveRateCi.Low < (few.SolveRateCi.High - few.SolveRateCi.Low) / 5);
        Assert.Equal(few, Of(30) with { Chains = few.Chains });
    }

    [Fact]
    public void Only_tasks_that_all_attempted_in_one_scaffold_are_compared()
    {
        OutcomeRow Row(string task, string model, string scaffold, string benchmark = "b") => new(benchmark, task, "r", model, scaffold, true, 1);
        var (tasks, scaffold) = OutcomeRows.Complete(
            [
                Row("t1", "a", "x"), Row("t1", "b", "x"), Row("t2", "a", "x"), Row("t2", "b", "y"), Row("t3", "a", "y"),
                Row("t1", "a", "x", "c"), Row("t1", "b", "x", "c"),
            ],
            ["a", "b"]);
        Assert.Equal("x", scaffold);
        Assert.Equal("b/t1 c/t1", string.Join(" ", tasks.Select(t => t.Id)));
    }

    private static RecordedTask Task(string id, params (bool Solved, double Cost)[] attempts) => Task(id, "r", attempts);

    private static RecordedTask Task(string id, string group, params (bool Solved, double Cost)[] attempts) =>
        new(id, group, [.. attempts.Select(a => new Attempt(a.Solved, a.Cost))]);
}
