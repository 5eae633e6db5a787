namespace CodeRouter.Access;

/// <summary>Keys that share limits. A key may name a group that nobody has set up: then it is a label.</summary>
public sealed record TokenGroup
{
    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>Shared by all its keys together.</summary>
    public LimitSet Limits { get; init; } = LimitSet.None;

    /// <summary>Models and model groups its keys may use; null is all.</summary>
    public IReadOnlySet<string>? Models { get; init; }

    /// <summary>What its keys are charged for a dollar of cost.</summary>
    public decimal Ratio { get; init; } = 1;

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Grows with every change.</summary>
    public long Revision { get; init; }
}
