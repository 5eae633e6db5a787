using CodeRouter.Core.Outcomes;
using Xunit;

namespace CodeRouter.Core.Tests.Outcomes;

public sealed class JudgingFromTheLog
{
    // Two models: the first succeeds in 40 % of cases, the second in 80 %. The log chose the first in 70 % of cases.
    private static readonly double[] Truth = [0.4, 0.8];

    [Fact]
    public void Each_estimator_finds_what_the_other_policy_would_have_earned()
    {
        foreach (double second in new[] { 0.0, 0.5, 1.0 })
        {
            double truth = ((1 - second) * Truth[0]) + (second * Truth[1]);
            var log = Log(second, seed: 3, model: Truth, count: 4000);
            foreach (var estimate in new[] { OffPolicy.Ips(log), OffPolicy.Snips(log), OffPolicy.DoublyRobust(log) })
            {
                Assert.InRange(truth, estimate.Ci.Low - 0.01, estimate.Ci.High + 0.01);
                Assert.InRange(estimate.Value, truth - 0.06, truth + 0.06);
            }
        }
    }

    [Fact]
    public void The_intervals_hold_the_truth_about_as_often_as_they_say()
    {
        int ips = 0, snips = 0, robust = 0;
        const int Runs = 200;
        for (ulong seed = 0; seed < Runs; seed++)
        {
            var log = Log(second: 1, seed, Truth, count: 300);
            ips += Holds(OffPolicy.Ips(log)) ? 1 : 0;
            snips += Holds(OffPolicy.Snips(log)) ? 1 : 0;
            robust += Holds(OffPolicy.DoublyRobust(log)) ? 1 : 0;
        }

        Assert.All((int[])[ips, snips, robust], held => Assert.InRange(held, Runs * 0.90, Runs));
    }

    [Fact]
    public void A_good_model_of_rewards_narrows_the_estimate_and_a_bad_one_does_not_bend_it()
    {
        var good = OffPolicy.DoublyRobust(Log(1, 5, Truth, 2000));
        var bad = OffPolicy.DoublyRobust(Log(1, 5, [0.9, 0.1], 2000));
        var plain = OffPolicy.Ips(Log(1, 5, Truth, 2000));
        Assert.True(good.Ci.High - good.Ci.Low < plain.Ci.High - plain.Ci.Low);
        Assert.InRange(bad.Value, 0.7, 0.9);
    }

    [Fact]
    public void Choices_that_were_certain_say_nothing_about_others()
    {
        var log = Enumerable.Repeat(new LoggedChoice(1, 0, 1, 0.5, 0.5), 50).ToList();
        Assert.Equal(0, OffPolicy.Ips(log).EffectiveSamples);
        Assert.True(double.IsNaN(OffPolicy.Snips(log).Value));
    }

    [Fact]
    public void Choices_of_one_session_count_as_one_in_the_interval()
    {
        var once = Log(second: 1, seed: 9, Truth, count: 400).Select(static (c, i) => c with { Group = $"s{i}" }).ToList();
        var fourTimes = once.SelectMany(static c => Enumerable.Repeat(c, 4)).ToList();

        foreach (var estimator in new Func<IReadOnlyList<LoggedChoice>, ValueEstimate>[] { static l => OffPolicy.Ips(l), static l => OffPolicy.Snips(l), static l => OffPolicy.DoublyRobust(l) })
        {
            var (few, many) = (estimator(once), estimator(fourTimes));
            Assert.Equal(few.Value, many.Value, 9);
            Assert.Equal(few.Ci.High - few.Ci.Low, many.Ci.High - many.Ci.Low, 6);
        }
    }

    private static bool Holds(ValueEstimate estimate) => estimate.Ci.Low <= Truth[1] && Truth[1] <= estimate.Ci.High;

    private static List<LoggedChoice> Log(double second, ulong seed, double[] model, int count)
    {
        var draws = new DrawSequence(seed);
        var log = new List<LoggedChoice>();
        double predicted = ((1 - second) * model[0]) + (second * model[1]);
        for (int i = 0; i < count; i++)
        {
            int chosen = draws.Next() < 0.7 ? 0 : 1;
            double reward = draws.Next() < Truth[chosen] ? 1 : 0;
            log.Add(new LoggedChoice(chosen == 0 ? 0.7 : 0.3, chosen == 0 ? 1 - second : second, reward, model[chosen], predicted));
        }

        return log;
    }
}
