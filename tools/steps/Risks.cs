using CodeRouter.Core.Steps;

namespace CodeRouter.Tools.Steps;

/// <summary>Which risks of messages are named: our own, so that the words can be worked on with the wrong rows at hand.</summary>
internal static class Risks
{
    public static int Run(string data)
    {
        var rows = File.ReadLines(Path.Combine(data, "risks.txt")).Where(static l => l.Length > 0 && l[0] != '#').Select(static l => l.Split(' ', 2))
            .Select(static r => (Truth: r[0].Split('+'), Said: RiskNames.Names(TextSteps.Read(r[1], [], [], humanTurn: true).Risk), Text: r[1])).ToList();
        foreach (var (truth, said, text) in rows.Where(static r => !r.Truth.Where(static t => t != "none").Order(StringComparer.Ordinal).SequenceEqual(r.Said.Order(StringComparer.Ordinal), StringComparer.Ordinal)))
        {
            Console.WriteLine($"{string.Join('+', truth)} ≠ {(said.Count == 0 ? "none" : string.Join('+', said))}: {text}");
        }

        foreach (string flag in rows.SelectMany(static r => r.Truth).Distinct(StringComparer.Ordinal).Where(static f => f != "none"))
        {
            int hit = rows.Count(r => r.Truth.Contains(flag, StringComparer.Ordinal) && r.Said.Contains(flag, StringComparer.Ordinal));
            int wrong = rows.Count(r => r.Said.Contains(flag, StringComparer.Ordinal)) - hit;
            int missed = rows.Count(r => r.Truth.Contains(flag, StringComparer.Ordinal)) - hit;
            Console.WriteLine($"{flag,-12} F1 {Measures.F1(hit, wrong, missed):0.00} (hit {hit}, wrong {wrong}, missed {missed})");
        }

        return 0;
    }
}
