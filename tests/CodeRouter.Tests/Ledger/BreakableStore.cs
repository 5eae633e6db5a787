using CodeRouter.Ledger;
using CodeRouter.Storage.Sqlite;

namespace CodeRouter.Tests.Ledger;

/// <summary>A store whose disk can be taken away.</summary>
internal sealed class BreakableStore(ILedgerStore inner) : ILedgerStore
{
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A session whose steps are never taken.</summary>
    public const string Poison = "poison";

    /// <summary>Takes that session's steps too, as a mended version would.</summary>
    public bool TakesPoison { get; set; }

    private int _failures;
    private int _pruneFailures;
    private int _turned;

    public volatile bool Broken;

    /// <summary>Nothing can be added any more; what adds nothing still succeeds, as on a full disk.</summary>
    public volatile bool Full;

    /// <summary>Tries to add while nothing could be.</summary>
    public int Turned => Volatile.Read(ref _turned);

    /// <summary>Ends when a second write failed: by then the writer has said what is wrong with the first.</summary>
    public Task Failed => _failed.Task;

    public string Description => inner.Description;

    public int Write(IReadOnlyList<StepRecord> batch)
    {
        if (!TakesPoison && batch.FirstOrDefault(r => r.Session == Poison) is { } poison)
        {
            throw new InvalidOperationException($"NOT NULL constraint failed by {poison.Id}");
        }

        if (Full && batch.Count > 0)
        {
            Interlocked.Increment(ref _turned);
            throw new SqliteFailure("database or disk is full", 13);
        }

        if (!Broken)
        {
            return inner.Write(batch);
        }

        if (Interlocked.Increment(ref _failures) == 2)
        {
            _failed.TrySetResult();
        }

        throw new IOException("database or disk is full");
    }

    public Task<StepRecord?> FindAsync(string idOrHash, string? keyId, CancellationToken cancellationToken) => inner.FindAsync(idOrHash, keyId, cancellationToken);

    public Task<IReadOnlyList<StepRecord>> StepsAsync(StepQuery query, CancellationToken cancellationToken) => inner.StepsAsync(query, cancellationToken);

    public Task<IReadOnlyList<SessionSummary>> SessionsAsync(SessionQuery query, CancellationToken cancellationToken) => inner.SessionsAsync(query, cancellationToken);

    public Task<IReadOnlyList<Tally>> TalliesAsync(TallyKind kind, DateTimeOffset? since, bool byHour, CancellationToken cancellationToken) => inner.TalliesAsync(kind, since, byHour, cancellationToken);

    public Task<UsageAnswer> UsageAsync(UsageQuery query, CancellationToken cancellationToken) => inner.UsageAsync(query, cancellationToken);

    public int KeepModels(IReadOnlyList<Core.Models.ModelCard> models, DateTimeOffset at) => inner.KeepModels(models, at);

    public Task<IReadOnlyList<ModelVersion>> ModelsAsync(CancellationToken cancellationToken) => inner.ModelsAsync(cancellationToken);

    public Task<Spending> SpentAsync(SpendingQuery query, CancellationToken cancellationToken) => inner.SpentAsync(query, cancellationToken);

    /// <summary>Times somebody tried to delete while nothing could be.</summary>
    public int PruneFailures => Volatile.Read(ref _pruneFailures);

    public int Prune(DateTimeOffset detailsBefore, DateTimeOffset stepsBefore)
    {
        if (Broken)
        {
            Interlocked.Increment(ref _pruneFailures);
            throw new TimeoutException("the database does not answer");
        }

        return inner.Prune(detailsBefore, stepsBefore);
    }

    public int Tidy(DateTimeOffset now) => inner.Tidy(now);

    public Task<FeedbackReceipt?> AddFeedbackAsync(Feedback feedback, CancellationToken cancellationToken) => inner.AddFeedbackAsync(feedback, cancellationToken);

    public Task<TaskSummary?> TaskOfAsync(string decisionId, string? keyId, CancellationToken cancellationToken) => inner.TaskOfAsync(decisionId, keyId, cancellationToken);

    public Task<IReadOnlyList<TaskSummary>> TasksAsync(string session, string? keyId, CancellationToken cancellationToken) => inner.TasksAsync(session, keyId, cancellationToken);

    public void Dispose() => inner.Dispose();
}
