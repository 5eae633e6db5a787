using System.Globalization;
using CodeRouter.Core;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Gateway;

/// <summary>What the router would do with a first step of a phase: asked of the router, not of a table about it.</summary>
public static class ModelPlan
{
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

    /// <summary>What is wrong with the question, ending with the words there are; null when nothing is.</summary>
    public static string? Wrong(IQueryCollection asked) =>
        asked["phase"] is [{ Length: > 0 } phase, ..] && StepNames.ParsePhase(phase) is null ? $"phase is none of these words. Use one of {string.Join(", ", StepNames.Phases.Select(static p => p.Name()))}."
        : asked["difficulty"] is [{ Length: > 0 } difficulty, ..] && DifficultyOf(difficulty) is null ? "difficulty is a number from 1 (easy) to 5 (hard). Write one of them, or leave it out for 3."
        : RiskOf(asked["risk"]) is null ? "risk is none of these words. Use one or more of security, migration, public_api, multi_file, destructive, with commas between."
        : null;

    /// <summary>1 to 5; null when it is neither.</summary>
    public static int? DifficultyOf(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= 5 ? number : null;

    /// <summary>Risks by name with commas between, none where nothing stands there; null when a word is no risk.</summary>
    public static Risk? RiskOf(string? names)
    {
        var risk = Risk.None;
        foreach (string name in (names ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var one = name.ToLowerInvariant() switch
            {
                "security" => Risk.Security,
                "migration" => Risk.Migration,
                "public_api" => Risk.PublicApi,
                "multi_file" => Risk.MultiFile,
                "destructive" => Risk.Destructive,
                "none" => Risk.None,
                _ => (Risk?)null,
            };
            if (one is null)
            {
                return null;
            }

            risk |= one.Value;
        }

        return risk;
    }
}
