using CodeRouter.Core.Models;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Steps;
using CodeRouter.Core.Tests.Decisions;
using Xunit;

namespace CodeRouter.Core.Tests.Outcomes;

public sealed class LearningFromOutcomes
{
    private static readonly DateTimeOffset Noon = Given.Noon;
    private static readonly LearningSettings Usual = new();
    private static readonly WorkPlace Shop = new(null, "shop");

    [Fact]
    public void A_few_outcomes_move_a_prior_a_little_and_many_outweigh_it()
    {
        Assert.Equal(0.7, After(0, 0).Probability("m", Phase.Debug, default, 0.7, Noon, Usual), 6);
        Assert.Equal(14.0 / 23, After(0, 3).Probability("m", Phase.Debug, default, 0.7, Noon, Usual), 6);
        Assert.True(After(0, 300).Probability("m", Phase.Debug, default, 0.7, Noon, Usual) < 0.05);
        Assert.Equal(0.7, After(0, 300).Probability("m", Phase.Plan, default, 0.7, Noon, Usual), 6);
    }

    [Fact]
    public void A_repositorys_own_outcomes_weigh_most_there_and_less_elsewhere()
    {
        var estimates = SuccessEstimates.Empty;
        for (int i = 0; i < 20; i++)
        {
            estimates = estimates.After("m", Phase.Debug, Shop, 0, 1, Noon, Usual);
        }

        double here = estimates.Probability("m", Phase.Debug, Shop, 0.7, Noon, Usual);
        double elsewhere = estimates.Probability("m", Phase.Debug, new(null, "bank"), 0.7, Noon, Usual);
        Assert.True(here < elsewhere && elsewhere < 0.7);
    }

    [Fact]
    public void Old_outcomes_fade()
    {
        var estimates = After(0, 40);
        double now = estimates.Probability("m", Phase.Debug, default, 0.7, Noon, Usual);
        double later = estimates.Probability("m", Phase.Debug, default, 0.7, Noon.AddDays(120), Usual);
        Assert.True(now < 0.3 && later > 0.6);
    }

    [Fact]
    public void What_was_learned_survives_being_kept()
    {
        var estimates = After(5, 3).After("n", Phase.Plan, Shop, 1, 0.5, Noon, Usual);
        var again = SuccessEstimates.Of(estimates.Tallies);
        Assert.Equal(estimates.Probability("n", Phase.Plan, Shop, 0.5, Noon, Usual), again.Probability("n", Phase.Plan, Shop, 0.5, Noon, Usual), 9);
        Assert.Equal((5, 3), again.Seen("m", Phase.Debug, default, Noon, Usual));
    }

    [Fact]
    public void The_last_decision_before_an_outcome_earns_most_of_it()
    {
        var credits = SuccessEstimates.Credits(4, 0.8);
        Assert.Equal(1, credits.Sum(), 9);
        Assert.Equal(credits.OrderDescending(), credits);
    }

    [Fact]
    public void A_score_of_ones_own_goes_before_quality_and_quality_before_the_tier()
    {
        var plain = Given.Model("m", Tier.Cheap, 1, 1);
        var rated = plain with { Quality = 0.9 };
        var scored = rated with { Scores = new Dictionary<string, double>(StringComparer.Ordinal) { ["debug"] = 0.33 } };
        Assert.Equal(0.33, SuccessPrior.Score(scored, Phase.Debug));
        Assert.True(SuccessPrior.Score(rated, Phase.Debug) > SuccessPrior.Score(plain, Phase.Debug));
        Assert.Equal(SuccessPrior.Score(rated, Phase.Plan), SuccessPrior.Score(scored, Phase.Plan));
    }

    private static SuccessEstimates After(int successes, int failures)
    {
        var estimates = SuccessEstimates.Empty;
        for (int i = 0; i < successes + failures; i++)
        {
            estimates = estimates.After("m", Phase.Debug, default, i < successes ? 1 : 0, 1, Noon, Usual);
        }

        return estimates;
    }
}
