namespace CodeRouter.Guards;

/// <summary>What a piece of a request holds.</summary>
/// <param name="Sightings">Credentials and personal data, at their places.</param>
/// <param name="HumanInjection">How likely the human's words try to steer the model against its operator, 0..1.</param>
/// <param name="ToolInjection">The same for what tools said.</param>
public sealed record PieceReading(Sighting[] Sightings, double HumanInjection, double ToolInjection)
{
    public static PieceReading Empty { get; } = new([], 0, 0);
}

/// <summary>What is looked for.</summary>
[Flags]
public enum Sought : byte
{
    None = 0,
    Secrets = 1,
    Personal = 2,
    Injection = 4,
}
