namespace CodeRouter.Core.Steps;

/// <summary>Layers in the order of how much they know: the client's own word, what the tools did, the human's words.</summary>
internal static class PhaseLayers
{
    public static PhaseVerdict Judge(StepMaterial material)
    {
        if (material.Hint is { } hint && StepNames.ParsePhase(hint.Phase) is { } told)
        {
            return new PhaseVerdict(told, hint.Confidence, hint.Why, 3);
        }

        if (material.Tail.Count == 0 && Words.WordsModel.BuiltIn is { } model)
        {
            var words = model.Judge(material.HumanText);
            var (best, probability) = words.Best();
            return new PhaseVerdict(best, probability, "words of the last message", (int)Math.Clamp(Math.Round(words.Difficulty), 1, 5));
        }

        if (material.Evidence.Outcome is Evidence.Outcome.TestFailed or Evidence.Outcome.BuildError)
        {
            return new PhaseVerdict(Phase.Debug, 0.7, "the last run failed", 3);
        }

        return SevenPatterns.Match(material.HumanText) is { } phase
            ? new PhaseVerdict(phase, 0.5, "words of the last message", 3)
            : new PhaseVerdict(Phase.Implement, 0.3, "nothing says otherwise", 3);
    }
}
