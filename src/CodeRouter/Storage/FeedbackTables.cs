using System.Text.Json;
using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>Takes in one feedback, in one transaction with the verdicts it changes.</summary>
internal sealed class FeedbackTables(ILink link)
{
    private const int MostApplied = 1000;

    /// <summary>Null where the decision or session is unknown to this caller.</summary>
    public FeedbackReceipt? Add(Feedback feedback)
    {
        link.Begin();
        try
        {
            var receipt = Earlier(feedback) ?? Apply(feedback);
            link.Commit();
            return receipt;
        }
        catch
        {
            link.Rollback();
            throw;
        }
    }

    private FeedbackReceipt? Earlier(Feedback feedback)
    {
        if (feedback.IdempotencyKey is not { } once)
        {
            return null;
        }

        using var row = new Question("SELECT id, applied_to FROM feedback").Where("idempotency_key = @once", "@once", once)
            .Where("key_id = @key", "@key", feedback.KeyId ?? "").On(link);
        return row.Read() ? new FeedbackReceipt(row.GetString(0), JsonSerializer.Deserialize(row.GetString(1), FeedbackJson.Default.StringArray)!) : null;
    }

    private FeedbackReceipt? Apply(Feedback feedback)
    {
        if ((feedback.Decision is { } decision ? OfDecision(decision, feedback.KeyId) : OfSession(feedback.Session, feedback.KeyId)) is not { } target)
        {
            return null;
        }

        foreach (long task in feedback.IsClaim ? [] : target.Tasks)
        {
            // A part of the proof does not overrule tests that were seen to run.
            link.Run(
                $"""
                UPDATE task SET feedback_outcome = @outcome, feedback_source = @source, feedback_weight = @weight,
                verdict = {TaskBook.VerdictSql.Replace("feedback_outcome", "@outcome", StringComparison.Ordinal)}
                WHERE id = @id AND feedback_weight <= @weight AND (evidence = 0 OR @weight = 3)
                """,
                ("@outcome", feedback.Outcome),
                ("@source", feedback.Source),
                ("@weight", feedback.Weight),
                ("@id", task));
        }

        Insert(feedback, target.Steps);
        return new FeedbackReceipt(feedback.Id, target.Steps);
    }

    private (IReadOnlyList<long> Tasks, IReadOnlyList<string> Steps)? OfDecision(string decision, string? keyId)
    {
        foreach (string column in (ReadOnlySpan<string>)["id", "request_hash"])
        {
            using var row = new Question("SELECT id, task FROM step").Where($"{column} = @id", "@id", decision).WhereKey("key_id", keyId)
                .Then("ORDER BY seq DESC LIMIT 1").On(link);
            if (row.Read())
            {
                return (row.IsNull(1) ? [] : [row.GetInt64(1)], [row.GetString(0)]);
            }
        }

        return null;
    }

    // A word on a session is about its newest turn that was answered, and about the earlier ones nobody and no test has judged. Where no
    // model said anything, nothing was done that could be good or bad; with nothing else, the newest turn takes the word.
    private (IReadOnlyList<long> Tasks, IReadOnlyList<string> Steps)? OfSession(string? session, string? keyId)
    {
        if (session is null)
        {
            return null;
        }

        var tasks = new List<long>();
        long? newest = null;
        using (var row = new Question("SELECT t.id, CASE WHEN t.evidence = 0 AND t.feedback_outcome IS NULL THEN 1 ELSE 0 END, t.answered FROM task t").WhereEqual("t.session", session)
            .WhereKey("t.key_id", keyId).Then("ORDER BY t.started_at DESC, t.id DESC").On(link))
        {
            while (row.Read())
            {
                newest ??= row.GetInt64(0);
                if (row.GetInt64(2) > 0 && (tasks.Count == 0 || row.GetInt64(1) != 0))
                {
                    tasks.Add(row.GetInt64(0));
                }
            }
        }

        if (tasks.Count == 0 && newest is { } only)
        {
            tasks.Add(only);
        }

        return tasks.Count == 0 ? null : (tasks, StepsOf(session, tasks));
    }

    private List<string> StepsOf(string session, List<long> tasks)
    {
        var steps = new List<string>();
        using var row = new Question("SELECT s.id FROM step s").WhereEqual("s.session", session)
            .WhereIf(true, $"s.task IN ({string.Join(',', tasks)})").Then("ORDER BY s.at").Page(MostApplied, 0).On(link);
        while (row.Read())
        {
            steps.Add(row.GetString(0));
        }

        return steps;
    }

    private void Insert(Feedback feedback, IReadOnlyList<string> steps)
    {
        const string Sql = """
            INSERT INTO feedback (id, at, key_id, session, decision, outcome, source, fit, score, passed, failed, errors, skipped, commit_hash, repository,
            note, idempotency_key, applied_to)
            VALUES (@id, @at, @key, @session, @decision, @outcome, @source, @fit, @score, @passed, @failed, @errors, @skipped, @commit, @repo, @note, @once, @steps)
            """;
        (string Name, object? Value)[] values =
        [
            ("@id", feedback.Id), ("@at", StepTime.ToMicros(feedback.At)), ("@key", feedback.KeyId ?? ""), ("@session", feedback.Session),
            ("@decision", feedback.Decision), ("@outcome", feedback.Outcome), ("@source", feedback.Source), ("@fit", feedback.Fit), ("@score", feedback.Score),
            ("@passed", feedback.Passed), ("@failed", feedback.Failed), ("@errors", feedback.Errors), ("@skipped", feedback.Skipped),
            ("@commit", feedback.Commit), ("@repo", feedback.Repository), ("@note", feedback.Note), ("@once", feedback.IdempotencyKey),
            ("@steps", JsonSerializer.Serialize([.. steps], FeedbackJson.Default.StringArray)),
        ];
        link.Run(Sql, values);
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class FeedbackJson : System.Text.Json.Serialization.JsonSerializerContext;
