namespace CodeRouter.Core.Models;

/// <summary>
/// List price in USD per million tokens. Null is unknown and makes the cost unknown; 0 is a price.
/// A missing cached or cache-write price is the prompt price.
/// </summary>
public sealed record Price
{
    public decimal? Input { get; init; }

    public decimal? CachedInput { get; init; }

    public decimal? CacheWrite5m { get; init; }

    public decimal? CacheWrite1h { get; init; }

    public decimal? Output { get; init; }

    /// <summary>Prices that replace these when the whole input is longer; ascending by <see cref="PriceStep.AboveInputTokens"/>.</summary>
    public IReadOnlyList<PriceStep> Steps { get; init; } = [];

    /// <summary>Where the price was read: a table's name, or "configuration".</summary>
    public string? Source { get; init; }

    public DateOnly? AsOf { get; init; }

    public bool IsKnown => Input is not null && Output is not null;
}

/// <summary>Prices from a context length on.</summary>
public sealed record PriceStep(long AboveInputTokens, Price Price);
