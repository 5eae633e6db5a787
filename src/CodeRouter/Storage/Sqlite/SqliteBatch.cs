using CodeRouter.Ledger;

namespace CodeRouter.Storage.Sqlite;

/// <summary>The writing side: one connection, prepared statements, one transaction per batch.</summary>
internal sealed class SqliteBatch : IDisposable
{
    private static readonly int Fields = StepFields.Names.Count;

    private readonly SqliteLink _link;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _known;
    private readonly SqliteStatement _step;
    private readonly SqliteStatement _detail;
    private readonly SqliteTasks _taskRows;
    private readonly TaskBook _tasks;
    private readonly RollUpSums _sums = new();
    private readonly RollUps _rollUps;

    public SqliteBatch(SqliteLink link)
    {
        _link = link;
        _begin = new SqliteStatement(link, "BEGIN IMMEDIATE");
        _commit = new SqliteStatement(link, "COMMIT");
        _known = new SqliteStatement(link, "SELECT seq FROM step WHERE id = ?");
        _step = new SqliteStatement(
            link,
            $"INSERT INTO step ({string.Join(", ", StepFields.Names)}, task, baseline_extra) VALUES ({string.Join(", ", Enumerable.Repeat("?", Fields + 2))})");
        _detail = new SqliteStatement(link, "INSERT INTO step_detail VALUES (?, ?)");
        _taskRows = new SqliteTasks(link);
        _tasks = new TaskBook(_taskRows);
        _rollUps = new RollUps(link);
    }

    public int Write(IReadOnlyList<StepRecord> batch)
    {
        int added = 0;
        _begin.Run();
        try
        {
            foreach (var record in batch)
            {
                // Asked first rather than ignored on conflict: a step that is there already must not be counted in tasks and roll-ups again.
                if (_known.Bind(record.Id).First(static row => row) is null)
                {
                    Insert(record);
                    added++;
                }
            }

            _tasks.Save();
            _rollUps.Save(_sums);
            _sums.Forget();
            _commit.Run();
            return added;
        }
        catch
        {
            _tasks.Forget();
            _sums.Forget();
            _link.Rollback();
            throw;
        }
    }

    public void Dispose()
    {
        _begin.Dispose();
        _commit.Dispose();
        _known.Dispose();
        _step.Dispose();
        _detail.Dispose();
        _taskRows.Dispose();
        _rollUps.Dispose();
        _link.Dispose();
    }

    private void Insert(StepRecord record)
    {
        var task = _tasks.TaskOf(record);
        long extra = task?.Add(record) ?? 0;
        var port = new StepBinder(_step);
        StepFields.Walk(record, ref port);
        _step.Bind(task?.Id).Bind((long?)extra).Run();
        if (record.DetailJson is { Length: > 0 } detail)
        {
            _detail.Bind((long?)_step.LastRowId).Bind(detail).Run();
        }

        _sums.Add(record, extra, _tasks.Judged);
    }
}
