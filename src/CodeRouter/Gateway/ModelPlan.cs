using CodeRouter.Core;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Gateway;

/// <summary>What the router would do with a first step of a phase: asked of the router, not of a table about it.</summary>
public static class ModelPlan
{
    public const int UsualDifficulty = 3;

    public static Decision For(Phase phase, int difficulty, Risk risk, Policy policy, IReadOnlyDictionary<string, ModelHealth> health, DateTimeOffset now)
    {
        var step = new Step
        {
            Kind = StepKind.Turn,
            Phase = phase,
            PhaseConfidence = 1,
            Difficulty = difficulty,
            Risk = risk,
            HumanTurn = true,
            Session = "model-plan",
            Messages = 1,
            InputTokens = 20_000,
            Needs = Capability.Tools,
        };
        // Rules look at words, and a plan has none: it shows the automatic choice.
        return Router.Decide(step, policy with { Rules = [] }, new Situation { Now = now, AskedModel = Policy.AutoGroup, Health = health });
    }

    /// <summary>Names with commas between, or the word none; false where one is no risk.</summary>
    public static bool TryParseRisk(string names, out Risk risk)
    {
        risk = Risk.None;
        foreach (string name in names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var one = RiskNames.Parse(name);
            risk |= one;
            if (one == Risk.None && !name.Equals("none", StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }
}
