using CodeRouter.Core.Models;
using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>The books in tables: every question the two stores answer with the same SQL. How they write and prune is their own.</summary>
public abstract class LedgerTables : ILedgerStore
{
    private readonly IDatabase _database;

    private protected LedgerTables(IDatabase database) => _database = database;

    public abstract string Description { get; }

    public abstract int Write(IReadOnlyList<StepRecord> batch);

    public abstract int Prune(DateTimeOffset detailsBefore, DateTimeOffset stepsBefore);

    public virtual int Tidy(DateTimeOffset now) => 0;

    public Task<StepRecord?> FindAsync(string idOrHash, string? keyId, CancellationToken cancellationToken) => AskAsync(
        link =>
        {
            foreach (string column in (ReadOnlySpan<string>)["id", "error_id", "request_hash"])
            {
                using var rows = new Question($"SELECT {StepRows.Columns}, d.json FROM step s LEFT JOIN step_detail d ON d.seq = s.seq")
                    .Where($"s.{column} = @id", "@id", idOrHash).WhereKey("s.key_id", keyId).Then("ORDER BY s.at DESC, s.seq DESC LIMIT 1").On(link);
                if (StepRows.Read(rows, withDetail: true) is [var found, ..])
                {
                    return found;
                }
            }

            return null;
        },
        cancellationToken);

    public Task<IReadOnlyList<StepRecord>> StepsAsync(StepQuery query, CancellationToken cancellationToken) => AskAsync(
        link =>
        {
            var question = query.WithDetail
                ? new Question($"SELECT {StepRows.Columns}, d.json FROM step s LEFT JOIN step_detail d ON d.seq = s.seq")
                : new Question($"SELECT {StepRows.Columns} FROM step s");
            using var rows = question.WhereEqual("s.session", query.Session).WhereKey("s.key_id", query.KeyId).WhereTime("s.at", query.Since, query.Until)
                .WhereEqual("s.error_kind", query.ErrorKind).WhereIf(query.FailedOnly, "s.state <> 'answered'").Then("ORDER BY s.at DESC, s.seq DESC").Page(query.Limit, query.Offset).On(link);
            return StepRows.Read(rows, query.WithDetail);
        },
        cancellationToken);

    public Task<IReadOnlyList<SessionSummary>> SessionsAsync(SessionQuery query, CancellationToken cancellationToken) =>
        AskAsync(link => SessionRows.Read(link, query), cancellationToken);

    public Task<UsageAnswer> UsageAsync(UsageQuery query, CancellationToken cancellationToken) =>
        AskAsync(link => new UsageReader(link, query).Answer(), cancellationToken);

    public Task<IReadOnlyList<Tally>> TalliesAsync(TallyKind kind, DateTimeOffset? since, bool byHour, CancellationToken cancellationToken) =>
        AskAsync(link => TallyRows.Read(link, kind, since, byHour), cancellationToken);

    public Task<Spending> SpentAsync(SpendingQuery query, CancellationToken cancellationToken) =>
        AskAsync(link => SpendingRows.Read(link, query), cancellationToken);

    public int KeepModels(IReadOnlyList<ModelCard> models, DateTimeOffset at)
    {
        using var link = _database.Connect();
        return new ModelTables(link).Keep(models, at);
    }

    public Task<IReadOnlyList<ModelVersion>> ModelsAsync(CancellationToken cancellationToken) =>
        AskAsync(static link => new ModelTables(link).All(), cancellationToken);

    public Task<FeedbackReceipt?> AddFeedbackAsync(Feedback feedback, CancellationToken cancellationToken) =>
        AskAsync(link => new FeedbackTables(link).Add(feedback), cancellationToken);

    public Task<TaskSummary?> TaskOfAsync(string decisionId, string? keyId, CancellationToken cancellationToken) => AskAsync(
        link =>
        {
            using var rows = new Question($"SELECT {TaskRows.Columns} FROM task t JOIN step s ON s.task = t.id")
                .Where("s.id = @id", "@id", decisionId).WhereKey("s.key_id", keyId).On(link);
            return TaskRows.Read(rows).FirstOrDefault();
        },
        cancellationToken);

    public Task<IReadOnlyList<TaskSummary>> TasksAsync(string session, string? keyId, CancellationToken cancellationToken) => AskAsync(
        link =>
        {
            using var rows = new Question($"SELECT {TaskRows.Columns} FROM task t")
                .WhereEqual("t.session", session).WhereKey("t.key_id", keyId).Then("ORDER BY t.started_at, t.id").On(link);
            return TaskRows.Read(rows);
        },
        cancellationToken);

    public abstract void Dispose();

    /// <summary>Where an answer takes a way over the network, the question waits on a thread of its own.</summary>
    private protected virtual Task<T> AskAsync<T>(Func<ILink, T> question, CancellationToken cancellationToken)
    {
        using var link = _database.Connect();
        return Task.FromResult(question(link));
    }
}
