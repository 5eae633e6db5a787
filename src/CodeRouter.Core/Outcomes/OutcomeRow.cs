namespace CodeRouter.Core.Outcomes;

/// <summary>A line of an outcome table: one attempt of one model, in one scaffold.</summary>
public sealed record OutcomeRow(string Benchmark, string Task, string Repository, string Model, string Scaffold, bool Solved, double CostUsd);

/// <summary>Makes comparable tasks of outcome rows.</summary>
public static class OutcomeRows
{
    /// <summary>
    /// Tasks that every model of the pool attempted in one scaffold (the one with most such tasks: the same model costs two to four
    /// times as much in another, so scaffolds are never mixed). Of several runs of a model the first row counts.
    /// </summary>
    /// <returns>The tasks sorted by id, and the scaffold; empty when no task has all.</returns>
    public static (IReadOnlyList<RecordedTask> Tasks, string? Scaffold) Complete(IEnumerable<OutcomeRow> rows, IReadOnlyList<string> pool)
    {
        var index = pool.Select((m, i) => (m, i)).ToDictionary(p => p.m, p => p.i, StringComparer.Ordinal);
        var cells = new Dictionary<(string Scaffold, string Benchmark, string Task), (string Repository, Attempt?[] Attempts)>();
        foreach (var row in rows)
        {
            if (!index.TryGetValue(row.Model, out int model))
            {
                continue;
            }

            var key = (row.Scaffold, row.Benchmark, row.Task);
            if (!cells.TryGetValue(key, out var cell))
            {
                cell = (row.Repository, new Attempt?[pool.Count]);
                cells[key] = cell;
            }

            cell.Attempts[model] ??= new Attempt(row.Solved, row.CostUsd);
        }

        var complete = cells.Where(c => c.Value.Attempts.All(a => a is not null))
            .GroupBy(c => c.Key.Scaffold, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .FirstOrDefault();
        if (complete is null)
        {
            return ([], null);
        }

        // The same task id may stand in two benchmarks; then the benchmark tells them apart.
        var twice = complete.GroupBy(c => c.Key.Task, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        var tasks = complete
            .Select(c => new RecordedTask(
                twice.Contains(c.Key.Task) ? $"{c.Key.Benchmark}/{c.Key.Task}" : c.Key.Task,
                $"{c.Key.Benchmark}/{c.Value.Repository}",
                [.. c.Value.Attempts.Select(a => a!.Value)]))
            .OrderBy(t => t.Id, StringComparer.Ordinal)
            .ToList();
        return (tasks, complete.Key);
    }
}
