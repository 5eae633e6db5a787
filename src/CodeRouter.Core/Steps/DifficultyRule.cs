using System.Buffers;

namespace CodeRouter.Core.Steps;

/// <summary>1 (trivial) to 5 (expert): what the phase usually takes, corrected by the message's weight and by what the step has met.</summary>
internal static class DifficultyRule
{
    private const double WordsShare = 0.45;

    // In the order of the phases: a plan is seldom trivial, a small edit seldom more.
    private static readonly double[] Usual = [2.5, 2.1, 2.4, 2.2, 2.4, 1.8, 1.0, 2.4, 1.4, 0.7];

    private static readonly SearchValues<string> Hard = SearchValues.Create(
    [
        "race", "deadlock", "concurren", "architecture", "distributed", "memory leak", "performance", "rewrite", "end to end", "compiler", "lock", "transaction", "across", "entire", "migrat", "protocol", "scal", "multi-tenant", "encrypt", "strategy", "refactor the whole", "架构", "архитектур",
    ], StringComparison.OrdinalIgnoreCase);

    public static int Read(StepMaterial material, Phase phase, double words, bool template)
    {
        string text = material.HumanText;
        double level = ((1 - WordsShare) * Usual[(int)phase]) + (WordsShare * words);
        level += Weight(text, template);
        if (phase != Phase.ChatOther && NamesHard.Of(text))
        {
            level += 0.5;
        }

        if (material.Evidence.Stuck)
        {
            level += 1;
        }
        else if (material.Evidence.SameFailure >= 2 || (material.Evidence.DeltaFailing >= 0 && material.Evidence.EditedBetweenRuns))
        {
            level += 0.5;
        }

        return (int)Math.Clamp(Math.Round(level), 1, 5);
    }

    private static double Weight(string text, bool template) =>
        template ? text.Length > 400 ? 0.8 : 0.1 : text.Length switch { < 25 => -0.5, < 60 => -0.3, < 160 => 0, < 400 => 0.35, < 1200 => 0.7, _ => 0.8 };

    private static readonly Words.Remembered<bool> NamesHard = new(Names);

    // Only where a word begins, in camel case too: a clock is no lock, a trace no race.
    private static bool Names(string text)
    {
        var head = text.AsSpan(0, Math.Min(text.Length, 600));
        for (int at = 0; head[at..].IndexOfAny(Hard) is var next and >= 0; at++)
        {
            at += next;
            if (at == 0 || !char.IsAsciiLetter(head[at - 1]) || (char.IsAsciiLetterUpper(head[at]) && char.IsAsciiLetterLower(head[at - 1])))
            {
                return true;
            }
        }

        return false;
    }
}
