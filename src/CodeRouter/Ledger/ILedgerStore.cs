using CodeRouter.Core.Models;

namespace CodeRouter.Ledger;

/// <summary>
/// Where the books are kept. One contract, several implementations; the same tests run over all of them. Every read takes the caller's
/// key as part of the question, so that nobody else's rows can come back; null asks for everything.
/// </summary>
public interface ILedgerStore : IDisposable
{
    /// <summary>Product, version and where it came from, for health.</summary>
    string Description { get; }

    /// <summary>
    /// Inserts the steps that are not there yet, with tasks, sessions and roll-ups, in one transaction; all or nothing. Called by one
    /// thread. Gives the number of new rows.
    /// </summary>
    int Write(IReadOnlyList<StepRecord> batch);

    /// <summary>One step by decision id, error id, or request hash (the newest with it).</summary>
    Task<StepRecord?> FindAsync(string idOrHash, string? keyId, CancellationToken cancellationToken);

    /// <summary>Steps, newest first.</summary>
    Task<IReadOnlyList<StepRecord>> StepsAsync(StepQuery query, CancellationToken cancellationToken);

    /// <summary>Sessions, newest first.</summary>
    Task<IReadOnlyList<SessionSummary>> SessionsAsync(SessionQuery query, CancellationToken cancellationToken);

    /// <summary>Counts by name, the greatest first; hour by hour, the oldest first, where that is asked for. Whole hours, the one of <paramref name="since"/> included.</summary>
    Task<IReadOnlyList<Tally>> TalliesAsync(TallyKind kind, DateTimeOffset? since, bool byHour, CancellationToken cancellationToken);

    Task<UsageAnswer> UsageAsync(UsageQuery query, CancellationToken cancellationToken);

    /// <summary>What was used, for budgets: of one key, one session, both, one token group or everybody, since a moment on the hour or ever.</summary>
    Task<Spending> SpentAsync(SpendingQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes a portion of what is older than it may be kept: details, then whole steps, and refusals like those. Sums, sessions, tasks and feedback stay. Gives
    /// the number of rows deleted; 0 when there is nothing left to delete.
    /// </summary>
    int Prune(DateTimeOffset detailsBefore, DateTimeOffset stepsBefore);

    /// <summary>Puts a portion of what was written apart for the writers' sake together, where nobody writes any more. 0 when there is nothing left to do.</summary>
    int Tidy(DateTimeOffset now);

    /// <summary>Keeps the configured models where they differ from what is known; models no longer configured end. Gives the number of new versions.</summary>
    int KeepModels(IReadOnlyList<ModelCard> models, DateTimeOffset at);

    /// <summary>Every version of every model, by name and time.</summary>
    Task<IReadOnlyList<ModelVersion>> ModelsAsync(CancellationToken cancellationToken);

    /// <summary>Keeps a feedback and passes its verdict on to the tasks it is about. The same idempotency key again gives the first receipt.</summary>
    Task<FeedbackReceipt?> AddFeedbackAsync(Feedback feedback, CancellationToken cancellationToken);

    /// <summary>The task a step belongs to, with its verdict; null when the step is unknown.</summary>
    Task<TaskSummary?> TaskOfAsync(string decisionId, string? keyId, CancellationToken cancellationToken);

    /// <summary>Tasks of a session, oldest first.</summary>
    Task<IReadOnlyList<TaskSummary>> TasksAsync(string session, string? keyId, CancellationToken cancellationToken);
}
