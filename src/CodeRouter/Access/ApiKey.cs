namespace CodeRouter.Access;

/// <summary>One key as it is kept: never the secret, only its SHA-256.</summary>
public sealed record ApiKey
{
    /// <summary>The public part, shown everywhere.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The token group whose limits it shares.</summary>
    public string? Group { get; init; }

    public required byte[] SecretHash { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>USD in all; null is no limit.</summary>
    public decimal? BudgetUsd { get; init; }

    /// <summary>USD per UTC day; null is no limit.</summary>
    public decimal? BudgetUsdPerDay { get; init; }

    /// <summary>Models and groups it may name or be routed to; null is all.</summary>
    public IReadOnlySet<string>? Models { get; init; }

    /// <summary>May administer.</summary>
    public bool IsAdmin { get; init; }
}
