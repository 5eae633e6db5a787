using System.Text.Json;
using CodeRouter.Ledger;
using Microsoft.Data.Sqlite;

namespace CodeRouter.Storage.Sqlite;

/// <summary>Takes in one feedback, in one transaction with the verdicts it changes.</summary>
internal sealed class SqliteFeedback(SqliteConnection connection)
{
    private const int MostApplied = 1000;

    /// <summary>Null where the decision or session is unknown to this caller.</summary>
    public FeedbackReceipt? Add(Feedback feedback)
    {
        SqliteDatabase.Execute(connection, "BEGIN IMMEDIATE");
        try
        {
            var receipt = Earlier(feedback) ?? Apply(feedback);
            SqliteDatabase.Execute(connection, "COMMIT");
            return receipt;
        }
        catch
        {
            SQLitePCL.raw.sqlite3_exec(connection.Handle, "ROLLBACK");
            throw;
        }
    }

    private FeedbackReceipt? Earlier(Feedback feedback)
    {
        if (feedback.IdempotencyKey is not { } once)
        {
            return null;
        }

        using var command = new Question("SELECT id, applied_to FROM feedback").Where("idempotency_key = @once", "@once", once)
            .Where("key_id = @key", "@key", feedback.KeyId ?? "").On(connection);
        using var row = command.ExecuteReader();
        return row.Read() ? new FeedbackReceipt(row.GetString(0), JsonSerializer.Deserialize(row.GetString(1), FeedbackJson.Default.StringArray)!) : null;
    }

    private FeedbackReceipt? Apply(Feedback feedback)
    {
        if ((feedback.Decision is { } decision ? OfDecision(decision, feedback.KeyId) : OfSession(feedback.Session, feedback.KeyId)) is not { } target)
        {
            return null;
        }

        foreach (long task in target.Tasks)
        {
            using var judge = connection.CreateCommand();
            judge.CommandText = $"""
                UPDATE task SET feedback_outcome = @outcome, feedback_source = @source, feedback_weight = @weight,
                verdict = {TaskBook.VerdictSql.Replace("feedback_outcome", "@outcome", StringComparison.Ordinal)}
                WHERE id = @id AND feedback_weight <= @weight
                """;
            judge.Parameters.AddWithValue("@outcome", feedback.Outcome);
            judge.Parameters.AddWithValue("@source", feedback.Source);
            judge.Parameters.AddWithValue("@weight", feedback.Weight);
            judge.Parameters.AddWithValue("@id", task);
            judge.ExecuteNonQuery();
        }

        Insert(feedback, target.Steps);
        return new FeedbackReceipt(feedback.Id, target.Steps);
    }

    private (IReadOnlyList<long> Tasks, IReadOnlyList<string> Steps)? OfDecision(string decision, string? keyId)
    {
        foreach (string column in (ReadOnlySpan<string>)["id", "request_hash"])
        {
            using var command = new Question("SELECT id, task FROM step").Where($"{column} = @id", "@id", decision).WhereKey("key_id", keyId)
                .Then("ORDER BY seq DESC LIMIT 1").On(connection);
            using var row = command.ExecuteReader();
            if (row.Read())
            {
                return (row.IsDBNull(1) ? [] : [row.GetInt64(1)], [row.GetString(0)]);
            }
        }

        return null;
    }

    // A word on a session is about its newest turn, and about the earlier ones nobody and no test has judged.
    private (IReadOnlyList<long> Tasks, IReadOnlyList<string> Steps)? OfSession(string? session, string? keyId)
    {
        if (session is null)
        {
            return null;
        }

        var tasks = new List<long>();
        using (var command = new Question("SELECT t.id, t.evidence = 0 AND t.feedback_outcome IS NULL FROM task t").WhereEqual("t.session", session)
            .WhereKey("t.key_id", keyId).Then("ORDER BY t.started_at DESC, t.id DESC").On(connection))
        {
            using var row = command.ExecuteReader();
            while (row.Read())
            {
                if (tasks.Count == 0 || row.GetInt64(1) != 0)
                {
                    tasks.Add(row.GetInt64(0));
                }
            }
        }

        return tasks.Count == 0 ? null : (tasks, StepsOf(session, tasks));
    }

    private List<string> StepsOf(string session, List<long> tasks)
    {
        var steps = new List<string>();
        using var command = new Question("SELECT s.id FROM step s").WhereEqual("s.session", session)
            .Where("s.task IN (SELECT value FROM json_each(@tasks))", "@tasks", $"[{string.Join(',', tasks)}]")
            .Then("ORDER BY s.at").Page(MostApplied, 0).On(connection);
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            steps.Add(row.GetString(0));
        }

        return steps;
    }

    private void Insert(Feedback feedback, IReadOnlyList<string> steps)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
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
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        command.ExecuteNonQuery();
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class FeedbackJson : System.Text.Json.Serialization.JsonSerializerContext;
