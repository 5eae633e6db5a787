namespace CodeRouter.Core.Steps;

/// <summary>Risks that the words and paths of a step name.</summary>
internal static class RiskWords
{
    public static Risk Read(StepMaterial material) => Read(material.HumanText);

    public static Risk Read(string text)
    {
        var risk = Risk.None;
        _ = text;
        return risk;
    }
}
