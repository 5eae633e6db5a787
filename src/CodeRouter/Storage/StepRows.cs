using CodeRouter.Ledger;

namespace CodeRouter.Storage;

internal static class StepRows
{
    public static readonly string Columns = string.Join(", ", StepFields.Names.Select(static n => "s." + n));

    private static readonly int Fields = StepFields.Names.Count;

    public static IReadOnlyList<StepRecord> Read(IRows row, bool withDetail)
    {
        var steps = new List<StepRecord>();
        while (row.Read())
        {
            var step = new StepRecord();
            var port = new StepReader(row);
            StepFields.Walk(step, ref port);
            if (withDetail && !row.IsNull(Fields))
            {
                step.DetailJson = row.GetBytes(Fields);
            }

            steps.Add(step);
        }

        return steps;
    }
}

internal static class TaskRows
{
    public const string Columns =
        "t.id, t.session, t.key_id, t.started_at, t.last_at, t.steps, t.cost, t.verdict, t.evidence, t.feedback_outcome, t.feedback_source";

    public static IReadOnlyList<TaskSummary> Read(IRows row)
    {
        var tasks = new List<TaskSummary>();
        while (row.Read())
        {
            tasks.Add(new TaskSummary(
                row.GetInt64(0),
                row.GetString(1),
                row.GetString(2) is { Length: > 0 } key ? key : null,
                StepTime.FromMicros(row.GetInt64(3)),
                StepTime.FromMicros(row.GetInt64(4)),
                row.GetInt32(5),
                PicoDollars.ToUsd(row.GetInt64(6)),
                (Verdict)row.GetInt32(7),
                (Verdict)row.GetInt32(8),
                row.GetStringOrNull(9),
                row.GetStringOrNull(10)));
        }

        return tasks;
    }
}

internal static class SessionRows
{
    private static readonly string Sums = string.Join(", ", UsageSums.Columns);

    public static IReadOnlyList<SessionSummary> Read(ILink link, SessionQuery query)
    {
        using var row = new Question($"SELECT id, key_id, agent, repository, first_at, last_at, last_model, last_phase, {Sums} FROM session")
            .WhereKey("key_id", query.KeyId).WhereContains(query.Search, "id", "agent", "repository").WhereTime("last_at", query.Since, null)
            .Then("ORDER BY last_at DESC").Page(query.Limit, query.Offset).On(link);
        var sessions = new List<SessionSummary>();
        while (row.Read())
        {
            var sums = new UsageSums();
            for (int i = 0; i < UsageSums.Count; i++)
            {
                sums[(Measure)i] = row.GetInt64(8 + i);
            }

            string? Text(int at) => row.GetStringOrNull(at) is { Length: > 0 } text ? text : null;
            sessions.Add(new SessionSummary(
                row.GetString(0), Text(1), Text(2), Text(3), StepTime.FromMicros(row.GetInt64(4)), StepTime.FromMicros(row.GetInt64(5)), Text(6), Text(7), sums));
        }

        return sessions;
    }
}
