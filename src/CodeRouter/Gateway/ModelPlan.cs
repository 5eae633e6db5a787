using CodeRouter.Core;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Gateway;

/// <summary>What the router would do with a first step of a phase: asked of the router, not of a table about it.</summary>
public static class ModelPlan
{
    public static Decision For(Phase phase, int difficulty, string? risk, Policy policy, IReadOnlyDictionary<string, ModelHealth> health, DateTimeOffset now)
    {
        var step = new Step
        {
            Kind = StepKind.Turn,
            Phase = phase,
            PhaseConfidence = 1,
            Difficulty = difficulty,
            Risk = ParseRisk(risk),
            HumanTurn = true,
            Session = "model-plan",
            Messages = 1,
            InputTokens = 20_000,
            Needs = Capability.Tools,
        };
        // Rules look at words, and a plan has none: it shows the automatic choice.
        return Router.Decide(step, policy with { Rules = [] }, new Situation { Now = now, AskedModel = Policy.AutoGroup, Health = health });
    }

    private static Risk ParseRisk(string? names)
    {
        var risk = Risk.None;
        foreach (string name in (names ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            risk |= name.ToLowerInvariant() switch
            {
                "security" => Risk.Security,
                "migration" => Risk.Migration,
                "public_api" => Risk.PublicApi,
                "multi_file" => Risk.MultiFile,
                "destructive" => Risk.Destructive,
                _ => Risk.None,
            };
        }

        return risk;
    }
}
