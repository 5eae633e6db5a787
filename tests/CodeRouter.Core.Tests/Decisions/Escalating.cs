using CodeRouter.Core.Decisions;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using Xunit;
using static CodeRouter.Core.Tests.Decisions.Given;

namespace CodeRouter.Core.Tests.Decisions;

public sealed class Escalating
{
    [Fact]
    public void A_first_failing_run_is_retried_by_the_same_model()
    {
        var start = Router.Decide(Turn(Phase.Implement), Anthropic, Asking());
        var next = Router.Decide(Continuation(Phase.Debug, Failing(3)), Anthropic, start.Then());
        Assert.Equal(start.Model!.Name, next.Model!.Name);
    }

    [Fact]
    public void A_second_failing_run_without_progress_goes_up_there_and_then()
    {
        var start = Router.Decide(Turn(Phase.Implement), Anthropic, Asking());
        Assert.Equal(Tier.Cheap, start.Model!.Tier);
        var first = Router.Decide(Continuation(Phase.Debug, Failing(3)), Anthropic, start.Then());
        var second = Router.Decide(Continuation(Phase.Debug, Failing(3, delta: 0)), Anthropic, first.Then());
        Assert.True(second.Model!.Tier > start.Model.Tier);
        Assert.Equal("evidence", second.Headline!.Code);
        Assert.Contains("3 failed", second.Headline.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Talk_that_turns_into_work_goes_up_once_and_says_why()
    {
        var talk = Router.Decide(Turn(Phase.ChatOther, difficulty: 1), Usual, Asking());
        Assert.Equal(Tier.Local, talk.Model!.Tier);
        var work = Router.Decide(Continuation(Phase.Implement), Usual, talk.Then());
        Assert.Equal(Tier.Cheap, work.Model!.Tier);
        Assert.Contains(work.Reasons, static r => r.Text == "the turn became implement work (85% sure): up from local to at least cheap");
    }

    [Fact]
    public void Fewer_failures_are_progress_and_change_nothing()
    {
        var start = Router.Decide(Turn(Phase.Implement), Anthropic, Asking());
        var first = Router.Decide(Continuation(Phase.Debug, Failing(3)), Anthropic, start.Then());
        var second = Router.Decide(Continuation(Phase.Debug, Failing(2, delta: -1)), Anthropic, first.Then());
        var third = Router.Decide(Continuation(Phase.Debug, Failing(1, delta: -1)), Anthropic, second.Then());
        Assert.Equal(start.Model!.Name, third.Model!.Name);
    }

    [Fact]
    public void Running_again_without_an_edit_is_no_evidence()
    {
        var start = Router.Decide(Turn(Phase.Implement), Anthropic, Asking());
        var first = Router.Decide(Continuation(Phase.Debug, Failing(3)), Anthropic, start.Then());
        var second = Router.Decide(Continuation(Phase.Debug, Failing(3, delta: 0, edited: false)), Anthropic, first.Then());
        Assert.Equal(start.Model!.Name, second.Model!.Name);
    }

    [Fact]
    public void The_third_identical_failing_call_goes_up()
    {
        var start = Router.Decide(Turn(Phase.Implement), Anthropic, Asking());
        var evidence = new StepEvidence { Outcome = Outcome.EditFailed, SameFailure = 3, Summary = "edit failed 3 times" };
        Assert.True(Router.Decide(Continuation(evidence: evidence), Anthropic, start.Then()).Model!.Tier > start.Model!.Tier);
        Assert.Equal(start.Model.Tier, Router.Decide(Continuation(evidence: evidence with { SameFailure = 2 }), Anthropic, start.Then()).Model!.Tier);
    }

    [Fact]
    public void The_evidence_in_a_first_request_is_enough()
    {
        var usual = Router.Decide(Turn(Phase.Debug), Anthropic, Asking());
        var failing = Router.Decide(Turn(Phase.Debug) with { Evidence = Failing(3, delta: 0) }, Anthropic, Asking());
        Assert.True(failing.Model!.Tier > usual.Model!.Tier);
    }

    [Fact]
    public void After_a_raise_the_stronger_model_gets_its_own_try_before_the_next_raise()
    {
        var ladder = Pool(Mini, Model("mid", Tier.Balanced, 2.5m, 12, 0.25m) with { Quality = 0.84 }, Opus with { Price = new Price { Input = 15, CachedInput = 1.5m, Output = 75 } });
        var decision = Router.Decide(Turn(Phase.Implement), ladder, Asking());
        var tiers = new List<Tier>();
        foreach (var evidence in (StepEvidence[])[Failing(3), .. Enumerable.Repeat(Failing(3, delta: 0), 5)])
        {
            decision = Router.Decide(Continuation(Phase.Debug, evidence), ladder, decision.Then());
            tiers.Add(decision.Model!.Tier);
        }

        Assert.Equal([Tier.Cheap, Tier.Balanced, Tier.Balanced, Tier.Balanced, Tier.Balanced, Tier.Strong], tiers);
    }

    [Fact]
    public void A_tier_that_is_hardly_stronger_is_passed_over()
    {
        var peers = Pool(Haiku, Sonnet with { Quality = 0.72 }, Opus);
        Assert.Equal(Tier.Strong, Router.Decide(Turn(Phase.Debug) with { Evidence = Failing(3, delta: 0) }, peers, Asking() with { Session = SessionState.New with { Model = Haiku.Name } }).Model!.Tier);
    }

    [Fact]
    public void A_failure_the_human_passed_over_is_forgotten_after_a_quiet_turn()
    {
        var decision = Escalated(out var tier);
        decision = Router.Decide(Turn(Phase.Implement), Anthropic, decision.Then());
        Assert.True(decision.Model!.Tier >= tier);
        decision = Router.Decide(Turn(Phase.SmallEdit, difficulty: 1), Anthropic, decision.Then());
        Assert.Equal(Tier.Cheap, decision.Model!.Tier);
    }

    [Fact]
    public void After_success_the_next_human_turn_comes_back_down_and_not_before()
    {
        var decision = Escalated(out var tier);
        decision = Router.Decide(Continuation(Phase.Debug, Passing()), Anthropic, decision.Then());
        Assert.Equal(tier, decision.Model!.Tier);
        decision = Router.Decide(Continuation(Phase.Implement), Anthropic, decision.Then());
        Assert.Equal(tier, decision.Model!.Tier);
        decision = Router.Decide(Turn(Phase.SmallEdit, difficulty: 1), Anthropic, decision.Then());
        Assert.Equal(Tier.Cheap, decision.Model!.Tier);
        Assert.Contains(decision.Reasons, r => r.Code == "recovered");
    }

    [Fact]
    public void Without_success_the_next_human_turn_stays_up()
    {
        var decision = Escalated(out var tier);
        decision = Router.Decide(Turn(Phase.Implement, difficulty: 1), Anthropic, decision.Then());
        Assert.True(decision.Model!.Tier >= tier);
    }

    [Fact]
    public void A_reported_failure_goes_up_at_the_next_step()
    {
        var start = Router.Decide(Turn(Phase.Implement), Anthropic, Asking());
        var then = start.Then();
        var next = Router.Decide(Continuation(), Anthropic, then with { Session = then.Session.AfterFeedback(success: false) });
        Assert.True(next.Model!.Tier > start.Model!.Tier);
        Assert.False(next.Session.FailureReported);
    }

    [Fact]
    public void Switched_off_escalation_never_moves()
    {
        var policy = Anthropic with { Escalation = new EscalationSettings { Enabled = false } };
        var start = Router.Decide(Turn(Phase.Implement), policy, Asking());
        var next = Router.Decide(Continuation(Phase.Debug, Failing(9, delta: 5, sameFailure: 9)), policy, start.Then());
        Assert.Equal(start.Model!.Name, next.Model!.Name);
    }

    private static Decision Escalated(out Tier tier)
    {
        var start = Router.Decide(Turn(Phase.Implement), Anthropic, Asking());
        var first = Router.Decide(Continuation(Phase.Debug, Failing(3)), Anthropic, start.Then());
        var second = Router.Decide(Continuation(Phase.Debug, Failing(3, delta: 0)), Anthropic, first.Then());
        tier = second.Model!.Tier;
        Assert.True(tier > start.Model!.Tier);
        return second;
    }
}
