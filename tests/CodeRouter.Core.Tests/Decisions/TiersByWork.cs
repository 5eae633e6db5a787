using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Signals;
using CodeRouter.Core.Steps;
using Xunit;
using static CodeRouter.Core.Tests.Decisions.Given;

namespace CodeRouter.Core.Tests.Decisions;

public sealed class TiersByWork
{
    [Theory]
    [InlineData(Phase.Plan, 3, Risk.None, Tier.Balanced, Tier.Strong)]
    [InlineData(Phase.Plan, 5, Risk.None, Tier.Strong, Tier.Strong)]
    [InlineData(Phase.Review, 3, Risk.Security, Tier.Balanced, Tier.Strong)]
    [InlineData(Phase.Review, 2, Risk.None, Tier.Balanced, Tier.Strong)]
    [InlineData(Phase.Refactor, 4, Risk.MultiFile, Tier.Balanced, Tier.Strong)]
    [InlineData(Phase.Implement, 3, Risk.Migration, Tier.Balanced, Tier.Strong)]
    [InlineData(Phase.Debug, 5, Risk.None, Tier.Balanced, Tier.Strong)]
    [InlineData(Phase.Implement, 3, Risk.None, Tier.Cheap, Tier.Balanced)]
    [InlineData(Phase.Debug, 3, Risk.None, Tier.Cheap, Tier.Balanced)]
    [InlineData(Phase.Test, 2, Risk.None, Tier.Cheap, Tier.Balanced)]
    [InlineData(Phase.Refactor, 2, Risk.None, Tier.Cheap, Tier.Balanced)]
    [InlineData(Phase.Document, 2, Risk.None, Tier.Local, Tier.Cheap)]
    [InlineData(Phase.SmallEdit, 1, Risk.None, Tier.Local, Tier.Cheap)]
    [InlineData(Phase.ChatOther, 1, Risk.None, Tier.Local, Tier.Cheap)]
    public void Work_lands_in_the_tiers_it_belongs_to(Phase phase, int difficulty, Risk risk, Tier least, Tier most)
    {
        foreach (var policy in new[] { Usual, Anthropic, Pool(Mini, Sonnet, Opus), Pool(Haiku, Gpt, Opus) })
        {
            foreach (int tokens in new[] { 500, 20_000, 120_000 })
            {
                var decision = Router.Decide(Turn(phase, difficulty: difficulty, risk: risk) with { InputTokens = tokens }, policy, Asking());
                Assert.InRange(decision.Model!.Tier, least, most);
            }
        }
    }

    [Fact]
    public void A_session_of_mixed_work_lands_across_tiers()
    {
        Phase[] day = [Phase.Plan, Phase.Implement, Phase.Debug, Phase.Test, Phase.Document, Phase.SmallEdit, Phase.Review];
        var tiers = day.Select(p => Router.Decide(Turn(p, difficulty: p is Phase.Review or Phase.Plan ? 4 : 2), Usual, Asking()).Model!.Tier).Distinct();
        Assert.True(tiers.Count() >= 3);
    }

    [Fact]
    public void An_edit_of_a_widely_used_file_starts_higher_and_says_why()
    {
        var facts = new SignalFacts { Impact = 0.9, ImpactWhy = "core/session.py is used by 214 files" };
        var decision = Router.Decide(Turn(Phase.SmallEdit, difficulty: 2), Usual, Asking() with { Facts = facts });
        Assert.True(decision.Model!.Tier >= Tier.Balanced);
        Assert.Contains(decision.Reasons, r => r.Code == "impact" && r.Text.Contains("214 files", StringComparison.Ordinal));
    }

    [Fact]
    public void A_typo_in_a_widely_used_file_stays_a_typo()
    {
        var decision = Router.Decide(Turn(Phase.SmallEdit, difficulty: 1), Usual, Asking() with { Facts = new SignalFacts { Impact = 0.95 } });
        Assert.True(decision.Model!.Tier <= Tier.Cheap);
    }

    [Theory]
    [InlineData(StepKind.Title)]
    [InlineData(StepKind.Compaction)]
    [InlineData(StepKind.Housekeeping)]
    public void What_is_no_work_goes_to_the_lowest_tier_and_leaves_the_session_alone(StepKind kind)
    {
        var working = Router.Decide(Turn(Phase.Plan, difficulty: 5), Usual, Asking());
        var situation = working.Then();
        var decision = Router.Decide(Housekeeping(kind), Usual, situation);
        Assert.Equal(Tier.Local, decision.Model!.Tier);
        Assert.Equal(situation.Session, decision.Session);
        Assert.Equal("kind", decision.Headline!.Code);
    }

    [Fact]
    public void What_is_no_work_moves_up_only_when_nothing_low_fits()
    {
        var small = Local with { ContextWindow = 10_000 };
        var decision = Router.Decide(Housekeeping(StepKind.Compaction), Pool(small, Haiku, Opus), Asking());
        Assert.Same(Haiku, decision.Model);
        Assert.Contains(decision.Rejected, r => r.Model == small.Name && r.Why.Contains("window", StringComparison.Ordinal));
    }

    [Fact]
    public void Preference_moves_the_choice_between_cost_and_quality()
    {
        var tiers = new[] { Preference.Cost, Preference.Balanced, Preference.Quality }
            .Select(p => Router.Decide(Turn(Phase.Implement, difficulty: 4), Usual with { Preference = p }, Asking()).Model!.Tier)
            .ToArray();
        Assert.True(tiers[0] <= tiers[1] && tiers[1] <= tiers[2]);
        Assert.True(tiers[2] > tiers[0] || tiers[0] == Tier.Strong);
    }

    [Fact]
    public void The_operators_phase_preference_replaces_ours()
    {
        var policy = Usual with
        {
            Phases = new Dictionary<Phase, IReadOnlyList<string>> { [Phase.SmallEdit] = [Opus.Name, Sonnet.Name] },
        };
        Assert.Same(Opus, Router.Decide(Turn(Phase.SmallEdit), policy, Asking()).Model);
        var ill = Asking() with { Health = new Dictionary<string, ModelHealth>(StringComparer.Ordinal) { [Opus.Name] = new(false, null, 1) } };
        Assert.Same(Sonnet, Router.Decide(Turn(Phase.SmallEdit), policy, ill).Model);
    }

    [Fact]
    public void With_only_a_local_and_a_strong_model_both_are_weighed_for_common_work()
    {
        var decision = Router.Decide(Turn(Phase.Implement), Pool(Local, Opus), Asking());
        Assert.Equal(2, decision.Candidates.Count);
        Assert.Equal(Tier.Strong, Router.Decide(Turn(Phase.Implement, risk: Risk.Migration), Pool(Local, Opus), Asking()).Model!.Tier);
    }
}
