namespace CodeRouter.Access;

/// <summary>What a key may do besides asking models. Each may what the ones before it may.</summary>
public enum Role : byte { None, Viewer, Admin, Owner }

/// <summary>One key as it is kept: never the secret, only its SHA-256.</summary>
public sealed record ApiKey
{
    /// <summary>The public part, shown everywhere.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The token group whose limits it shares.</summary>
    public string? Group { get; init; }

    /// <summary>Whose it is, for reports.</summary>
    public string? User { get; init; }

    /// <summary>Whose budget it is paid from, for statements.</summary>
    public string? Team { get; init; }

    public required byte[] SecretHash { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public LimitSet Limits { get; init; } = LimitSet.None;

    /// <summary>Models and model groups it may name or be routed to; null is all.</summary>
    public IReadOnlySet<string>? Models { get; init; }

    /// <summary>Addresses or ranges it may be used from; null is anywhere.</summary>
    public IReadOnlyList<string>? Addresses { get; init; }

    public Role Role { get; init; }

    /// <summary>Grows with every change of the key: who changes it says which one was seen.</summary>
    public long Revision { get; init; }
}
