using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Steps;
using CodeRouter.Core.Tests.Decisions;
using Xunit;

namespace CodeRouter.Core.Tests.Outcomes;

public sealed class LearningHowAnswersAre
{
    private static readonly AnswerKind Asked = AnswerKind.Of(StepKind.Turn, Phase.Implement, humanTurn: true);
    private static readonly AnswerKind GoingOn = AnswerKind.Of(StepKind.ToolContinuation, Phase.Implement, humanTurn: false);
    private static readonly AnswerKind Title = AnswerKind.Of(StepKind.Title, Phase.ChatOther, humanTurn: true);

    [Fact]
    public void Before_the_first_answer_everything_is_as_usual()
    {
        Assert.True(AnswerHabits.None.IsEmpty);
        Assert.Equal(AnswerHabit.Usual, AnswerHabits.None.Of("anything", Asked));
    }

    [Fact]
    public void Answers_that_are_always_as_long_are_expected_to_be_that_long_after_a_few()
    {
        var habits = Repeat(AnswerHabits.None, "m", GoingOn, output: 40, times: 4);
        Assert.InRange(700 * Math.Exp(habits.Of("m", GoingOn).Bend), 36, 60);
        Assert.InRange(700 * Math.Exp(Repeat(habits, "m", GoingOn, output: 40, times: 20).Of("m", GoingOn).Bend), 39, 41.5);
    }

    [Fact]
    public void A_model_not_asked_yet_is_expected_to_answer_as_the_others_do_here()
    {
        double bend = Repeat(AnswerHabits.None, "m", GoingOn, output: 40, times: 10).Of("new", GoingOn).Bend;
        Assert.InRange(700 * Math.Exp(bend), 36, 60);
    }

    [Fact]
    public void Kinds_of_work_and_models_keep_what_is_their_own()
    {
        var habits = AnswerHabits.None;
        for (int i = 0; i < 30; i++)
        {
            habits = Repeat(habits, "terse", Asked, output: 600, times: 1);
            habits = Repeat(habits, "terse", GoingOn, output: 100, times: 1);
            habits = Repeat(habits, "wordy", Asked, output: 1200, times: 1);
            habits = Repeat(habits, "wordy", GoingOn, output: 200, times: 1);
            habits = Repeat(habits, "terse", Title, output: 12, times: 1);
        }

        double Expected(string model, AnswerKind kind) => 700 * Math.Exp(habits.Of(model, kind).Bend);
        Assert.Equal(600, Expected("terse", Asked), 60.0);
        Assert.Equal(100, Expected("terse", GoingOn), 10.0);
        Assert.Equal(1200, Expected("wordy", Asked), 120.0);
        Assert.Equal(200, Expected("wordy", GoingOn), 20.0);
        Assert.Equal(12, Expected("terse", Title), 2.0);
    }

    [Fact]
    public void A_cache_that_holds_nothing_is_not_counted_on_again_and_one_that_holds_is()
    {
        var usage = new Usage(20_000, 0, 0, 0, 100, 0);
        var none = AnswerHabits.None.After("m", GoingOn, 700, usage, 20_000, warm: 19_000).After("m", GoingOn, 700, usage, 20_000, warm: 19_000);
        Assert.InRange(none.Of("m", GoingOn).CacheShare, 0, 0.25);
        Assert.Equal(1, none.Of("other", GoingOn).CacheShare);
        var whole = AnswerHabits.None.After("m", GoingOn, 700, new Usage(1_000, 19_000, 0, 0, 100, 0), 20_000, warm: 19_000);
        Assert.Equal(1, whole.Of("m", GoingOn).CacheShare);
    }

    [Fact]
    public void Callers_that_never_have_a_cache_written_are_not_expected_to_pay_for_it()
    {
        var plain = AnswerHabits.None;
        var marked = AnswerHabits.None;
        for (int i = 0; i < 5; i++)
        {
            plain = plain.After("m", GoingOn, 700, new Usage(20_000, 0, 0, 0, 100, 0), 20_000, warm: 0);
            marked = marked.After("m", GoingOn, 700, new Usage(10, 0, 20_000, 0, 100, 0), 20_000, warm: 0);
        }

        Assert.InRange(plain.Of("m", GoingOn).WriteShare, 0, 0.15);
        Assert.Equal(1, marked.Of("m", GoingOn).WriteShare, 0.01);
        Assert.Equal(1, plain.Of("other", GoingOn).WriteShare);
    }

