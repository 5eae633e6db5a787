using CodeRouter.Core.Steps.Words;

namespace CodeRouter.Core.Steps;

/// <summary>Layers in the order of how much they know: the client's own word, what the tools did, the human's words.</summary>
internal static class PhaseLayers
{
    private const int Count = 10;
    private const double TemplateConfidence = 0.88;

    // Set, with the temperature below, on the measured steps: 0.75 reads two of a hundred fewer rightly; 0.6 one more, but how sure it is says less.
    private const double WordsCount = 0.65;

    // What a step is when the last human words were a mere "yes" or "continue": work goes on.
    private static readonly double[] GoingOn = [0.10, 0.38, 0.13, 0.12, 0.03, 0.09, 0.02, 0.09, 0.03, 0.01];

    public static PhaseVerdict Judge(StepMaterial material)
    {
        var words = Judge(material.HumanText);
        if (material.Hint is { } hint && StepNames.ParsePhase(hint.Phase) is { } told)
        {
            return new PhaseVerdict(told, hint.Confidence, hint.Why, DifficultyRule.Read(material, told, words.Difficulty, template: false));
        }

        var template = KnownTemplates.Read(material.HumanText);
        if (material.Tail.Count == 0 && material.HumanTurn)
        {
            if (template is { } named)
            {
                return new PhaseVerdict(named, TemplateConfidence, "a known workflow command", DifficultyRule.Read(material, named, words.Difficulty, template: true));
            }

            var (phase, probability) = words.Best();
            return new PhaseVerdict(phase, probability, "words of the last message", DifficultyRule.Read(material, phase, words.Difficulty, template: false));
        }

        Span<double> odds = stackalloc double[Count];
        Start(odds, words.Phases, template);
        string why = ToolHistory.Weigh(material, odds);
        var verdict = Best(odds, why.Length > 0 ? why : template is null ? "words of the turn and what the tools did" : "a known workflow command and what the tools did");
        return verdict with { Difficulty = DifficultyRule.Read(material, verdict.Phase, words.Difficulty, template is not null) };
    }

    private static readonly Remembered<WordsVerdict> Words = new(static text => WordsModel.BuiltIn?.Judge(text) ?? new WordsVerdict([.. GoingOn], 2));

    private static WordsVerdict Judge(string text) => Words.Of(text);

    // The turn's words say what the whole turn is about, the step may be elsewhere: they count, but not as if they were new.
    private static void Start(Span<double> odds, double[] words, Phase? template)
    {
        double vague = words[(int)Phase.ChatOther];
        for (int i = 0; i < Count; i++)
        {
            double p = i == (int)Phase.ChatOther ? 0.02 : words[i];
            if (template is { } named)
            {
                p = i == (int)named ? 0.62 : 0.042;
                vague = 0.02;
            }

            odds[i] = Math.Log(Math.Max(0.004, (p * WordsCount * (1 - vague)) + (GoingOn[i] * (1 - WordsCount + (WordsCount * vague)))));
        }

        // Small edits and questions soon become work on the whole.
        odds[(int)Phase.SmallEdit] -= 0.3;
    }

    private static PhaseVerdict Best(Span<double> odds, string why)
    {
        const double temperature = 0.8;
        int best = 0;
        for (int i = 1; i < Count; i++)
        {
            best = odds[i] > odds[best] ? i : best;
        }

        double total = 0;
        foreach (double odd in odds)
        {
            total += Math.Exp((odd - odds[best]) / temperature);
        }

        return new PhaseVerdict((Phase)best, 1 / total, why, 1);
    }
}
