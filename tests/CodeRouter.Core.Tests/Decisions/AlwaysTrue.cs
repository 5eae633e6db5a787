using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static CodeRouter.Core.Tests.Decisions.Given;

namespace CodeRouter.Core.Tests.Decisions;

/// <summary>What holds for every pool, step and situation.</summary>
public sealed class AlwaysTrue
{
    /// <summary>Everything a case is made of, as small numbers that shrink well.</summary>
    public sealed record Case(
        int[] Prices, Phase Phase, StepKind Kind, int Difficulty, int Risk, int Tokens, bool Human, int Current, int Floor,
        int FailingRuns, bool Recovered, int SinceRaise, int Health, int Warm, Preference Preference, int Draw, bool Tools);

    private static readonly Arbitrary<Case> Cases = Arb.From(
        from prices in Gen.Choose(1, 30).ArrayOf(8)
        from phase in Gen.Elements(StepNames.Phases.ToArray())
        from kind in Gen.Elements(StepKind.Turn, StepKind.ToolContinuation, StepKind.Subagent, StepKind.Title, StepKind.Compaction)
        from difficulty in Gen.Choose(1, 5)
        from risk in Gen.Choose(0, 31)
        from tokens in Gen.Choose(100, 190_000)
        from human in Gen.Elements(true, false)
        from current in Gen.Choose(-1, 7)
        from floor in Gen.Choose(-1, 3)
        from failing in Gen.Choose(0, 2)
        from recovered in Gen.Elements(true, false)
        from since in Gen.Choose(0, 6)
        from health in Gen.Choose(0, 255)
        from warm in Gen.Choose(0, 255)
        from preference in Gen.Elements(Preference.Cost, Preference.Balanced, Preference.Quality)
        from draw in Gen.Choose(0, 999)
        from tools in Gen.Elements(true, false)
        select new Case(prices, phase, kind, difficulty, risk, tokens, human, current, floor, failing, recovered, since, health, warm, preference, draw, tools));

    [Fact]
    public void The_same_step_policy_and_situation_give_the_same_decision() => Holds(c =>
    {
        var (step, policy, situation) = Build(c);
        var a = Router.Decide(step, policy, situation);
        var b = Router.Decide(step with { }, policy with { }, situation with { });
        return a.Model?.Name == b.Model?.Name
            && a.Mode == b.Mode
            && a.CostUsd == b.CostUsd
            && a.Reasons.SequenceEqual(b.Reasons)
            && a.Candidates.SequenceEqual(b.Candidates)
            && a.Fallbacks.Select(f => f.Name).SequenceEqual(b.Fallbacks.Select(f => f.Name), StringComparer.Ordinal)
            && a.Session.Floor == b.Session.Floor
            && a.Session.Model == b.Session.Model;
    });

    [Fact]
    public void An_ineligible_model_is_never_taken_nor_offered_as_a_fallback() => Holds(c =>
    {
        var (step, policy, situation) = Build(c);
        var decision = Router.Decide(step, policy, situation);
        var taken = decision.Fallbacks.Append(decision.Model!).Where(m => m is not null).ToList();
        bool anybody = policy.Models.Any(m => Fits(m, step, situation));
        return taken.TrueForAll(m => Fits(m, step, situation))
            && anybody == decision.Model is not null
            && decision.Rejected.Count == policy.Models.Count(m => !Fits(m, step, situation));
    });

    [Fact]
    public void More_failing_evidence_never_lowers_the_tier() => Holds(c =>
    {
        var (step, policy, situation) = Build(c);
        StepEvidence[] rising =
        [
            StepEvidence.None,
            Failing(2),
            Failing(2, delta: 0),
            Failing(5, delta: 3),
            Failing(5, delta: 3, sameFailure: 3),
            Failing(5, delta: 3, sameFailure: 3) with { Stuck = true },
        ];
        Tier? before = null;
        foreach (var evidence in rising)
        {
            if (Router.Decide(step with { Evidence = evidence }, policy, situation).Model is not { } model)
            {
                return true;
            }

            if (model.Tier < before)
            {
                return false;
            }

            before = model.Tier;
        }

        return true;
    });

