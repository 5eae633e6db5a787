namespace CodeRouter.Core.Evidence.Runners;

/// <summary>What a line of a runner's output is about.</summary>
public enum ReportKind : byte
{
    Test,
    Build,
    Lint,

    /// <summary>Tests, if it was a test command that printed it: words and marks that others print too.</summary>
    Maybe,

    /// <summary>A run that failed as a whole though no test did: none was found, too little was covered.</summary>
    Refused,

    /// <summary>What runs others (make, ninja) stopped because one of them failed: it says so of compilers, tests and linters alike.</summary>
    Stopped,
}

/// <summary>What one line reports.</summary>
/// <param name="Kind">Tests, compilation, or style.</param>
/// <param name="Failed">Failing tests or errors in this line; null when the line gives no number.</param>
/// <param name="Passed">Passing tests; null when the line gives no number.</param>
/// <param name="Bad">The line says that something failed.</param>
/// <param name="Adds">This line is one item among many (one error, one failing test): items are counted, summaries replace the count.</param>
/// <param name="Ran">All tests that ran, failing ones among them.</param>
/// <param name="Skipped">All tests there are were skipped: what stands above by name is waiting, not failing.</param>
public readonly record struct Tally(ReportKind Kind, int? Failed, int? Passed, bool Bad, bool Adds = false, int? Ran = null, bool Skipped = false);

/// <summary>Reads one line; null when the line only looks like it.</summary>
public delegate Tally? TallyReader(ReadOnlySpan<char> line);

/// <summary>A line worth reading: the text it must contain, whose it is, how it is read.</summary>
/// <param name="Block">How many lines the summary takes; the reader gets them in one.</param>
/// <param name="Closes">The line is all that a run says of its counts: met again letter by letter, it is the same run shown twice (<c>tee log; tail log</c>).</param>
public sealed record RunnerMark(string Runner, string Mark, TallyReader Read, int Block = 1, bool Closes = false);
