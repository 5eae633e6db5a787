namespace CodeRouter.Ledger;

/// <summary>What somebody says a step or a session came to.</summary>
public sealed record Feedback
{
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The key that sent it: only its own steps can be judged; null is a caller without one, who may judge all.</summary>
    public string? KeyId { get; init; }

    public string? Session { get; init; }

    /// <summary>Decision id or request hash.</summary>
    public string? Decision { get; init; }

    /// <summary>success | failure | partial | cancelled.</summary>
    public required string Outcome { get; init; }

    /// <summary>tests | user | ci | lint | build | agent.</summary>
    public string Source { get; init; } = "user";

    /// <summary>good_fit | underpowered | overprovisioned | failed.</summary>
    public string? Fit { get; init; }

    public double? Score { get; init; }

    public int? Passed { get; init; }

    public int? Failed { get; init; }

    public int? Errors { get; init; }

    public int? Skipped { get; init; }

    public string? Commit { get; init; }

    public string? Repository { get; init; }

    public string? Note { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>Whose word counts more: what ran beats what a person thinks of as done, both beat a part of the proof, all beat the agent itself.</summary>
    public int Weight => Source switch
    {
        "tests" or "ci" => 3,
        "user" => 3,
        "lint" or "build" => 2,
        _ => 1,
    };
}

/// <summary>What a feedback was applied to.</summary>
public sealed record FeedbackReceipt(string Id, IReadOnlyList<string> AppliedTo);
