namespace CodeRouter.Core.Evidence;

/// <summary>What the last execution said, worst first where several results arrived together.</summary>
public enum Outcome : byte
{
    Ok, TestFailed, TestPassed, BuildError, LintError, EditFailed, CommandNotFound, Timeout, PermissionDenied, NoOutput, OtherError,
}

public static class OutcomeNames
{
    public static string Name(this Outcome outcome) => outcome switch
    {
        Outcome.Ok => "ok",
        Outcome.TestFailed => "test_failed",
        Outcome.TestPassed => "test_passed",
        Outcome.BuildError => "build_error",
        Outcome.LintError => "lint_error",
        Outcome.EditFailed => "edit_failed",
        Outcome.CommandNotFound => "command_not_found",
        Outcome.Timeout => "timeout",
        Outcome.PermissionDenied => "permission_denied",
        Outcome.NoOutput => "no_output",
        Outcome.OtherError => "other_error",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "not an outcome"),
    };
}

/// <summary>One run of a test suite, build or linter as read from a run-type tool's result.</summary>
/// <param name="Suite">Stable key of what was run: the runner and its normalised command, so that two runs can be compared.</param>
/// <param name="Runner">pytest, unittest, jest, go, cargo, dotnet, tsc, eslint …</param>
/// <param name="Failed">Failing tests or errors; null when the output gave no count.</param>
/// <param name="Passed">Passing tests; null when the output gave no count.</param>
/// <param name="Outcome">What the run said.</param>
public sealed record RunReport(string Suite, string Runner, int? Failed, int? Passed, Outcome Outcome);

/// <summary>
/// What execution said in this request: <see cref="Outcome"/> and <see cref="Runs"/> are read from the new tail only
/// (results since the last assistant message); the loop marks look at the recent history in the same request.
/// </summary>
public sealed record StepEvidence
{
    public static StepEvidence None { get; } = new();

    /// <summary>Null only where there is no tool result in the tail.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>Runs in the new tail, in order.</summary>
    public IReadOnlyList<RunReport> Runs { get; init; } = [];

    /// <summary>Runs seen in the whole request before the tail, oldest first (at most the last 16): what progress is measured against.</summary>
    public IReadOnlyList<RunReport> EarlierRuns { get; init; } = [];

    /// <summary>Failing tests now minus failing tests at the previous run of the same suite; null when there is nothing to compare.</summary>
    public int? DeltaFailing { get; init; }

    /// <summary>An edit was made between the two compared runs.</summary>
    public bool EditedBetweenRuns { get; init; }

    /// <summary>How often the newest failing call was made with the same arguments and the same failure, itself included.</summary>
    public int SameFailure { get; init; }

    /// <summary>Same failure three times, oscillating edits, or read-only churn.</summary>
    public bool Stuck { get; init; }

    /// <summary>One plain line: "3 failed, 5 passed (pytest), 2 fewer than before".</summary>
    public string? Summary { get; init; }
}
