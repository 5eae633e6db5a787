using CodeRouter.Core.Evidence;
using CodeRouter.Core.Steps;
using CodeRouter.Ledger;

namespace CodeRouter.Storage.Sqlite;

/// <summary>
/// Which task a step belongs to: one human turn of a session, from its first words to the next. Kept while writing, because a question
/// over millions of steps cannot find the turns again.
/// </summary>
internal sealed class TaskBook : IDisposable
{
    private const int MostSessions = 20_000;

    /// <summary>A person's or a test run's word on a task; feedback outweighs what was read from the conversation.</summary>
    public const string VerdictSql =
        "CASE feedback_outcome WHEN 'success' THEN 1 WHEN 'failure' THEN -1 WHEN 'partial' THEN 0 WHEN 'cancelled' THEN 0 ELSE evidence END";

    private readonly Dictionary<(string Session, string Key), OpenTask> _newest = [];
    private readonly HashSet<OpenTask> _changed = [];
    private readonly SqliteStatement _find;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _update;
    private readonly SqliteStatement _judge;

    public TaskBook(SqliteLink link)
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
        _judge = new SqliteStatement(link, "UPDATE task SET evidence = ?1, verdict = CASE WHEN feedback_outcome IS NULL THEN ?1 ELSE verdict END WHERE id = ?2");
    }

    /// <summary>The step's task; null where it was refused, which is no work.</summary>
    public OpenTask? TaskOf(StepRecord step)
    {
        if (step.State == StepState.Refused)
        {
            return null;
        }

        var session = (step.Session, step.KeyId ?? "");
        long at = StepTime.ToMicros(step.At);
        if (!_newest.TryGetValue(session, out var task))
        {
            Remember(session, task = Find(session, long.MaxValue) ?? Insert(session, at));
        }
        else if (at < task.StartedAt)
        {
            // A step of a sub-agent may end after the next turn began.
            task = Find(session, at) ?? task;
        }

        Judge(step, task);
        if (step is { HumanTurn: true, Kind: StepKind.Turn })
        {
            if (task.EndsAt(step) && at >= task.StartedAt)
            {
                Remember(session, task = Insert(session, at));
            }

            if (!task.Human)
            {
                (task.Human, task.OpeningHash) = (true, step.RequestHash);
            }
        }

        _changed.Add(task);
        return task;
    }

    /// <summary>Writes what the batch added.</summary>
    public void Save()
    {
        foreach (var task in _changed)
        {
            _update.Bind(task.OpeningHash).Bind(task.Human ? 1L : 0).Bind((long?)task.AddedSteps).Bind((long?)task.AddedAnswered)
                .Bind((long?)task.AddedCost).Bind((long?)task.LastAt).Bind((long?)task.Id).Run();
            if (task.Evidence is { } evidence)
            {
                _judge.Bind((long)evidence).Bind((long?)task.Id).Run();
            }

            task.Saved();
        }

        _changed.Clear();
    }

    /// <summary>The transaction was undone: what was remembered may never have been.</summary>
    public void Forget()
    {
        _newest.Clear();
        _changed.Clear();
    }

    public void Dispose()
    {
        _find.Dispose();
        _insert.Dispose();
        _update.Dispose();
        _judge.Dispose();
    }

    // What a request says about the execution before it belongs to the task that was open then, even where the same request opens the next.
    private void Judge(StepRecord step, OpenTask before)
    {
        Verdict? verdict = step.EvidenceOutcome switch
        {
            Outcome.TestPassed => Verdict.Successful,
            Outcome.TestFailed => Verdict.Failed,
            _ => null,
        };
        if (verdict is { } known)
        {
            before.Judge(known);
            _changed.Add(before);
        }
    }

    private OpenTask? Find((string Session, string Key) session, long at) =>
        _find.Bind(session.Session).Bind((long?)at).Bind(session.Key).First(static row => new OpenTask
        {
            Id = row.GetInt64(0),
            StartedAt = row.GetInt64(1),
            OpeningHash = row.GetStringOrNull(2),
            Human = row.GetInt64(3) != 0,
            Answered = (int)row.GetInt64(4),
        });

    private OpenTask Insert((string Session, string Key) session, long at)
    {
        _insert.Bind(session.Session).Bind(session.Key).Bind((long?)at).Run();
        return new OpenTask { Id = _insert.LastRowId, StartedAt = at };
    }

    private void Remember((string Session, string Key) session, OpenTask task)
    {
        if (_newest.Count >= MostSessions)
        {
            Save();
            _newest.Clear();
        }

        _newest[session] = task;
    }
}
