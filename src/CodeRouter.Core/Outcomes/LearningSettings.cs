namespace CodeRouter.Core.Outcomes;

/// <summary>Every number of learning from outcomes, with its default.</summary>
public sealed record LearningSettings
{
    public bool Enabled { get; init; } = true;

    /// <summary>How many outcomes the prior is worth against those seen everywhere.</summary>
    public double PriorWeight { get; init; } = 20;

    /// <summary>How many outcomes the wider level is worth against the narrower: everywhere against the language, the language against the repository.</summary>
    public double WiderWeight { get; init; } = 10;

    /// <summary>Days after which an outcome counts half.</summary>
    public double HalfLifeDays { get; init; } = 30;

    /// <summary>What a decision earns of an outcome, as a share of what the one after it earned.</summary>
    public double CreditFade { get; init; } = 0.8;

    /// <summary>Outcomes, faded, from which a model can lose its place for a kind of work.</summary>
    public double LoseAfter { get; init; } = 5;

    /// <summary>Share of good outcomes below which it does.</summary>
    public double LoseBelow { get; init; } = 0.35;
}
