using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Steps;
using Xunit;
using static CodeRouter.Core.Tests.Decisions.Given;

namespace CodeRouter.Core.Tests.Decisions;

public sealed class MoneyAndCaches
{
    [Fact]
    public void An_unknown_price_is_an_unknown_cost_never_zero()
    {
        var mystery = Model("mystery", Tier.Cheap, null, null);
        var decision = Router.Decide(Turn(Phase.Implement), Pool(mystery), Asking());
        Assert.Same(mystery, decision.Model);
        Assert.Null(decision.CostUsd);
        Assert.Null(decision.BaselineCostUsd);
        Assert.Null(decision.Candidates[0].StepUsd);
        Assert.Null(decision.Candidates[0].ExpectedUsd);
    }

    [Fact]
    public void A_price_of_zero_is_a_price() =>
        Assert.Equal(0m, Router.Decide(Turn(Phase.SmallEdit), Pool(Local), Asking()).CostUsd);

    [Fact]
    public void What_a_subscription_pays_costs_nothing_more_and_is_taken_before_money_is_spent()
    {
        var step = Turn(Phase.Implement);
        var paid = Router.Decide(step, Pool(Sonnet, Gpt), Asking());
        var other = ReferenceEquals(paid.Model, Sonnet) ? Gpt : Sonnet;
        var health = new Dictionary<string, ModelHealth> { [other.Name] = new(true, null, 0, Prepaid: true) };

        var prepaid = Router.Decide(step, Pool(Sonnet, Gpt), Asking() with { Health = health });

        Assert.Same(other, prepaid.Model);
        Assert.Equal(0m, prepaid.CostUsd);
        Assert.Contains("paid by subscription", prepaid.Candidates[0].Note, StringComparison.Ordinal);
        Assert.Equal(paid.BaselineCostUsd, prepaid.BaselineCostUsd);
    }

    [Fact]
    public void A_warm_prefix_is_read_at_the_cached_price()
    {
        var start = Router.Decide(Turn(Phase.Implement), Pool(Haiku), Asking());
        var warm = Router.Decide(Continuation(), Pool(Haiku), start.Then());
        Assert.Equal(20_000, warm.Candidates[0].WarmTokens);
        Assert.True(warm.CostUsd < start.CostUsd / 4);
        var cold = Router.Decide(Continuation(), Pool(Haiku), start.Then(secondsLater: 3600));
        Assert.Equal(0, cold.Candidates[0].WarmTokens);
    }

    [Fact]
    public void Reading_the_prompt_anew_after_a_change_of_models_is_stated_as_its_price()
    {
        var start = Router.Decide(Turn(Phase.Implement), Anthropic, Asking());
        Assert.Null(start.SwitchUsd);
        var stays = Router.Decide(Continuation(), Anthropic, start.Then());
        Assert.Null(stays.SwitchUsd);
        var up = Router.Decide(Turn(Phase.Debug, "still failing"), Anthropic, start.Then());
        Assert.Same(Opus, up.Model);

        // 20,000 tokens: sent at 5 USD a million and more instead of read at 0.5.
        Assert.InRange(up.SwitchUsd!.Value, 0.08m, 0.13m);
        Assert.Equal(0m, Router.Decide(Turn(Phase.Debug, "still failing"), Anthropic, start.Then(secondsLater: 3600)).SwitchUsd);
    }

    [Fact]
    public void A_dear_change_away_from_a_warm_cache_is_not_made()
    {
        // 150k tokens warm on the model at work: writing them anew elsewhere costs more than a short turn saves.
        var session = SessionState.New with { Model = Opus.Name, Steps = 20 };
        session = session.AfterAnswer(Opus.Name, new Usage(0, 150_000, 1_000, 0, 300, 0), 151_000, 0.1m, Noon);
        var situation = Asking() with { Session = session, Now = Noon.AddSeconds(30) };
        var step = Turn(Phase.Implement) with { InputTokens = 152_000, Needs = Capability.None };
        Assert.Same(Opus, Router.Decide(step, Pool(Sonnet, Opus), situation).Model);
        Assert.Same(Sonnet, Router.Decide(step, Pool(Sonnet, Opus), situation with { Now = Noon.AddHours(1) }).Model);
    }

