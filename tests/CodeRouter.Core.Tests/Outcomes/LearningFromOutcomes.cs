using CodeRouter.Core.Models;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Steps;
using CodeRouter.Core.Tests.Decisions;
using Xunit;

namespace CodeRouter.Core.Tests.Outcomes;

public sealed class LearningFromOutcomes
{
    private static readonly DateTimeOffset Noon = Given.Noon;

    [Fact]
    public void A_few_outcomes_move_a_prior_a_little_and_many_outweigh_it()
    {
        Assert.Equal(0.7, After(0, 0).Probability("m", Phase.Debug, null, 0.7, Noon), 6);
        Assert.Equal(14.0 / 23, After(0, 3).Probability("m", Phase.Debug, null, 0.7, Noon), 6);
        Assert.True(After(0, 300).Probability("m", Phase.Debug, null, 0.7, Noon) < 0.05);
        Assert.Equal(0.7, After(0, 300).Probability("m", Phase.Plan, null, 0.7, Noon), 6);
    }

    [Fact]
    public void A_repositorys_own_outcomes_weigh_most_there_and_less_elsewhere()
    {
        var estimates = SuccessEstimates.Empty;
        for (int i = 0; i < 20; i++)
        {
            estimates = estimates.After("m", Phase.Debug, "shop", 0, 1, Noon);
        }

        double here = estimates.Probability("m", Phase.Debug, "shop", 0.7, Noon);
        double elsewhere = estimates.Probability("m", Phase.Debug, "bank", 0.7, Noon);
        Assert.True(here < elsewhere && elsewhere < 0.7);
    }

    [Fact]
    public void Old_outcomes_fade()
    {
        var estimates = After(0, 40);
        double now = estimates.Probability("m", Phase.Debug, null, 0.7, Noon);
        double later = estimates.Probability("m", Phase.Debug, null, 0.7, Noon.AddDays(120));
        Assert.True(now < 0.3 && later > 0.6);
    }

    [Fact]
    public void What_was_learned_survives_being_kept()
    {
        var estimates = After(5, 3).After("n", Phase.Plan, "shop", 1, 0.5, Noon);
        var again = SuccessEstimates.Of(estimates.Tallies);
        Assert.Equal(estimates.Probability("n", Phase.Plan, "shop", 0.5, Noon), again.Probability("n", Phase.Plan, "shop", 0.5, Noon), 9);
        Assert.Equal((5, 3), again.Seen("m", Phase.Debug, null, Noon));
    }

    [Fact]
    public void The_last_decision_before_an_outcome_earns_most_of_it()
    {
        var credits = SuccessEstimates.Credits(4);
        Assert.Equal(1, credits[0]);
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
            estimates = estimates.After("m", Phase.Debug, null, i < successes ? 1 : 0, 1, Noon);
        }

        return estimates;
    }
}
