namespace CodeRouter.Ledger;

/// <summary>Which steps. Null is no condition.</summary>
public sealed record StepQuery
{
    public string? Session { get; init; }

    public string? KeyId { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    /// <summary>Only those that did not end in a complete answer.</summary>
    public bool FailedOnly { get; init; }

    /// <summary>Only those that ended with this code.</summary>
    public string? ErrorKind { get; init; }

    public int Limit { get; init; } = 200;

    public int Offset { get; init; }

    /// <summary>Details are most of a row's bytes and lists do not show them.</summary>
    public bool WithDetail { get; init; }
}

/// <summary>Which sessions.</summary>
public sealed record SessionQuery
{
    public string? KeyId { get; init; }

    /// <summary>A part of the session's id, agent or repository, taken literally.</summary>
    public string? Search { get; init; }

    public DateTimeOffset? Since { get; init; }

    public int Limit { get; init; } = 100;

    public int Offset { get; init; }
}

/// <summary>A session as lists show it.</summary>
public sealed record SessionSummary(
    string Id,
    string? KeyId,
    string? Agent,
    string? Repository,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt,
    string? LastModel,
    string? LastPhase,
    UsageSums Sums);

/// <summary>What tests or people said a task came to.</summary>
public enum Verdict : sbyte { Failed = -1, None = 0, Successful = 1 }

/// <summary>One human turn of a session and what it took.</summary>
public sealed record TaskSummary(
    long Id,
    string Session,
    string? KeyId,
    DateTimeOffset StartedAt,
    DateTimeOffset LastAt,
    int Steps,
    decimal CostUsd,
    Verdict Verdict,
    Verdict Evidence,
    string? FeedbackOutcome,
    string? FeedbackSource);
