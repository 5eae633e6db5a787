using System.Text.Json;
using CodeRouter.Ledger;
using CodeRouter.Storage.Postgres;

namespace CodeRouter.Storage;

/// <summary>Steps and feedback in the order they were entered.</summary>
/// <param name="open">Where several write at once: what may still come between those already there.</param>
internal sealed class OutcomeTables(IDatabase database, OpenBlocks? open = null) : IOutcomeSource
{
    public long PlaceBefore(int steps)
    {
        using var link = database.Connect();
        using var row = new Question("SELECT s.seq FROM step s").Then("ORDER BY s.seq DESC").Page(1, steps).On(link);
        return row.Read() ? row.GetInt64(0) : 0;
    }

    public IReadOnlyList<(long Place, StepRecord Step)> StepsAfter(long place, int limit)
    {
        using var link = database.Connect();
        using var row = new Question($"SELECT {StepRows.Columns}, s.seq FROM step s").Where("s.seq > @place", "@place", place)
            .Then("ORDER BY s.seq").Page(limit, 0).On(link);
        var steps = new List<(long, StepRecord)>();
        while (row.Read())
        {
            var port = new StepReader(row);
            var step = new StepRecord();
            StepFields.Walk(step, ref port);
            steps.Add((row.GetInt64(StepFields.Names.Count), step));
        }

        return open is null ? steps : steps[..open.Whole(place, steps.ConvertAll(static s => s.Item1))];
    }

    public IReadOnlyList<(Feedback Feedback, IReadOnlyList<StepRecord> Steps)> FeedbackAfter(string id, int limit)
    {
        using var link = database.Connect();
        var found = new List<(Feedback Feedback, string[] Steps)>();
        using (var row = new Question("SELECT id, at, outcome, source, fit, score, applied_to, passed, failed, errors FROM feedback").Where("id > @id", "@id", id)
            .Then("ORDER BY id").Page(limit, 0).On(link))
        {
            while (row.Read())
            {
                var feedback = new Feedback
                {
                    Id = row.GetString(0),
                    At = StepTime.FromMicros(row.GetInt64(1)),
                    Outcome = row.GetString(2),
                    Source = row.GetString(3),
                    Fit = row.GetStringOrNull(4),
                    Score = row.IsNull(5) ? null : row.GetDouble(5),
                    Passed = Count(row, 7),
                    Failed = Count(row, 8),
                    Errors = Count(row, 9),
                };
                found.Add((feedback, JsonSerializer.Deserialize(row.GetString(6), FeedbackJson.Default.StringArray) ?? []));
            }
        }

        return [.. found.Select(f => (f.Feedback, StepsOf(link, f.Steps)))];
    }

    private static int? Count(IRows row, int column) => row.IsNull(column) ? null : (int)row.GetInt64(column);

    private static IReadOnlyList<StepRecord> StepsOf(ILink link, string[] ids)
    {
        using var row = new Question($"SELECT {StepRows.Columns} FROM step s").WhereAny("s.id", ids).Then("ORDER BY s.seq").On(link);
        return StepRows.Read(row, withDetail: false);
    }
}