    [Fact]
    public void A_tool_loop_is_not_torn_apart_by_a_better_price()
    {
        var session = SessionState.New with { Model = Opus.Name, Steps = 3 };
        var decision = Router.Decide(Continuation(Phase.SmallEdit), Usual, Asking() with { Session = session });
        Assert.Same(Opus, decision.Model);
        Assert.Equal("stay", decision.Headline!.Code);
    }

    [Fact]
    public void After_compaction_a_change_is_free_again()
    {
        var session = SessionState.New with { Model = Opus.Name, Steps = 30 };
        session = session.AfterAnswer(Opus.Name, new Usage(0, 150_000, 1_000, 0, 300, 0), 151_000, 0.1m, Noon);
        var decision = Router.Decide(Continuation() with { InputTokens = 12_000 }, Anthropic, Asking() with { Session = session, Now = Noon.AddSeconds(30) });
        Assert.True(decision.Model!.Tier < Tier.Strong);
    }

    [Fact]
    public void A_dwindling_budget_moves_to_cheaper_models_before_it_is_used_up()
    {
        var step = Turn(Phase.Plan, difficulty: 4) with { MaxOutput = 2_000 };
        var costs = new[] { 100m, 1m, 0.25m, 0.13m }
            .Select(left => Router.Decide(step, Anthropic, Asking() with { BudgetLeftUsd = left }))
            .Select(d => d.Model!.Tier)
            .ToArray();
        Assert.Equal(Tier.Strong, costs[0]);
        Assert.True(costs[^1] < Tier.Strong);
        Assert.Equal(costs.OrderByDescending(t => t), costs);
    }

    [Fact]
    public void A_budget_that_covers_nobody_excludes_everybody_by_name()
    {
        var decision = Router.Decide(Turn(Phase.Implement), Anthropic, Asking() with { BudgetLeftUsd = 0.000001m });
        Assert.Null(decision.Model);
        Assert.Equal(3, decision.Rejected.Count);
        Assert.All(decision.Rejected, r => Assert.Contains("budget", r.Why, StringComparison.Ordinal));
    }

    [Fact]
    public void The_sessions_own_budget_counts_what_it_spent()
    {
        var policy = Anthropic with { BudgetPerSessionUsd = 1 };
        var spent = SessionState.New with { SpentUsd = 0.99m };
        Assert.True(Router.Decide(Turn(Phase.Plan, difficulty: 5), policy, Asking() with { Session = spent }).Model is not { Tier: Tier.Strong });
    }

    [Fact]
    public void Savings_are_stated_against_the_strongest_model_unless_one_is_named()
    {
        Assert.Equal(Opus.Name, Router.Decide(Turn(Phase.SmallEdit), Usual, Asking()).BaselineModel);
        var named = Router.Decide(Turn(Phase.SmallEdit), Usual with { BaselineModel = Sonnet.Name }, Asking());
        Assert.Equal(Sonnet.Name, named.BaselineModel);
        Assert.True(named.BaselineCostUsd > named.CostUsd);
    }

    [Fact]
    public void Prices_of_long_contexts_apply_from_their_length_on()
    {
        var stepped = Gpt with
        {
            ContextWindow = null,
            Price = Gpt.Price with { Steps = [new PriceStep(272_000, new Price { Input = 5, CachedInput = 0.5m, Output = 22.5m })] },
        };
        decimal Cost(int tokens) => Router.Decide(Turn(Phase.Implement) with { InputTokens = tokens }, Pool(stepped), Asking()).CostUsd!.Value;
        Assert.True(Cost(273_000) > 1.9m * Cost(271_000));
    }

