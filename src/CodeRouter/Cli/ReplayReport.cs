using System.Globalization;
using System.Text;
using System.Text.Json;
using CodeRouter.Core.Outcomes;

namespace CodeRouter.Cli;

/// <summary>The results of a replay, for people and for programs.</summary>
public sealed record ReplayReport(IReadOnlyList<string> Pool, string Scaffold, Verifier Verifier, IReadOnlyList<PolicyResult> Policies)
{
    public void WriteTable(TextWriter to)
    {
        var culture = CultureInfo.InvariantCulture;
        to.WriteLine(string.Create(culture, $"{Policies[0].Tasks} tasks, scaffold {Scaffold}, verifier accepts {Verifier.AcceptRight:0%} of right and {Verifier.AcceptWrong:0%} of wrong attempts"));
        to.WriteLine();
        int width = Math.Max(6, Policies.Max(p => p.Name.Length));
        to.WriteLine($"{"policy".PadRight(width)}  solved  95% interval   $/task  $/solved  95% interval");
        foreach (var p in Policies)
        {
            to.WriteLine(string.Create(
                culture,
                $"{p.Name.PadRight(width)}  {p.SolveRate,6:0.0%}  {p.SolveRateCi.Low:0.0%}–{p.SolveRateCi.High:0.0%}  {p.CostPerTask,7:0.000}  {p.CostPerSolved,8:0.000}  {p.CostPerSolvedCi.Low:0.000}–{p.CostPerSolvedCi.High:0.000}"));
        }
    }

    public void WriteJson(TextWriter to)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartArray("pool");
            foreach (string model in Pool)
            {
                json.WriteStringValue(model);
            }

            json.WriteEndArray();
            json.WriteString("scaffold", Scaffold);
            json.WriteStartObject("verifier");
            json.WriteNumber("accept_right", Verifier.AcceptRight);
            json.WriteNumber("accept_wrong", Verifier.AcceptWrong);
            json.WriteEndObject();
            json.WriteStartArray("policies");
            foreach (var policy in Policies)
            {
                Write(json, policy);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        to.WriteLine(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }

    private void Write(Utf8JsonWriter json, PolicyResult policy)
    {
        json.WriteStartObject();
        json.WriteString("name", policy.Name);
        json.WriteNumber("tasks", policy.Tasks);
        json.WriteNumber("solved", Math.Round(policy.Solved, 6));
        json.WriteNumber("solve_rate", Math.Round(policy.SolveRate, 6));
        json.WriteNumber("cost_usd", Math.Round(policy.CostUsd, 6));
        json.WriteNumber("cost_per_task", Math.Round(policy.CostPerTask, 6));
        if (policy.Solved > 0)
        {
            json.WriteNumber("cost_per_solved", Math.Round(policy.CostPerSolved, 6));
        }
        else
        {
            json.WriteNull("cost_per_solved");
        }

        json.WriteStartObject("ci95");
        Write(json, "solve_rate", policy.SolveRateCi);
        Write(json, "cost_per_solved", policy.CostPerSolvedCi);
        json.WriteEndObject();
        json.WriteStartObject("chains");
        foreach (var (task, chain) in policy.Chains)
        {
            json.WriteStartArray(task);
            foreach (int model in chain)
            {
                json.WriteStringValue(Pool[model]);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Interval interval)
    {
        json.WriteStartArray(name);
        json.WriteNumberValue(Math.Round(interval.Low, 6));
        json.WriteNumberValue(Math.Round(interval.High, 6));
        json.WriteEndArray();
    }
}
