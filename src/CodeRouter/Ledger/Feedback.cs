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

    /// <summary>Members that were sent and are not known; told to the sender, not kept.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>
    /// Whose word counts more: what ran and what a person says beat a part of the proof, and that beats the agent itself. An agent that says
    /// what ran has a part of the proof; tests of which none ran are none.
    /// </summary>
    public int Weight => Source switch
    {
        "tests" => Ran == 0 ? Claim : Proof,
        "ci" or "user" => Proof,
        "lint" or "build" => PartOfIt,
        _ => Ran > 0 ? PartOfIt : Claim,
    };

    /// <summary>Hope rather than a verdict: kept, and heard by the next step when it is a failure, but no task is judged by it and nothing learned from it.</summary>
    public bool IsClaim => Weight == Claim;

    /// <summary>How many tests; null where no count was given.</summary>
    private long? Ran => Passed is null && Failed is null && Errors is null ? null : (long)(Passed ?? 0) + (Failed ?? 0) + (Errors ?? 0);

    public const int Claim = 1, PartOfIt = 2, Proof = 3;
}

/// <summary>What a feedback was applied to.</summary>
public sealed record FeedbackReceipt(string Id, IReadOnlyList<string> AppliedTo);