    [Fact]
    public void An_upstream_that_reports_too_little_input_does_not_make_a_small_window_look_large_enough()
    {
        var small = Haiku with { ContextWindow = 16_000 };
        var session = SessionState.New.AfterAnswer(small.Name, new Usage(100, 0, 0, 0, 120, 0), 11_000, 0.03m, Noon);
        var decided = Router.Decide(Turn(Phase.Implement) with { InputTokens = 20_000 }, Pool(small, Opus), Asking() with { Session = session });
        Assert.Equal(Opus.Name, decided.Model!.Name);
        Assert.Contains(decided.Rejected, r => r.Model == small.Name && r.Code == RejectionCode.Window);
    }

    [Fact]
    public void The_billed_answers_of_a_session_sharpen_its_estimates()
    {
        var session = SessionState.New.AfterAnswer(Haiku.Name, new Usage(30_000, 0, 0, 0, 120, 0), 20_000, 0.03m, Noon, expectedOutput: 400);
        Assert.Equal(1.5, session.InputRatio, 3);
        Assert.Equal(0.3, Math.Exp(session.OutputBend.Mean), 3);
        Assert.Equal(0.03m, session.SpentUsd);
        var other = session.AfterAnswer(Opus.Name, new Usage(500, 0, 0, 0, 9, 0), 500, 0.01m, Noon, work: false);
        Assert.Equal(session with { SpentUsd = 0.04m }, other);
    }

    [Fact]
    public void What_overlapping_requests_added_meanwhile_is_kept()
    {
        var before = SessionState.New with { SpentUsd = 1 };
        var decided = Router.Decide(Turn(Phase.Implement), Anthropic, Asking() with { Session = before }).Session;
        var meanwhile = before.AfterAnswer(Opus.Name, new Usage(100, 0, 0, 0, 5, 0), 100, 0.5m, Noon).AfterFeedback(success: false);
        var now = meanwhile.Adopt(decided);
        Assert.Equal((1.5m, decided.Model, true), (now.SpentUsd, now.Model, now.FailureReported));
        Assert.True(now.Caches.ContainsKey(Opus.Name));
        Assert.Same(meanwhile, meanwhile.Adopt(SessionState.New, work: false));
    }

    [Fact]
    public void Predicted_costs_come_near_the_billed_ones()
    {
        // A provider that counts a quarter more tokens than estimated and answers at varying length.
        var draws = new DrawSequence(5);
        var (session, habits) = (SessionState.New, AnswerHabits.None);
        var errors = new List<double>();
        long seen = 0;
        for (int i = 0; i < 60; i++)
        {
            int estimate = 15_000 + (1_400 * i);
            var step = i == 0 ? Turn(Phase.Implement) : Continuation() with { InputTokens = estimate };
            var decision = Router.Decide(step, Pool(Haiku), Asking() with { Session = session, Habits = habits, Now = Noon.AddSeconds(15 * i) });
            long input = (long)(estimate * 1.25);
            var usage = new Usage(0, seen, input - seen, 0, 150 + draws.Next(500), 0);
            decimal billed = ((usage.CacheRead * 0.1m) + (usage.CacheWrite5m * 1.25m) + (usage.Output * 5)) / 1_000_000m;
            errors.Add((double)Math.Abs((decision.CostUsd!.Value - billed) / billed));
            var lesson = AnswerLesson.Of(habits, Haiku.Name, step, session, Pool(Haiku), usage, Noon.AddSeconds(15 * i));
            habits = lesson.Habits;
            session = session.Adopt(decision.Session).AfterAnswer(Haiku.Name, usage, estimate, billed, Noon.AddSeconds((15 * i) + 10), expectedOutput: lesson.ExpectedOutput);
            seen = input;
        }

        errors.Sort();
        Assert.InRange(errors[errors.Count / 2], 0, 0.1);
    }

    [Fact]
    public void A_provider_that_fails_often_counts_as_dearer()
    {
        var twin = Haiku with { Name = "z-haiku" };
        Assert.Same(Haiku, Router.Decide(Turn(Phase.Implement), Pool(Haiku, twin), Asking()).Model);
        var ill = new Dictionary<string, ModelHealth>(StringComparer.Ordinal) { [Haiku.Name] = new(true, null, 0.4) };
        Assert.Same(twin, Router.Decide(Turn(Phase.Implement), Pool(Haiku, twin), Asking() with { Health = ill }).Model);
    }
}
