using CodeRouter.Core.Models;
using CodeRouter.Ledger;

namespace CodeRouter.Storage.Sqlite;

/// <summary>The books in SQLite. Reading takes pooled connections of its own and never waits for the writer.</summary>
public sealed class SqliteLedgerStore : ILedgerStore
{
    private readonly SqliteDatabase _database;
    private readonly Lock _writing = new();
    private SqliteBatch? _batch;

    public SqliteLedgerStore(SqliteDatabase database) => _database = database;

    public string Description => $"SQLite {SqliteLibrary.Version}";

    public int Write(IReadOnlyList<StepRecord> batch)
    {
        lock (_writing)
        {
            _batch ??= new SqliteBatch(_database.Connect());
            return _batch.Write(batch);
        }
    }

    public Task<StepRecord?> FindAsync(string idOrHash, string? keyId, CancellationToken cancellationToken)
    {
        using var link = _database.Connect();
        foreach (string column in (ReadOnlySpan<string>)["id", "error_id", "request_hash"])
        {
            using var command = new Question($"SELECT {StepRows.Columns}, d.json FROM step s LEFT JOIN step_detail d ON d.seq = s.seq")
                .Where($"s.{column} = @id", "@id", idOrHash).WhereKey("s.key_id", keyId).Then("ORDER BY s.seq DESC LIMIT 1").On(link);
            if (StepRows.Read(command, withDetail: true) is [var found, ..])
            {
                return Task.FromResult<StepRecord?>(found);
            }
        }

        return Task.FromResult<StepRecord?>(null);
    }

    public Task<IReadOnlyList<StepRecord>> StepsAsync(StepQuery query, CancellationToken cancellationToken)
    {
        using var link = _database.Connect();
        var question = query.WithDetail
            ? new Question($"SELECT {StepRows.Columns}, d.json FROM step s LEFT JOIN step_detail d ON d.seq = s.seq")
            : new Question($"SELECT {StepRows.Columns} FROM step s");
        using var command = question.WhereEqual("s.session", query.Session).WhereKey("s.key_id", query.KeyId).WhereTime("s.at", query.Since, query.Until)
            .WhereIf(query.FailedOnly, "s.state <> 'answered'").Then("ORDER BY s.at DESC, s.seq DESC").Page(query.Limit, query.Offset).On(link);
        return Task.FromResult(StepRows.Read(command, query.WithDetail));
    }

    public Task<IReadOnlyList<SessionSummary>> SessionsAsync(SessionQuery query, CancellationToken cancellationToken)
    {
        using var link = _database.Connect();
        return Task.FromResult(SessionRows.Read(link, query));
    }

    public Task<UsageAnswer> UsageAsync(UsageQuery query, CancellationToken cancellationToken)
    {
        using var link = _database.Connect();
        return Task.FromResult(new SqliteUsage(link, query).Answer());
    }

    public Task<Spending> SpentAsync(SpendingQuery query, CancellationToken cancellationToken)
    {
        using var link = _database.Connect();
        return Task.FromResult(SpendingRows.Read(link, query));
    }

    public int Prune(DateTimeOffset detailsBefore, DateTimeOffset stepsBefore)
    {
        // A portion at a time: the writer waits for whoever holds the database.
        const int Portion = 2000;
        using var link = _database.Connect();
        int Delete(string sql, DateTimeOffset before)
        {
            using var delete = new SqliteStatement(link, sql);
            return delete.Bind("@before", StepTime.ToMicros(before)).Bind("@portion", Portion).Run();
        }

        // Steps lie in the order of their numbers, nearly that of time: the oldest detail tells at once whether there is anything to do.
        int details = Delete(
            """
            DELETE FROM step_detail WHERE seq IN (
                SELECT d.seq FROM step_detail d LEFT JOIN step s ON s.seq = d.seq WHERE d.seq <= (SELECT coalesce(min(seq), 0) + @portion FROM step_detail)
                AND (s.at IS NULL OR s.at < @before))
            """,
            detailsBefore > stepsBefore ? detailsBefore : stepsBefore);
        return details + Delete("DELETE FROM step WHERE seq IN (SELECT seq FROM step WHERE at < @before ORDER BY at LIMIT @portion)", stepsBefore);
    }

    public int KeepModels(IReadOnlyList<ModelCard> models, DateTimeOffset at)
    {
        using var link = _database.Connect();
        return new SqliteModels(link).Keep(models, at);
    }

    public Task<IReadOnlyList<ModelVersion>> ModelsAsync(CancellationToken cancellationToken)
    {
        using var link = _database.Connect();
        return Task.FromResult(new SqliteModels(link).All());
    }

    public Task<FeedbackReceipt?> AddFeedbackAsync(Feedback feedback, CancellationToken cancellationToken)
    {
        using var link = _database.Connect();
        return Task.FromResult(new SqliteFeedback(link).Add(feedback));
    }

    public Task<TaskSummary?> TaskOfAsync(string decisionId, string? keyId, CancellationToken cancellationToken)
    {
        using var link = _database.Connect();
        using var command = new Question($"SELECT {TaskRows.Columns} FROM task t JOIN step s ON s.task = t.id")
            .Where("s.id = @id", "@id", decisionId).WhereKey("s.key_id", keyId).On(link);
        return Task.FromResult(TaskRows.Read(command).FirstOrDefault());
    }

    public Task<IReadOnlyList<TaskSummary>> TasksAsync(string session, string? keyId, CancellationToken cancellationToken)
    {
        using var link = _database.Connect();
        using var command = new Question($"SELECT {TaskRows.Columns} FROM task t")
            .WhereEqual("t.session", session).WhereKey("t.key_id", keyId).Then("ORDER BY t.started_at, t.id").On(link);
        return Task.FromResult(TaskRows.Read(command));
    }

    public void Dispose()
    {
        lock (_writing)
        {
            _batch?.Dispose();
            _batch = null;
        }
    }
}
