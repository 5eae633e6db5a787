using System.Globalization;
using System.Text;
using CodeRouter.Core;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Models;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Steps;
using CodeRouter.Gateway;
using CodeRouter.Ledger;
using CodeRouter.Tests.Config;
using Xunit;

namespace CodeRouter.Tests.Ledger;

public sealed class ManyModelsTests
{
    private const int Models = 400;

    [Theory]
    [InlineData(Phase.Debug, 2)]
    [InlineData(Phase.Plan, 4)]
    public void What_the_books_keep_of_a_decision_among_hundreds_of_models_is_short_and_makes_the_same_decision_again(Phase phase, int difficulty)
    {
        var policy = ConfigFiles.Load(Yaml()).Policy;
        var step = new Step { Kind = StepKind.Turn, Phase = phase, PhaseConfidence = 0.9, Difficulty = difficulty, Session = "s", HumanTurn = true, InputTokens = 2000 };
        var health = policy.Models.ToDictionary(static m => m.Name, static m => new ModelHealth(m.Name != "m7", m.Name == "m9" ? 900 : 41, m.Name == "m11" ? 0.5 : 0), StringComparer.Ordinal);
        var kind = AnswerKind.Of(step.Kind, step.Phase, step.HumanTurn);
        var habits = AnswerHabits.None.After("m3", kind, 400, new Usage(2000, 0, 0, 0, 900, 0), 1800, 0).After("m4", kind, 400, new Usage(2000, 0, 0, 0, 100, 0), 1800, 0);
        var situation = new Situation { Now = DateTimeOffset.UnixEpoch.AddDays(20_000), AskedModel = "coding-auto", Draw = 0.4, Health = health, Habits = habits };

        var decision = Router.Decide(step, policy, situation);
        byte[] kept = DecisionDetail.Write(step, decision, situation, "p");
        var again = DecisionReplay.Again(new StepRecord { Id = "d_1", DetailJson = kept }, _ => policy, other: null)!.Decision;

        Assert.True(decision.Candidates.Count > DecisionDetail.MostKept);
        Assert.InRange(kept.Length, 1000, 9000);
        Assert.Equal(Told(decision), Told(again));
    }

    private static string Told(Decision decision) =>
        string.Join('\n', decision.Candidates.Select(static c => string.Create(CultureInfo.InvariantCulture, $"{c.Model} {c.StepUsd} {c.ExpectedUsd:0.######} {c.Success:0.####}")).Concat(decision.Rejected.Select(static r => r.Model + " " + r.Why)));

    private static string Yaml()
    {
        var yaml = new StringBuilder("providers:\n  models:\n");
        for (int i = 0; i < Models; i++)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"    - {{name: m{i}, tier: {(i % 3) switch { 0 => "cheap", 1 => "balanced", _ => "strong" }}, quality_score: {0.5 + (i * 37 % 40 / 100.0):0.00}, pricing: {{prompt_per_1m: {0.1 + (i % 50 / 10.0):0.00}, completion_per_1m: {1 + (i % 90 / 4.0):0.00}}}, endpoints: [{{endpoint: 'example.org/v1'}}]}}\n");
        }

        return yaml.Append("  default_model: m0\nmodel_groups: {coding-auto: {routing: auto}}\n").ToString();
    }
}
