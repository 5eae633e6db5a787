using CodeRouter.Core.Evidence;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Ledger;
using Xunit;

namespace CodeRouter.Tests.Ledger;

/// <summary>What every store must make of tasks and verdicts.</summary>
public abstract class TaskContract
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal abstract ILedgerStore Store { get; }

    [Fact]
    public async Task A_human_turn_begins_a_task_and_what_follows_belongs_to_it()
    {
        Store.Write([Steps.Human("s", 0), Steps.Answered("s", 1), Steps.Answered("s", 2)]);
        Store.Write([Steps.Human("s", 3), Steps.Answered("s", 4)]);

        Assert.Equal([3, 2], (await Store.TasksAsync("s", null, Cancel)).Select(t => t.Steps));
    }

    [Fact]
    public async Task What_a_client_asks_before_the_first_turn_belongs_to_it()
    {
        Store.Write([Steps.Answered("s", 0, with: s => s.Kind = StepKind.Title), Steps.Human("s", 1), Steps.Answered("s", 2)]);

        Assert.Equal([3], (await Store.TasksAsync("s", null, Cancel)).Select(t => t.Steps));
    }

    [Fact]
    public async Task A_turn_sent_again_after_a_failure_is_the_same_task()
    {
        Store.Write([
            Steps.Human("s", 0, 0, s => (s.State, s.RequestHash) = (StepState.Failed, "same")),
            Steps.Human("s", 1, with: s => s.RequestHash = "same"),
            Steps.Human("s", 2, with: s => s.RequestHash = "same"),
        ]);

        // The third says the same again after an answer: a new turn.
        Assert.Equal([2, 1], (await Store.TasksAsync("s", null, Cancel)).Select(t => t.Steps));
    }

    [Fact]
    public async Task A_task_goes_on_after_the_store_was_opened_anew()
    {
        Store.Write([Steps.Human("s", 0)]);
        Reopen();
        Store.Write([Steps.Answered("s", 1)]);

        Assert.Equal([2], (await Store.TasksAsync("s", null, Cancel)).Select(t => t.Steps));
    }

    [Fact]
    public async Task The_last_test_run_is_the_verdict_and_belongs_to_the_turn_before_the_new_one()
    {
        Store.Write([
            Steps.Human("s", 0),
            Steps.Answered("s", 1, with: s => s.EvidenceOutcome = Outcome.TestFailed),
            Steps.Answered("s", 2, with: s => s.EvidenceOutcome = Outcome.TestPassed),
            Steps.Human("s", 3),
            Steps.Answered("s", 4, with: s => s.EvidenceOutcome = Outcome.TestPassed),
            Steps.Human("s", 5, with: s => s.EvidenceOutcome = Outcome.TestFailed),
        ]);

        Assert.Equal([Verdict.Successful, Verdict.Failed, Verdict.None], (await Store.TasksAsync("s", null, Cancel)).Select(t => t.Verdict));
        var tasks = (await Store.UsageAsync(new UsageQuery(), Cancel)).Tasks;
        Assert.Equal((1, 1, 1), (tasks.Successful, tasks.Failed, tasks.NoVerdict));
        // Five judged steps of one cent each, one success.
        Assert.Equal(0.05m, tasks.CostPerSuccessfulUsd);
    }

    [Fact]
    public async Task What_an_agent_only_claims_judges_no_task_and_what_ran_does()
    {
        Store.Write([Steps.Human("s", 0)]);

        var receipt = await Store.AddFeedbackAsync(LedgerStoreContract.Judge("s", "success", "agent"), Cancel);
        Assert.Single(receipt!.AppliedTo);
        Assert.Equal(Verdict.None, await VerdictAsync());
        await Store.AddFeedbackAsync(LedgerStoreContract.Judge("s", "success") with { Passed = 0, Failed = 0 }, Cancel);
        Assert.Equal(Verdict.None, await VerdictAsync());
        await Store.AddFeedbackAsync(LedgerStoreContract.Judge("s", "success", "agent") with { Passed = 2 }, Cancel);
        Assert.Equal(Verdict.Successful, await VerdictAsync());

        // A part of the proof gives way to tests that are seen to run.
        Store.Write([Steps.Answered("s", 2, with: s => s.EvidenceOutcome = Outcome.TestFailed)]);
        Assert.Equal(Verdict.Failed, await VerdictAsync());
        await Store.AddFeedbackAsync(LedgerStoreContract.Judge("s", "success", "lint"), Cancel);
        Assert.Equal(Verdict.Failed, await VerdictAsync());
        await Store.AddFeedbackAsync(LedgerStoreContract.Judge("s", "success") with { Passed = 3 }, Cancel);
        Assert.Equal(Verdict.Successful, await VerdictAsync());
    }

    [Fact]
    public async Task Feedback_outweighs_evidence_tests_outweigh_the_agent_and_the_latest_counts()
    {
        Store.Write([Steps.Human("s", 0), Steps.Answered("s", 1, with: s => s.EvidenceOutcome = Outcome.TestPassed)]);

        await Store.AddFeedbackAsync(LedgerStoreContract.Judge("s", "failure", "agent"), Cancel);
        Assert.Equal(Verdict.Successful, await VerdictAsync());
        await Store.AddFeedbackAsync(LedgerStoreContract.Judge("s", "failure", "user"), Cancel);
        Assert.Equal(Verdict.Failed, await VerdictAsync());
        await Store.AddFeedbackAsync(LedgerStoreContract.Judge("s", "success", "ci"), Cancel);
        Assert.Equal(Verdict.Successful, await VerdictAsync());
        await Store.AddFeedbackAsync(LedgerStoreContract.Judge("s", "failure", "agent"), Cancel);
        Assert.Equal(Verdict.Successful, await VerdictAsync());
        await Store.AddFeedbackAsync(LedgerStoreContract.Judge("s", "failure", "tests"), Cancel);
        Assert.Equal(Verdict.Failed, await VerdictAsync());
        await Store.AddFeedbackAsync(LedgerStoreContract.Judge("s", "cancelled", "tests"), Cancel);
        Assert.Equal(Verdict.None, await VerdictAsync());

        // What the conversation says later does not overrule the word.
        await Store.AddFeedbackAsync(LedgerStoreContract.Judge("s", "success", "tests"), Cancel);
        Store.Write([Steps.Answered("s", 2, with: s => s.EvidenceOutcome = Outcome.TestFailed)]);
        Assert.Equal(Verdict.Successful, await VerdictAsync());
    }

    [Fact]
    public async Task Feedback_on_a_session_judges_no_turn_that_nobody_answered()
    {
        Store.Write([Steps.Human("s", 0), Steps.Human("s", 1, 0, s => s.State = StepState.Failed), Steps.Human("s", 2), Steps.Human("s", 3, 0, s => s.State = StepState.Failed), Steps.Human("lost", 0, 0, s => s.State = StepState.Failed)]);

        await Store.AddFeedbackAsync(LedgerStoreContract.Judge("s", "success"), Cancel);
        Assert.Equal([Verdict.Successful, Verdict.None, Verdict.Successful, Verdict.None], (await Store.TasksAsync("s", null, Cancel)).Select(static t => t.Verdict));

        await Store.AddFeedbackAsync(LedgerStoreContract.Judge("lost", "failure"), Cancel);
        Assert.Equal([Verdict.Failed], (await Store.TasksAsync("lost", null, Cancel)).Select(static t => t.Verdict));
    }

    [Fact]
    public async Task Feedback_on_a_session_is_about_its_newest_turn_and_those_nobody_judged()
    {
        var first = Steps.Human("s", 0);
        var failed = Steps.Human("s", 2);
        var newest = Steps.Human("s", 4);
        Store.Write([first, failed, Steps.Answered("s", 3, with: s => s.EvidenceOutcome = Outcome.TestFailed), newest]);

        var receipt = await Store.AddFeedbackAsync(LedgerStoreContract.Judge("s", "success"), Cancel);

        Assert.Equal([first.Id, newest.Id], receipt?.AppliedTo);
        Assert.Equal([Verdict.Successful, Verdict.Failed, Verdict.Successful], (await Store.TasksAsync("s", null, Cancel)).Select(t => t.Verdict));
    }

    [Fact]
    public async Task Feedback_on_a_decision_or_request_hash_judges_that_steps_task()
    {
        var one = Steps.Human("s", 0, with: s => s.RequestHash = "h1");
        Store.Write([one, Steps.Human("s", 1)]);

        var byId = await Store.AddFeedbackAsync(LedgerStoreContract.Judge("", "success") with { Session = null, Decision = one.Id }, Cancel);
        var byHash = await Store.AddFeedbackAsync(LedgerStoreContract.Judge("", "failure") with { Session = null, Decision = "h1" }, Cancel);

        Assert.Equal([one.Id], byId?.AppliedTo);
        Assert.Equal([one.Id], byHash?.AppliedTo);
        Assert.Equal([Verdict.Failed, Verdict.None], (await Store.TasksAsync("s", null, Cancel)).Select(t => t.Verdict));
        Assert.Null(await Store.AddFeedbackAsync(LedgerStoreContract.Judge("nobody", "success"), Cancel));
    }

    [Fact]
    public async Task The_same_idempotency_key_is_the_same_feedback()
    {
        Store.Write([Steps.Human("s", 0)]);

        var first = await Store.AddFeedbackAsync(LedgerStoreContract.Judge("s", "success", once: "x"), Cancel);
        var again = await Store.AddFeedbackAsync(LedgerStoreContract.Judge("s", "failure", once: "x"), Cancel);

        Assert.Equal(first?.Id, again?.Id);
        Assert.Equal(first?.AppliedTo, again?.AppliedTo);
        Assert.Equal(Verdict.Successful, await VerdictAsync());
    }

    [Fact]
    public async Task Steps_before_a_raise_of_the_tier_are_what_the_baseline_may_not_have_needed()
    {
        Store.Write([
            Steps.Human("s", 0),
            Steps.Answered("s", 1),
            Steps.Answered("s", 2, with: s => s.Tier = Tier.Strong),
            Steps.Answered("s", 3, with: s => s.Tier = Tier.Strong),
            Steps.Human("s", 4),
            Steps.Answered("s", 5, with: s => s.Tier = Tier.Balanced),
        ]);

        // Two steps of $0.10 in the first turn, one in the second.
        Assert.Equal(0.30m, (await Store.UsageAsync(new UsageQuery(), Cancel)).Totals.Usd(Measure.BaselineExtraCost));
    }

    [Fact]
    public async Task A_refused_request_is_no_work_on_a_task()
    {
        Store.Write([Steps.Human("s", 0, 0, s => s.State = StepState.Refused)]);

        Assert.Empty(await Store.TasksAsync("s", null, Cancel));
    }

    internal abstract void Reopen();

    private async Task<Verdict> VerdictAsync() => (await Store.TasksAsync("s", null, Cancel))[^1].Verdict;
}
