using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Outcomes;

/// <summary>
/// How likely a model finishes a piece of work before anything was learned about it: its own score for the phase, else its
/// overall quality, else what models of its tier usually do. Difficulty stretches or shrinks what is missing to 1:
/// an edit of one line is done by nearly everybody (measured 83–90 %), a change over several files by few.
/// </summary>
public static class SuccessPrior
{
    private const double Least = 0.05, Most = 0.98;

    // Rows are phases in the order of the enum; columns local, cheap, balanced, strong. Anchored on open agent outcomes
    // (issue repair: 55 / 70 / 76 / 84 % by tier) and on single-shot coding scores by kind of work.
    private static readonly double[][] ByTier =
    [
        [.45, .62, .76, .85], // plan
        [.50, .70, .77, .85], // implement
        [.45, .66, .75, .84], // debug
        [.55, .74, .79, .84], // test
        [.50, .69, .77, .85], // refactor
        [.75, .86, .90, .92], // document
        [.76, .88, .91, .93], // small_edit
        [.45, .62, .75, .84], // review
        [.60, .77, .84, .88], // explain
        [.65, .80, .85, .88], // chat_other
    ];

    private static readonly double[] Hardness = [1.0, 0.4, 0.7, 1.0, 1.25, 1.5];

    /// <summary>Score of a model for a phase at middling difficulty, 0..1.</summary>
    public static double Score(ModelCard model, Phase phase)
    {
        string name = phase.Name();
        if (model.Scores.TryGetValue(name, out double score))
        {
            return score;
        }

        double usual = ByTier[(int)phase][(int)model.Tier] + Tagged(model, phase);
        if (model.Quality is not { } quality)
        {
            return Math.Clamp(usual, Least, Most);
        }

        // Overall quality says how it stands among its kind; the phase's row says how hard this kind of work is for all.
        double typical = ByTier[(int)Phase.Implement][(int)Tier.Balanced];
        double row = ByTier[(int)phase][(int)Tier.Balanced];
        return Math.Clamp(quality + row - typical + Tagged(model, phase), Least, Most);
    }

    /// <summary>An operator's word for what a model is good at ("coding", "debugging") counts a little, where nothing was measured.</summary>
    private static double Tagged(ModelCard model, Phase phase)
    {
        foreach (string tag in model.Tags)
        {
            bool fits = tag.ToLowerInvariant() switch
            {
                "coding" or "code" => phase is Phase.Implement or Phase.Test,
                "debugging" => phase is Phase.Debug,
                "refactoring" => phase is Phase.Refactor,
                "testing" => phase is Phase.Test,
                "documentation" or "writing" => phase is Phase.Document,
                "reasoning" or "planning" or "architecture" => phase is Phase.Plan or Phase.Debug or Phase.Review,
                "analysis" or "review" => phase is Phase.Review or Phase.Explain,
                "fast" => phase is Phase.SmallEdit or Phase.ChatOther,
                _ => false,
            };
            if (fits)
            {
                return 0.02;
            }
        }

        return 0;
    }

    /// <summary>Probability of success at a difficulty of 1..5, given the score at middling difficulty.</summary>
    public static double AtDifficulty(double score, int difficulty) =>
        Math.Clamp(1 - ((1 - score) * Hardness[Math.Clamp(difficulty, 1, 5)]), Least, Most);
}
