using CodeRouter.Core.Steps;

namespace CodeRouter.Tools.Steps;

/// <summary>One training message.</summary>
internal sealed record Sample(string Text, Phase Phase, int Difficulty, double Weight);

/// <summary>Makes training messages from grammars and hand-written lines. The same data always gives the same messages.</summary>
internal static class TrainingTexts
{
    private static readonly int PerPhase = int.TryParse(Environment.GetEnvironmentVariable("STEPS_PER"), out int per) ? per : 900;
    private static readonly double HandWeight = int.TryParse(Environment.GetEnvironmentVariable("STEPS_HAND"), out int hand) ? hand : 5;

    public static List<Sample> Read(string folder)
    {
        var samples = new List<Sample>();
        foreach (string file in Directory.EnumerateFiles(folder, "*.grammar").Order(StringComparer.Ordinal))
        {
            var grammar = Grammar.Read(File.ReadAllLines(file));
            bool english = Path.GetFileName(file).StartsWith("english", StringComparison.Ordinal);
            samples.AddRange(grammar.Expand(english ? PerPhase : PerPhase / 4));
        }

        foreach (string line in File.ReadLines(Path.Combine(folder, "handwritten.txt")))
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            string[] parts = line.Split(' ', 3);
            samples.Add(new Sample(parts[2].Replace("\\n", "\n", StringComparison.Ordinal), StepNames.ParsePhase(parts[0])!.Value, int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), HandWeight));
        }

        return samples;
    }
}
