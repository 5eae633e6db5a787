using System.Globalization;
using CodeRouter.Core.Steps;

namespace CodeRouter.Tools.Steps;

/// <summary>One training message.</summary>
/// <param name="Text">As a developer would send it.</param>
/// <param name="Phase">What the next call must mainly do.</param>
/// <param name="Difficulty">1..5.</param>
/// <param name="Weight">How much it counts.</param>
/// <param name="Session">Hand-written messages of one session share it; null for templates.</param>
/// <param name="Made">A variant of a hand-written message.</param>
internal sealed record Sample(string Text, Phase Phase, int Difficulty, double Weight, string? Session = null, bool Made = false);

/// <summary>Makes training messages from grammars and hand-written lines. The same data always gives the same messages.</summary>
internal static class TrainingTexts
{
    // In the order of the phases.
    private const string Letters = "PIDTROSVEC";

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

        var hand = new List<Sample>(Singles(Path.Combine(folder, "handwritten.txt")));
        foreach (string file in Directory.EnumerateFiles(folder, "sessions-*.txt").Order(StringComparer.Ordinal))
        {
            hand.AddRange(Sessions(file));
        }

        samples.AddRange(hand);
        samples.AddRange(Variants.Of(hand, File.ReadAllLines(Path.Combine(folder, "around.txt"))));
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
