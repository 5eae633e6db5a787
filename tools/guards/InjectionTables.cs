using System.Text.Json;
using CodeRouter.Core.Findings.Injection;

namespace CodeRouter.Tools.Guards;

/// <summary>Recall and false alarms over guards_jailbreak.jsonl, and false alarms over ordinary developer messages.</summary>
internal static class InjectionTables
{
    public static int Run(string folder)
    {
        var byKind = new SortedDictionary<string, (int Flagged, int All)>(StringComparer.Ordinal);
        int flagged = 0, attacks = 0, alarms = 0, benign = 0;
        foreach (string line in File.ReadLines(Path.Combine(folder, "guards_jailbreak.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var row = json.RootElement;
            bool attack = row.GetProperty("label").GetString() != "benign";
            bool hit = InjectionScanner.Scan(row.GetProperty("text").GetString()!, row.GetProperty("channel").GetString() == "tool_result").Score >= 0.5;
            string kind = (attack ? "attack  " : "benign  ") + row.GetProperty("kind").GetString();
            var (f, n) = byKind.GetValueOrDefault(kind);
            byKind[kind] = (f + (hit ? 1 : 0), n + 1);
            attacks += attack ? 1 : 0;
            benign += attack ? 0 : 1;
            flagged += attack && hit ? 1 : 0;
            alarms += !attack && hit ? 1 : 0;
        }

        int prompts = 0, promptAlarms = 0;
        foreach (string line in File.ReadLines(Path.Combine(folder, "prompts.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            prompts++;
            promptAlarms += InjectionScanner.Scan(json.RootElement.GetProperty("text").GetString()!, fromTool: false).Score >= 0.5 ? 1 : 0;
        }

        Console.WriteLine($"injection: recall {(double)flagged / attacks:0.000} ({flagged}/{attacks}), false alarms {(double)alarms / benign:0.000} ({alarms}/{benign}); on developer messages {promptAlarms}/{prompts}");
        foreach (var (kind, (f, n)) in byKind)
        {
            Console.WriteLine($"  {kind,-40} {f}/{n}");
        }

        return 0;
    }
}