    [Fact]
    public void Less_budget_never_takes_a_dearer_tier() => Holds(c =>
    {
        var (step, policy, situation) = Build(c with { Warm = 0, Prices = [.. c.Prices.Select((_, i) => 1 << (2 * (i / 2)))] });
        Tier? before = null;
        foreach (decimal left in new[] { 1000m, 100m, 20m, 5m, 2m, 1m, 0.5m, 0.2m, 0.1m, 0.01m })
        {
            if (Router.Decide(step, policy, situation with { BudgetLeftUsd = left }).Model is not { } model)
            {
                return true;
            }

            if (model.Tier > before)
            {
                return false;
            }

            before = model.Tier;
        }

        return true;
    });

    [Fact]
    public void What_is_no_work_never_changes_the_session() => Holds(c =>
    {
        var (step, policy, situation) = Build(c with { Kind = StepKind.Title });
        return Router.Decide(step, policy, situation).Session == situation.Session;
    });

    [Fact]
    public void A_tool_loop_without_evidence_stays_with_a_model_that_can_go_on() => Holds(c =>
    {
        var (step, policy, situation) = Build(c with { Kind = StepKind.ToolContinuation, Human = false, FailingRuns = 0, Floor = -1 });
        step = step with { Phase = Phase.Explain };
        var current = policy.Models.FirstOrDefault(m => m.Name == situation.Session.Model);
        return current is null || !Fits(current, step, situation) || Router.Decide(step, policy, situation).Model!.Name == current.Name;
    });

    private static void Holds(Func<Case, bool> property) =>
        Prop.ForAll(Cases, property).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(20261120, 7));

    private static (Step Step, Policy Policy, Situation Situation) Build(Case c)
    {
        ModelCard[] models =
        [
            .. Enumerable.Range(0, 8).Select(i =>
                Model($"m{i}", (Tier)(i / 2), c.Prices[i], c.Prices[i] * 5, c.Prices[i] * 0.1m, window: i % 3 == 0 ? 50_000 : 200_000) with
                {
                    Capabilities = i == 3 ? Capability.None : null,
                }),
        ];
        var policy = Pool(models) with { Preference = c.Preference };
        var step = Turn(c.Phase, "do it", c.Difficulty, (Risk)c.Risk) with
        {
            Kind = c.Kind,
            HumanTurn = c.Kind == StepKind.Turn && c.Human,
            InputTokens = c.Tokens,
            Needs = c.Tools ? Capability.Tools : Capability.None,
        };
        var session = SessionState.New with
        {
            Steps = c.Current < 0 ? 0 : 9,
            Model = c.Current < 0 ? null : $"m{c.Current}",
            Floor = c.Floor < 0 ? null : (Tier)c.Floor,
            FailingRuns = c.FailingRuns,
            Recovered = c.Recovered,
            StepsSinceRaise = c.SinceRaise,
        };
        foreach (int i in Enumerable.Range(0, 8).Where(i => (c.Warm & (1 << i)) != 0))
        {
            session = session with { Caches = session.Caches.SetItem($"m{i}", new CacheState(c.Tokens, Noon.AddSeconds(-60))) };
        }

        var health = Enumerable.Range(0, 8).Where(i => (c.Health & (1 << i)) != 0)
            .ToDictionary(i => $"m{i}", i => new ModelHealth(i % 2 == 0, null, 0.1), StringComparer.Ordinal);
        return (step, policy, Asking() with { Session = session, Health = health, Draw = c.Draw / 1000.0 });
    }

    private static bool Fits(ModelCard model, Step step, Situation situation) =>
        step.InputTokens + 8_000 <= model.ContextWindow
        && (model.Capabilities is null || (step.Needs & ~model.Capabilities.Value) == Capability.None)
        && (!situation.Health.TryGetValue(model.Name, out var health) || health.Available);
}
