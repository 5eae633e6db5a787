using CodeRouter.Core.Steps;
using CodeRouter.Core.Tasks;

namespace CodeRouter.Tools.Steps;

/// <summary>How messages of several jobs are split: our own, so that the rules can be worked on with the wrong rows at hand.</summary>
internal static class Bundles
{
    public static int Run(string data)
    {
        var rows = File.ReadLines(Path.Combine(data, "bundles.txt")).Where(static l => l.Length > 0 && l[0] != '#').Select(static l => l.Split(' ', 2)).ToList();
        double sum = 0, ordered = 0;
        foreach (string[] row in rows)
        {
            string text = row[1].Replace("\\n", "\n", StringComparison.Ordinal);
            string[] truth = row[0].Split('+');
            string[] said = [.. TaskReader.Read(text, PhaseOf(text)).Select(static t => t.Name())];
            double f1 = Measures.SetF1(truth, said);
            sum += f1;
            ordered += truth.SequenceEqual(said, StringComparer.Ordinal) ? 1 : 0;
            if (f1 < 1)
            {
                Console.WriteLine($"{f1:0.00} {row[0]} ≠ {string.Join('+', said)} ({PhaseOf(text).Name()}): {row[1]}");
            }
        }

        Console.WriteLine($"{rows.Count} bundles, mean set F1 {sum / rows.Count:0.000}, exact and in order {ordered / rows.Count:0.000}");
        var singles = TrainingTexts.Read(data).Where(static s => s is { Session: not null }).ToList();
        var split = singles.Where(static s => TaskReader.Read(s.Text, s.Phase).Count > 1).ToList();
        Console.WriteLine($"{singles.Count} other messages, split {(double)split.Count / singles.Count:0.000}");

        return 0;
    }

    private static Phase PhaseOf(string text) => TextSteps.Read(text, [], [], humanTurn: true).Verdict.Phase;
}
