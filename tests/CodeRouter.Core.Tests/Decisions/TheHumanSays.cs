using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Steps;
using Xunit;
using static CodeRouter.Core.Tests.Decisions.Given;

namespace CodeRouter.Core.Tests.Decisions;

public sealed class TheHumanSays
{
    [Theory]
    [InlineData("use opus", "claude-opus-4.8")]
    [InlineData("Please use the claude-haiku-4.5 model.", "claude-haiku-4.5")]
    [InlineData("switch to `gpt-5.4` for this", "gpt-5.4")]
    [InlineData("That was odd.\nUse sonnet from now on", "claude-sonnet-4.6")]
    public void A_model_named_in_the_chat_is_kept_for_the_session(string text, string model)
    {
        var first = Router.Decide(Turn(Phase.SmallEdit, text, 1), Usual, Asking());
        Assert.Equal(("pin", model), (first.Mode, first.Model!.Name));
        Assert.Equal(model, Router.Decide(Turn(Phase.SmallEdit, "next one", 1), Usual, first.Then()).Model!.Name);
        Assert.Equal("auto", Router.Decide(Turn(Phase.SmallEdit, "use auto", 1), Usual, first.Then()).Mode);
    }

    [Theory]
    [InlineData("use opus to generate the fixtures")]
    [InlineData("use claude-haiku-4.5 in the API client")]
    [InlineData("use a dictionary instead")]
    [InlineData("switch to postgres")]
    public void A_task_that_speaks_of_models_is_a_task(string text) =>
        Assert.Equal("auto", Router.Decide(Turn(Phase.Implement, text), Usual, Asking()).Mode);

