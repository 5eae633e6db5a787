using System.Globalization;
using CodeRouter.Core.Steps;

namespace CodeRouter.Tools.Steps;

/// <summary>One training message.</summary>
/// <param name="Text">As a developer would send it.</param>
/// <param name="Phase">What the next call must mainly do.</param>
/// <param name="Difficulty">1..5.</param>
/// <param name="Weight">How much it counts.</param>
/// <param name="Session">Hand-written messages of one session share it; null for templates.</param>
internal sealed record Sample(string Text, Phase Phase, int Difficulty, double Weight, string? Session = null)
{
    /// <summary>The file a hand-written message is from: what one writer wrote in one go.</summary>
    public string? Writing => Session?.Split(' ')[0];
}

/// <summary>Makes training messages from grammars and hand-written lines. The same data always gives the same messages.</summary>
internal static class TrainingTexts
{
    // In the order of the phases.
    private const string Letters = "PIDTROSVEC";

    private const int PerPhase = 2500;
    private const double HandWeight = 3;

    public static List<Sample> Read(string folder)
    {
        var samples = new List<Sample>();
        foreach (string file in Directory.EnumerateFiles(folder, "*.grammar").Order(StringComparer.Ordinal))
        {
            var grammar = Grammar.Read(File.ReadAllLines(file));
            bool english = Path.GetFileName(file).StartsWith("english", StringComparison.Ordinal);
            samples.AddRange(grammar.Expand(english ? PerPhase : PerPhase / 4));
        }

        samples.AddRange(Singles(Path.Combine(folder, "handwritten.txt")));
        foreach (string file in Directory.EnumerateFiles(folder, "sessions-*.txt").Order(StringComparer.Ordinal))
        {
            samples.AddRange(Sessions(file));
        }

        return samples;
    }

    // "debug 3 text", one message a line.
    private static IEnumerable<Sample> Singles(string file)
    {
        int number = 0;
        foreach (string line in Lines(file))
        {
            string[] parts = line.Split(' ', 3);
            yield return new Sample(Unfold(parts[2]), StepNames.ParsePhase(parts[0])!.Value, int.Parse(parts[1], CultureInfo.InvariantCulture), HandWeight, $"single {number++ / 25}");
        }
    }

    // "D3 text" under "## session".
    private static IEnumerable<Sample> Sessions(string file)
    {
        string session = "";
        int number = 0;
        foreach (string line in Lines(file))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                session = Path.GetFileName(file) + line[2..];
                number = 0;
                continue;
            }

            yield return new Sample(Unfold(line[3..]), (Phase)Letters.IndexOf(line[0], StringComparison.Ordinal), line[1] - '0', HandWeight, $"{session} {number++ / 25}");
        }
    }

    private static IEnumerable<string> Lines(string file) => File.ReadLines(file).Where(l => l.Length > 0 && !l.StartsWith("# ", StringComparison.Ordinal));

    private static string Unfold(string text) => text.Replace("\\n", "\n", StringComparison.Ordinal);
}
