using System.Globalization;
using System.Text;
using CodeRouter.Hosts;
using CodeRouter.Hosts.Running;

namespace CodeRouter.Cli;

/// <summary>What <c>coderouter run</c> has seen of a model at a type of task on this machine.</summary>
internal sealed record RunLine(string Model, string Host, string TaskType, string Class, int Attempts, int Successes, int Failures, double MeanSeconds, decimal? CostUsd)
{
    /// <summary>Of the judged ones; null where none was.</summary>
    public double? Rate => Successes + Failures == 0 ? null : (double)Successes / (Successes + Failures);

    /// <summary>Best first.</summary>
    public static IReadOnlyList<RunLine> Of(IEnumerable<RunEntry> entries) =>
    [
        .. entries.GroupBy(static e => (e.Model, e.Host, e.TaskType, e.Class)).Select(static g => new RunLine(
            g.Key.Model, g.Key.Host, g.Key.TaskType, g.Key.Class, g.Count(), g.Count(static e => e.Success is true), g.Count(static e => e.Success is false), g.Average(static e => e.Seconds),
            g.Aggregate((decimal?)0m, static (sum, e) => sum + e.CostUsd)))
            .OrderByDescending(static l => l.Rate ?? -1).ThenByDescending(static l => l.Attempts).ThenBy(static l => l.Model, StringComparer.Ordinal),
    ];

    /// <summary>The JSON array of all lines.</summary>
    public static string Json(IReadOnlyList<RunLine> lines) => "[" + string.Join(',', lines.Select(static l => JsonLine.Of(json =>
    {
        json.WriteString("model", l.Model);
        json.WriteString("host", l.Host);
        json.WriteString("task_type", l.TaskType);
        json.WriteString("capability_class", l.Class);
        json.WriteNumber("attempts", l.Attempts);
        json.WriteNumber("successes", l.Successes);
        json.WriteNumber("failures", l.Failures);
        if (l.Rate is { } rate)
        {
            json.WriteNumber("success_rate", Math.Round(rate, 4));
        }
        else
        {
            json.WriteNull("success_rate");
        }

        json.WriteNumber("mean_seconds", Math.Round(l.MeanSeconds, 2));
        if (l.CostUsd is { } usd)
        {
            json.WriteNumber("cost_usd", usd);
        }
        else
        {
            json.WriteNull("cost_usd");
        }
    }))) + "]";

    public static string Table(IReadOnlyList<RunLine> lines)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{"run: model",-26} {"agent",-12} {"task",-14} {"tries",6} {"success",8} {"mean s",8} {"cost",12}\n");
        foreach (var line in lines)
        {
            string rate = line.Rate is { } share ? share.ToString("0%", CultureInfo.InvariantCulture) : "-", cost = UsdText.Of(line.CostUsd) ?? "unknown";
            text.Append(CultureInfo.InvariantCulture, $"{line.Model,-26} {line.Host,-12} {line.TaskType,-14} {line.Attempts,6} {rate,8} {line.MeanSeconds,8:0.0} {cost,12}\n");
        }

        return text.ToString();
    }
}
