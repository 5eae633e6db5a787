using CodeRouter.Ledger;

namespace CodeRouter.Storage.Postgres;

/// <summary>Writes one batch in one transaction: what is new of it by COPY, then tasks and sums. One thread at a time.</summary>
internal sealed class PostgresBatch(PostgresDatabase database, string gateway, int shard)
{
    private static readonly string CopyStep = $"COPY step (seq, {string.Join(", ", StepFields.Names)}, task, baseline_extra) FROM STDIN (FORMAT BINARY)";

    private readonly Blocks _taskNumbers = new("task_block");
    private readonly PostgresRollUps _rollUps = new(shard);

    public int Write(IReadOnlyList<StepRecord> batch)
    {
        using var link = database.Connect();
        link.Begin();
        var fresh = Fresh(link, batch);
        if (fresh.Count > 0)
        {
            Insert(link, fresh);
        }

        link.Commit();
        return fresh.Count;
    }

    private static List<StepRecord> Fresh(PostgresLink link, IReadOnlyList<StepRecord> batch)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        string[] ids = [.. batch.Select(static r => r.Id)];
        // Who opens a limit's account from what the books say waits until this is in them.
        link.Run("SELECT pg_advisory_xact_lock_shared(@books)", ("@books", PostgresTickets.BooksLock));
        using (var rows = link.Query("SELECT id FROM step WHERE id = ANY(@ids)", ("@ids", ids)))
        {
            while (rows.Read())
            {
                known.Add(rows.GetString(0));
            }
        }

        return [.. batch.Where(r => known.Add(r.Id))];
    }

    private void Insert(PostgresLink link, List<StepRecord> steps)
    {
        // Numbers of its own for each batch: whoever reads steps in their order finds those of every gateway, near the time they were written.
        var numbers = new Blocks("step_block");
        var taskRows = new PostgresTasks(link, _taskNumbers);
        taskRows.Load(steps);
        var tasks = new TaskBook(taskRows);
        var sums = new RollUpSums();
        var bookings = new PostgresBookings(gateway);
        var placed = new List<Placed>(steps.Count);
        foreach (var step in steps)
        {
            var task = tasks.TaskOf(step);
            long extra = task?.Add(step) ?? 0;
            sums.Add(step, extra, tasks.Judged);
            bookings.Add(step);
            placed.Add(new Placed(step, numbers.Next(link), task?.Id, extra));
        }

        CopySteps(link, placed);
        CopyDetails(link, placed);
        tasks.Save();
        _rollUps.Save(link, sums);
        bookings.Save(link);
    }

    private static void CopySteps(PostgresLink link, List<Placed> steps)
    {
        using var copy = link.Connection.BeginBinaryImport(CopyStep);
        foreach (var (step, seq, task, extra) in steps)
        {
            copy.StartRow();
            StepCopy.Write(copy, seq);
            var port = new StepCopy(copy);
            StepFields.Walk(step, ref port);
            StepCopy.Write(copy, task);
            StepCopy.Write(copy, extra);
        }

        copy.Complete();
    }

    private static void CopyDetails(PostgresLink link, List<Placed> steps)
    {
        if (!steps.Exists(static s => s.Step.DetailJson is { Length: > 0 }))
        {
            return;
        }

        using var copy = link.Connection.BeginBinaryImport("COPY step_detail (seq, at, json) FROM STDIN (FORMAT BINARY)");
        foreach (var (step, seq, _, _) in steps)
        {
            if (step.DetailJson is { Length: > 0 } detail)
            {
                copy.StartRow();
                StepCopy.Write(copy, seq);
                StepCopy.Write(copy, StepTime.ToMicros(step.At));
                copy.Write(detail, NpgsqlTypes.NpgsqlDbType.Bytea);
            }
        }

        copy.Complete();
    }

    /// <summary>A step with its number, its task and what it would not have cost on the baseline.</summary>
    private readonly record struct Placed(StepRecord Step, long Seq, long? Task, long Extra);
}
