using System.Globalization;
using System.Text;
using System.Text.Json;
using CodeRouter.Core.Steps;
using CodeRouter.Core.Tasks;

namespace CodeRouter.Hosts.Planning;

/// <summary>A plan as JSON, as plain English, as a page of prompts.</summary>
public static class PlanText
{
    private const int LongestQuote = 4000;

    public static string Json(WorkPlan plan) => HostJson.Write(json =>
    {
        json.WriteString("host", plan.Host.Id);
        json.WriteString("switching", plan.Switching);
        json.WriteStartArray("tasks");
        foreach (var task in plan.Tasks)
        {
            json.WriteStartObject();
            json.WriteString("id", task.Id);
            json.WriteString("type", task.Type.Name());
            json.WriteString("title", task.Words.Title);
            HostJson.Texts(json, "dependencies", task.Dependencies);
            json.WriteString("capability_class", task.Class.Name());
            json.WriteString("model", task.Model);
            json.WriteString("phase", task.Phase.Name());
            json.WriteNumber("difficulty", task.Difficulty);
            json.WriteNumber("confidence", task.Confidence);
            Money(json, task.CostUsd);
            json.WriteString("reason", task.Reason);
            json.WriteString("prompt", Prompt(plan, task));
            json.WriteString("done_check", task.Words.Done);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        HostJson.Texts(json, "risk", plan.Risk);
        HostJson.Texts(json, "advice", plan.Advice);
        Money(json, plan.CostUsd);
    });

    public static void Write(TextWriter to, WorkPlan plan, bool verbose)
    {
        to.WriteLine(plan.Tasks.Count == 1 ? "This is one job." : $"This is {plan.Tasks.Count} jobs rather than one. In order:");
        to.WriteLine();
        int place = 0;
        foreach (var task in plan.Tasks)
        {
            to.WriteLine($"{++place}. {task.Words.Title}: {(task.Model is { } model ? $"{task.Class.Plain()} ({model}), {Usd(task.CostUsd)}" : "no model")}");
            to.WriteLine($"   because {task.Reason}.");
            if (verbose)
            {
                to.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"   {task.Id}: class {task.Class.Name()}, phase {task.Phase.Name()}, difficulty {task.Difficulty} of 5, confidence {task.Confidence:0.00}{(task.Dependencies.Count > 0 ? ", after " + string.Join(", ", task.Dependencies) : "")}"));
            }
        }

        to.WriteLine();
        to.WriteLine($"Together {Usd(plan.CostUsd)}: an estimate from list prices and how long such work usually takes.");
        to.WriteLine(plan.CanSwitch
            ? $"{plan.Host.Name} can switch models (model_switch)."
            : "Nothing is switched here (prompt_strategy): the models are advice.");
        if (plan.Risk.Count > 0)
        {
            to.WriteLine("Take care: " + string.Join(", ", plan.Risk).Replace('_', ' ') + ".");
        }

        foreach (string advice in plan.Advice)
        {
            to.WriteLine("- " + advice);
        }
    }

    public static string Markdown(WorkPlan plan)
    {
        var page = new StringBuilder("# Plan\n\n");
        page.Append(plan.CanSwitch
            ? $"For {plan.Host.Name}, which can switch models ({plan.Switching}): choose the model named at each task, then paste its prompt.\n"
            : $"For {plan.Host.Name}. Nothing is switched for you ({plan.Switching}): paste one prompt after the other; the models are advice.\n");
        int place = 0;
        foreach (var task in plan.Tasks)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {++place}. {task.Words.Title} ({task.Type.Name()})\n\n");
            page.Append(CultureInfo.InvariantCulture, $"- Model: {task.Model ?? "none"} ({task.Class.Name()}), {Usd(task.CostUsd)}\n");
            page.Append(CultureInfo.InvariantCulture, $"- After: {(task.Dependencies.Count == 0 ? "nothing" : string.Join(", ", task.Dependencies))}\n");
            string prompt = Prompt(plan, task), fence = Fence(prompt);
            page.Append("\nPrompt:\n\n").Append(fence).Append("text\n").Append(prompt).Append('\n').Append(fence).Append('\n');
            page.Append("\nDone when: ").Append(task.Words.Done).Append('\n');
        }

        foreach (string advice in plan.Advice)
        {
            page.Append(advice == plan.Advice[0] ? "\n## Advice\n\n- " : "- ").Append(advice).Append('\n');
        }

        return page.ToString();
    }

    /// <summary>What the one who does the task is told.</summary>
    public static string Prompt(WorkPlan plan, PlannedTask task)
    {
        string asked = plan.Text.Trim();
        asked = asked.Length > LongestQuote ? asked[..LongestQuote] + " […]" : asked;
        return plan.Tasks.Count == 1
            ? $"{asked}\n\nDone when: {task.Words.Done}"
            : $"The whole request:\n{asked}\n\nDo only this part of it now: {char.ToLowerInvariant(task.Words.Title[0])}{task.Words.Title[1..]}. {task.Words.Scope}\n\nDone when: {task.Words.Done}";
    }

    // Longer than any run of its mark within.
    private static string Fence(string text)
    {
        int longest = 0, run = 0;
        foreach (char c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return new string('`', Math.Max(3, longest + 1));
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

    private static string Usd(decimal? usd) => usd is { } known ? "about $" + known.ToString(known < 0.1m ? "0.000" : "0.00", CultureInfo.InvariantCulture) : "cost unknown";
}
