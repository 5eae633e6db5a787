using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Models;

/// <summary>How a provider is reached and what a configuration without a file takes from it.</summary>
public sealed record CatalogProvider
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    /// <summary>Environment variables that hold its key, the usual one first. Empty for a local server.</summary>
    public IReadOnlyList<string> EnvironmentKeys { get; init; } = [];

    /// <summary>The formats it speaks, its own first, each with the address that the format's path is appended to.</summary>
    public IReadOnlyList<CatalogEndpoint> Endpoints { get; init; } = [];

    /// <summary>Model ids that zero configuration routes among: a strong, a balanced, a cheap one.</summary>
    public IReadOnlyList<string> Defaults { get; init; } = [];

    /// <summary>The usual port of a local server; null for a provider on the internet.</summary>
    public int? LocalPort { get; init; }

    /// <summary>Where a local server lists its models: <c>/v1/models</c> or <c>/api/tags</c>.</summary>
    public string? ListPath { get; init; }
}

public sealed record CatalogEndpoint(WireFormat Format, Uri BaseUri);
