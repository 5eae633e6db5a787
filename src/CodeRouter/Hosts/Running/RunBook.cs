using System.Text;
using System.Text.Json;

namespace CodeRouter.Hosts.Running;

/// <summary>One attempt as it is remembered: who, at what, how it ended. Success is what a check said, null where none was asked.</summary>
public sealed record RunEntry(DateTimeOffset At, string Host, string Model, string TaskType, string Class, bool? Success, double Seconds, decimal? CostUsd, string Repository);

/// <summary>The attempts of all runs, one JSON line each in a file of the data folder. It stays on this machine and keeps the newest.</summary>
public sealed class RunBook(string dataFolder)
{
    private const int Most = 5000, Slack = 500;
    private readonly string _path = Path.Combine(dataFolder, "runs.jsonl");

    public void Add(RunEntry entry)
    {
        Directory.CreateDirectory(dataFolder);
        File.AppendAllText(_path, Line(entry) + "\n");
        var all = File.ReadAllLines(_path);
        if (all.Length > Most + Slack)
        {
            Replace(all.TakeLast(Most));
        }
    }

    /// <summary>Oldest first; lines that cannot be read are left out.</summary>
    public IReadOnlyList<RunEntry> Read() => File.Exists(_path) ? [.. File.ReadLines(_path).Select(Parse).OfType<RunEntry>()] : [];

    /// <summary>Forgets what is older. Gives the number of attempts forgotten.</summary>
    public int Forget(DateTimeOffset before)
    {
        var all = Read();
        var kept = all.Where(e => e.At >= before).ToList();
        if (kept.Count < all.Count)
        {
            Replace(kept.Select(Line));
        }

        return all.Count - kept.Count;
    }

    private void Replace(IEnumerable<string> lines)
    {
        string beside = _path + ".new";
        File.WriteAllLines(beside, lines, new UTF8Encoding(false));
        File.Move(beside, _path, overwrite: true);
    }

    private static string Line(RunEntry entry) => HostJson.Write(json =>
    {
        json.WriteString("at", entry.At);
        json.WriteString("host", entry.Host);
        json.WriteString("model", entry.Model);
        json.WriteString("task_type", entry.TaskType);
        json.WriteString("capability_class", entry.Class);
        if (entry.Success is { } success)
        {
            json.WriteBoolean("success", success);
        }

        json.WriteNumber("seconds", Math.Round(entry.Seconds, 3));
        if (entry.CostUsd is { } usd)
        {
            json.WriteNumber("cost_usd", usd);
        }

        json.WriteString("repository", entry.Repository);
    });

    private static RunEntry? Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var said = document.RootElement;
            return new RunEntry(
                said.GetProperty("at").GetDateTimeOffset(), said.GetProperty("host").GetString()!, said.GetProperty("model").GetString()!, said.GetProperty("task_type").GetString()!,
                said.GetProperty("capability_class").GetString()!, said.TryGetProperty("success", out var success) ? success.GetBoolean() : null, said.GetProperty("seconds").GetDouble(),
                said.TryGetProperty("cost_usd", out var usd) ? usd.GetDecimal() : null, said.GetProperty("repository").GetString()!);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