    [Fact]
    public void Input_is_expected_as_each_vendor_counts_it()
    {
        var habits = AnswerHabits.None;
        for (int i = 0; i < 5; i++)
        {
            habits = habits.After("claude", GoingOn, 700, new Usage(12_000, 0, 0, 0, 100, 0), 10_000, 0).After("gpt", GoingOn, 700, new Usage(9_000, 0, 0, 0, 100, 0), 10_000, 0);
        }

        Assert.Equal(1.2, habits.Of("claude", GoingOn).InputRatio, 0.02);
        Assert.Equal(0.9, habits.Of("gpt", GoingOn).InputRatio, 0.02);
    }

    [Fact]
    public void What_was_learned_makes_the_predicted_cost_of_a_step_what_is_billed()
    {
        var step = Given.Turn(Phase.Implement);
        var usage = new Usage(0, 0, step.InputTokens * 5 / 4, 0, 90, 0);
        // As one who keeps the prompt bills it: what it writes costs what it costs to write.
        decimal billed = ((usage.CacheWrite * (Given.Haiku.Price.CacheWrite5m ?? Given.Haiku.Price.Input)!.Value) + (usage.Output * Given.Haiku.Price.Output!.Value)) / 1_000_000m;
        decimal Predicted(AnswerHabits habits) => Router.Decide(step, Given.Pool(Given.Haiku), Given.Asking() with { Habits = habits }).CostUsd!.Value;
        var habits = AnswerHabits.None;
        Assert.NotInRange((double)(Predicted(habits) / billed), 0.9, 1.1);
        for (int i = 0; i < 6; i++)
        {
            habits = AnswerLesson.Of(habits, Given.Haiku.Name, step, SessionState.New, Given.Pool(Given.Haiku), usage, DateTimeOffset.UnixEpoch).Habits;
        }

        Assert.InRange((double)(Predicted(habits) / billed), 0.95, 1.05);
    }

    [Fact]
    public void A_titles_few_tokens_teach_nothing_about_how_prompts_are_counted()
    {
        var habits = AnswerHabits.None.After("m", Title, 200, new Usage(170, 0, 0, 0, 12, 0), estimated: 330, warm: 0);
        Assert.Equal(1, habits.Of("m", Asked).InputRatio);
        habits = habits.After("m", Asked, 700, new Usage(17_000, 0, 0, 0, 300, 0), estimated: 20_000, warm: 0);
        Assert.Equal(0.85, habits.Of("m", Asked).InputRatio, 0.02);
    }

    [Fact]
    public void Whatever_comes_expectations_stay_finite_and_shares_within_bounds()
    {
        var random = new Random(7);
        var habits = AnswerHabits.None;
        for (int i = 0; i < 2000; i++)
        {
            long Any() => random.Next(4) == 0 ? random.NextInt64(-5, 5) : random.NextInt64(long.MaxValue >> random.Next(20, 60));
            habits = habits.After("m", random.Next(2) == 0 ? Asked : GoingOn, 700, new Usage(Any(), Any(), 0, 0, Any(), 0), Any(), Any());
            var habit = habits.Of("m", GoingOn);
            Assert.True(double.IsFinite(habit.Bend) && habit.CacheShare is >= 0 and <= 1 && habit.WriteShare is >= 0 and <= 1 && habit.InputRatio is > 0.3 and < 3);
        }
    }

    private static AnswerHabits Repeat(AnswerHabits habits, string model, AnswerKind kind, long output, int times)
    {
        for (int i = 0; i < times; i++)
        {
            habits = habits.After(model, kind, 700, new Usage(1000, 0, 0, 0, output, 0), 0, 0);
        }

        return habits;
    }
}