    [Fact]
    public void Still_failing_goes_up_like_a_failing_test()
    {
        var start = Router.Decide(Turn(Phase.Implement), Anthropic, Asking());
        var next = Router.Decide(Turn(Phase.Debug, "still failing, same as before"), Anthropic, start.Then());
        Assert.True(next.Model!.Tier > start.Model!.Tier);
        Assert.Equal("evidence", next.Headline!.Code);
        var done = Router.Decide(Turn(Phase.SmallEdit, "thanks, works now. Fix the typo in the title", 1), Anthropic, next.Then());
        Assert.Equal(Tier.Cheap, done.Model!.Tier);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_complaint_that_was_mended_or_had_nothing_stronger_left_does_not_come_up_again(bool cooled)
    {
        var decision = Router.Decide(Turn(Phase.Implement), Anthropic, Asking());
        decision = Router.Decide(Turn(Phase.Debug, "still failing"), Anthropic, decision.Then());
        Assert.Equal(Tier.Strong, decision.Model!.Tier);
        for (int i = 0; cooled && i < 5; i++)
        {
            decision = Router.Decide(Continuation(Phase.Debug), Anthropic, decision.Then());
        }

        decision = Router.Decide(Turn(Phase.Debug, "still broken"), Anthropic, decision.Then());
        Assert.Contains(decision.Reasons, static r => r.Code == "held");
        decision = Router.Decide(Continuation(Phase.Debug, Passing()), Anthropic, decision.Then());
        Assert.DoesNotContain(decision.Reasons, static r => r.Code == "held");
        decision = Router.Decide(Turn(Phase.SmallEdit, "rename it to total", 1), Anthropic, decision.Then());
        Assert.Equal(Tier.Cheap, decision.Model!.Tier);
        Assert.Equal(Tier.Cheap, Router.Decide(Continuation(Phase.SmallEdit), Anthropic, decision.Then()).Model!.Tier);
    }

    [Theory]
    [InlineData("geht immer noch nicht")]
    [InlineData("ça ne marche toujours pas")]
    [InlineData("sigue fallando, mismo error")]
    [InlineData("ainda não funciona")]
    [InlineData("non funziona ancora")]
    [InlineData("всё ещё не работает")]
    [InlineData("还是不行")]
    [InlineData("まだ動きません")]
    [InlineData("여전히 안 돼요")]
    [InlineData("Nope, it\u2019s not fixed")]
    public void Still_failing_is_understood_in_the_languages_developers_write(string text)
    {
        var start = Router.Decide(Turn(Phase.Implement), Anthropic, Asking());
        Assert.Equal("evidence", Router.Decide(Turn(Phase.Debug, text), Anthropic, start.Then()).Headline!.Code);
    }

    [Fact]
    public void A_complaint_the_next_day_is_heard_though_nobody_remembers_the_track()
    {
        var usual = Router.Decide(Turn(Phase.Debug, "still broken"), Anthropic, Asking());
        var next = Router.Decide(Turn(Phase.Debug, "still broken") with { Answered = true }, Anthropic, Asking());
        Assert.True(next.Model!.Tier > usual.Model!.Tier);
        Assert.Equal("evidence", next.Headline!.Code);
    }

    [Fact]
    public void Nobody_waits_where_the_strongest_is_at_work()
    {
        var decision = Router.Decide(Turn(Phase.Implement), Anthropic, Asking());
        decision = Router.Decide(Turn(Phase.Debug, "still failing"), Anthropic, decision.Then());
        Assert.Equal(Tier.Strong, decision.Model!.Tier);
        decision = Router.Decide(Turn(Phase.Debug, "still broken"), Anthropic, decision.Then());
        Assert.Contains(decision.Reasons, static r => r.Code == "held" && r.Text.EndsWith("strong is the strongest there is", StringComparison.Ordinal));
    }

    [Fact]
    public void The_model_that_mended_it_is_not_kept_for_a_rename()
    {
        // Little context: the strong model's warm cache costs more than the cheap one's cold start, and that it is the better model is no reason.
        var tiny = Turn(Phase.SmallEdit, "thanks, works now. Rename discount to rebate", 1) with { InputTokens = 4000 };
        var failing = Router.Decide(Turn(Phase.Implement) with { InputTokens = 4000 }, Anthropic, Asking());
        failing = Router.Decide(Turn(Phase.Debug, "still failing") with { InputTokens = 4000 }, Anthropic, failing.Then());
        Assert.Equal(Tier.Strong, failing.Model!.Tier);
        Assert.Equal(Tier.Cheap, Router.Decide(tiny, Anthropic with { Escalation = Anthropic.Escalation with { FailureUsd = 20 } }, failing.Then()).Model!.Tier);
    }

    [Fact]
    public void A_floor_that_stands_says_what_it_stands_for()
    {
        var failing = Router.Decide(Turn(Phase.Implement), Anthropic, Asking());
        failing = Router.Decide(Turn(Phase.Debug, "still failing"), Anthropic, failing.Then());
        var talk = Router.Decide(Turn(Phase.Explain, "which file is it in?", 1), Anthropic, failing.Then());
        Assert.Equal(Tier.Strong, talk.Model!.Tier);
        Assert.Equal("kept", talk.Headline!.Code);
        Assert.Equal("went up for a failure that is not seen mended yet: at least strong", talk.Headline.Text);
    }

    [Theory]
    [InlineData("great, continue")]
    [InlineData("continue")]
    [InlineData("yes")]
    [InlineData("ok, go ahead")]
    [InlineData("weiter")]
    [InlineData("да, продолжай")]
    [InlineData("继续")]
    public void A_mere_yes_lets_the_work_go_on_and_is_no_talk_for_the_smallest_model(string text)
    {
        var work = Router.Decide(Turn(Phase.Implement), Usual, Asking());
        Assert.Equal(Tier.Cheap, work.Model!.Tier);
        var next = Router.Decide(Turn(Phase.ChatOther, text, 1), Usual, work.Then(secondsLater: 3600));
        Assert.Equal(work.Model.Name, next.Model!.Name);
        Assert.Contains(next.Reasons, static r => r.Text == "a mere yes lets the work go on: at least cheap");
    }

    [Theory]
    [InlineData("hi")]
    [InlineData("stop")]
    [InlineData("yes, that is the file I meant when I spoke of it yesterday")]
    public void Other_talk_stays_with_the_smallest(string text)
    {
        var work = Router.Decide(Turn(Phase.Implement), Usual, Asking());
        Assert.Equal(Tier.Local, Router.Decide(Turn(Phase.ChatOther, text, 1), Usual, work.Then(secondsLater: 3600)).Model!.Tier);
    }

    [Fact]
    public void A_yes_that_opens_a_session_has_no_work_to_go_on_with() =>
        Assert.Equal(Tier.Local, Router.Decide(Turn(Phase.ChatOther, "yes", 1), Usual, Asking()).Model!.Tier);

    [Fact]
    public void A_model_that_keeps_failing_loses_its_place_and_the_evidence_is_shown()
    {
        var usual = Router.Decide(Turn(Phase.Test), Usual, Asking()).Model!;
        var estimates = SuccessEstimates.Empty;
        for (int i = 0; i < 40; i++)
        {
            estimates = estimates.After(usual.Name, Phase.Test, new(null, "shop"), 0, 1, Noon, new());
        }

        var decision = Router.Decide(Turn(Phase.Test), Usual, Asking() with { Estimates = estimates });
        Assert.NotEqual(usual.Name, decision.Model!.Name, StringComparer.Ordinal);
        Assert.Contains(decision.Reasons, r => r.Code == "learned" && r.Text.Contains(usual.Name, StringComparison.Ordinal) && r.Text.Contains("0 of 40", StringComparison.Ordinal));
        Assert.Contains(decision.Candidates, c => c.Model == usual.Name && c.Note!.Contains("0 of 40", StringComparison.Ordinal));
    }

    [Fact]
    public void Reasoning_effort_is_chosen_only_where_the_operator_lets_us_edit_it()
    {
        var thinking = Sonnet with { Capabilities = Capability.Tools | Capability.Reasoning };
        Assert.Null(Router.Decide(Turn(Phase.Plan), Pool(thinking), Asking()).ReasoningEffort);
        var easy = Router.Decide(Turn(Phase.Plan, difficulty: 1), Pool(thinking) with { RouteEffort = true, Preference = Preference.Cost }, Asking());
        var hard = Router.Decide(Turn(Phase.Plan, difficulty: 5), Pool(thinking) with { RouteEffort = true, Preference = Preference.Quality }, Asking());
        Assert.Equal("low", easy.ReasoningEffort);
        Assert.Equal("high", hard.ReasoningEffort);
        Assert.True(hard.CostUsd > easy.CostUsd);
    }
}
