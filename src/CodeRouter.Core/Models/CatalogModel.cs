namespace CodeRouter.Core.Models;

/// <summary>What is publicly known of one model at one provider. Unknown is null.</summary>
public sealed record CatalogModel
{
    /// <summary>The provider's id in the catalog: <c>anthropic</c>, <c>openrouter</c> …</summary>
    public required string Provider { get; init; }

    /// <summary>The name the provider knows it by: what is sent upstream.</summary>
    public required string Id { get; init; }

    public string? Title { get; init; }

    public string? Family { get; init; }

    public DateOnly? Released { get; init; }

    /// <summary>Tokens of input and answer together.</summary>
    public int? ContextWindow { get; init; }

    public int? MaxOutput { get; init; }

    public Capability? Capabilities { get; init; }

    public Price Price { get; init; } = new();

    public bool OpenWeights { get; init; }

    /// <summary>The provider has announced its end, or ended it.</summary>
    public bool Deprecated { get; init; }

    /// <summary>Makes vectors, not answers.</summary>
    public bool Embedding { get; init; }

    /// <summary>From the family's rule, else from the price; null when neither says anything.</summary>
    public Tier? Tier { get; init; }

    public double? Quality { get; init; }

    public IReadOnlyDictionary<string, double> Scores { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);
}
