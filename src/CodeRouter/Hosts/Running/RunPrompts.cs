using System.Text;
using CodeRouter.Hosts.Planning;

namespace CodeRouter.Hosts.Running;

/// <summary>What a model is told: its task, what came of the ones before it, and what the check said.</summary>
public static class RunPrompts
{
    private const int LongestOutput = 6000, LongestEarlier = 4000;

    /// <param name="earlier">Tasks that were done before and what they said.</param>
    /// <param name="undone">Output of the check on an earlier attempt, whose changes are gone; null for none.</param>
    public static string First(WorkPlan plan, PlannedTask task, IReadOnlyList<(string Title, string Text)> earlier, string? verify, string? undone)
    {
        var prompt = new StringBuilder("Task: ").Append(PlanText.Prompt(plan, task));
        foreach (var (title, text) in earlier.Where(static e => e.Text.Length > 0))
        {
            prompt.Append("\n\nDone before (").Append(title).Append("):\n").Append(text.Length > LongestEarlier ? text[..LongestEarlier] + " […]" : text);
        }

        if (verify is not null)
        {
            prompt.Append("\n\nWhat you do is judged by this command: ").Append(verify);
        }

        if (undone is not null)
        {
            prompt.Append("\n\nAn earlier attempt by somebody else failed that check; its changes were undone. The check's output was:\n").Append(Fenced(undone));
        }

        return prompt.ToString();
    }

    /// <summary>In the same conversation, with the work as it was left.</summary>
    public static string Again(string verify, ChildResult check) =>
        $"The check is not passed yet: `{verify}` {(check.TimedOut ? "did not end in time" : $"ended with status {check.ExitCode}")}. Its output:\n{Fenced(check.Output)}\nFind out why and repair it.";

    public static string Nothing() => "No file has been changed, so the task is not done. Make the change in the files now.";

    private static string Fenced(string output) => $"````\n{RepositoryTools.Tail(output, LongestOutput)}\n````";
}
