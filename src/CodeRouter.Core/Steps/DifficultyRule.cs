namespace CodeRouter.Core.Steps;

/// <summary>1 (trivial) to 5 (expert): the words' estimate, corrected by what the step has met.</summary>
internal static class DifficultyRule
{
    public static int Read(StepMaterial material, double words)
    {
        double level = words;
        if (material.Evidence.Stuck)
        {
            level += 1;
        }
        else if (material.Evidence.SameFailure >= 2 || material.Evidence.DeltaFailing >= 0 && material.Evidence.EditedBetweenRuns)
        {
            level += 0.5;
        }

        return (int)Math.Clamp(Math.Round(level), 1, 5);
    }
}
