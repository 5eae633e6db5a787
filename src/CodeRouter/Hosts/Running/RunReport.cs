using System.Globalization;
using System.Text.Json;
using CodeRouter.Core.Models;
using CodeRouter.Core.Tasks;

namespace CodeRouter.Hosts.Running;

public enum TaskOutcome : byte { Success, Failed, Skipped, PromptStrategy }

/// <summary>One try of one model.</summary>
/// <param name="Verified">What the check said; null where there was none.</param>
/// <param name="CostUsd">Null when nobody could say.</param>
public sealed record AttemptReport(string Model, Tier Tier, bool? Verified, decimal? CostUsd, double Seconds);

/// <summary>How one task went.</summary>
/// <param name="Note">Why it ended so, or what it had to say.</param>
public sealed record TaskReport(string Id, TaskType Type, string Title, TaskOutcome Outcome, IReadOnlyList<AttemptReport> Attempts, string? Note);

/// <summary>How a run went.</summary>
/// <param name="Diff">What has changed in the repository, as a patch.</param>
/// <param name="Problem">Why it could not be done at all; null when it could.</param>
public sealed record RunReport(string Host, IReadOnlyList<TaskReport> Tasks, TaskOutcome Outcome, string Diff, string? Problem)
{
    public IEnumerable<AttemptReport> Attempts => Tasks.SelectMany(static t => t.Attempts);

    /// <summary>Null as soon as one attempt's cost is unknown.</summary>
    public decimal? CostUsd => Attempts.Aggregate((decimal?)0m, static (sum, a) => sum + a.CostUsd);

    public static RunReport Of(string host, IReadOnlyList<TaskReport> tasks, string diff, string? problem) => new(
        host, tasks,
        problem is not null || tasks.Any(static t => t.Outcome == TaskOutcome.Failed) ? TaskOutcome.Failed : tasks.All(static t => t.Outcome == TaskOutcome.PromptStrategy) ? TaskOutcome.PromptStrategy : TaskOutcome.Success,
        diff, problem);

    public static string Name(TaskOutcome outcome) => outcome switch
    {
        TaskOutcome.Success => "success",
        TaskOutcome.Failed => "failed",
        TaskOutcome.Skipped => "skipped",
        _ => "prompt_strategy",
    };

    public string Json() => HostJson.Write(json =>
    {
        json.WriteString("host", Host);
        json.WriteStartArray("tasks");
        foreach (var task in Tasks)
        {
            json.WriteStartObject();
            json.WriteString("id", task.Id);
            json.WriteString("type", task.Type.Name());
            json.WriteString("title", task.Title);
            json.WriteString("outcome", Name(task.Outcome));
            json.WriteStartArray("attempts");
            foreach (var attempt in task.Attempts)
            {
                json.WriteStartObject();
                json.WriteString("model", attempt.Model);
                json.WriteString("tier", attempt.Tier.Name());
                Flag(json, "verified", attempt.Verified);
                Money(json, attempt.CostUsd);
                json.WriteNumber("seconds", Math.Round(attempt.Seconds, 2));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("note", task.Note);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("outcome", Name(Outcome));
        Money(json, CostUsd);
        json.WriteString("diff", Diff);
        json.WriteString("problem", Problem);
    });

    public void Write(TextWriter to)
    {
        foreach (var task in Tasks)
        {
            to.WriteLine($"{task.Id}  {task.Title}: {Name(task.Outcome)}");
            foreach (var attempt in task.Attempts)
            {
                string check = attempt.Verified switch { true => "check passed", false => "check failed", null => "not checked" };
                to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"   {attempt.Model} ({attempt.Tier.Name()}): {check}, {Usd(attempt.CostUsd)}, {attempt.Seconds:0.0} s"));
            }

            if (task.Note is { Length: > 0 } note)
            {
                to.WriteLine("   " + note.ReplaceLineEndings(Environment.NewLine + "   "));
            }
        }

        if (Diff.Length > 0)
        {
            to.WriteLine();
            to.WriteLine(Diff);
        }

        to.WriteLine();
        to.WriteLine(Problem ?? string.Create(CultureInfo.InvariantCulture, $"{Name(Outcome)}: {(Attempts.Count() is 1 ? "1 attempt" : $"{Attempts.Count()} attempts")}, {Usd(CostUsd)}, {Attempts.Sum(static a => a.Seconds):0.0} s"));
    }

    internal static string Usd(decimal? usd) => UsdText.Of(usd) ?? "cost unknown";

    private static void Flag(Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } known)
        {
            json.WriteBoolean(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void Money(Utf8JsonWriter json, decimal? usd)
    {
        if (usd is { } known)
        {
            json.WriteNumber("cost_usd", known);
        }
        else
        {
            json.WriteNull("cost_usd");
        }
    }
}
