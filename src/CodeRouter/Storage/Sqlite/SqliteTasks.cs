namespace CodeRouter.Storage.Sqlite;

internal sealed class SqliteTasks : ITaskRows, IDisposable
{
    private readonly SqliteStatement _find;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _update;
    private readonly SqliteStatement _judge;

    public SqliteTasks(SqliteLink link)
    {
        _find = new SqliteStatement(link, """
            SELECT id, started_at, opening_hash, human, answered FROM task
            WHERE session = ? AND started_at <= ? AND key_id = ? ORDER BY started_at DESC, id DESC LIMIT 1
            """);
        _insert = new SqliteStatement(link, """
            INSERT INTO task (session, key_id, started_at, last_at, opening_hash, human, steps, answered, cost, evidence, feedback_weight, verdict)
            VALUES (?, ?, ?, 0, NULL, 0, 0, 0, 0, 0, 0, 0)
            """);
        _update = new SqliteStatement(link, """
            UPDATE task SET opening_hash = ?, human = ?, steps = steps + ?, answered = answered + ?, cost = cost + ?, last_at = max(last_at, ?)
            WHERE id = ?
            """);
        // The right-hand sides of an UPDATE see the row as it was, so the verdict is a statement of its own.
        _judge = new SqliteStatement(link, "UPDATE task SET evidence = ?1, verdict = CASE WHEN feedback_weight < 3 THEN ?1 ELSE verdict END WHERE id = ?2");
    }

    public OpenTask? Find((string Session, string Key) session, long at) =>
        _find.Bind(session.Session).Bind((long?)at).Bind(session.Key).First(static row => new OpenTask
        {
            Id = row.GetInt64(0),
            StartedAt = row.GetInt64(1),
            OpeningHash = row.GetStringOrNull(2),
            Human = row.GetInt64(3) != 0,
            Answered = (int)row.GetInt64(4),
        });

    public OpenTask Insert((string Session, string Key) session, long at)
    {
        _insert.Bind(session.Session).Bind(session.Key).Bind((long?)at).Run();
        return new OpenTask { Id = _insert.LastRowId, StartedAt = at };
    }

    public void Save(IReadOnlyCollection<OpenTask> changed)
    {
        foreach (var task in changed)
        {
            _update.Bind(task.OpeningHash).Bind(task.Human ? 1L : 0).Bind((long?)task.AddedSteps).Bind((long?)task.AddedAnswered)
                .Bind((long?)task.AddedCost).Bind((long?)task.LastAt).Bind((long?)task.Id).Run();
            if (task.Evidence is { } evidence)
            {
                _judge.Bind((long)evidence).Bind((long?)task.Id).Run();
            }
        }
    }

    public void Dispose()
    {
        _find.Dispose();
        _insert.Dispose();
        _update.Dispose();
        _judge.Dispose();
    }
}
