using CodeRouter.Core.Steps.Words;

namespace CodeRouter.Tools.Steps;

/// <summary>Makes the weights of the words layer, and says how well it reads messages that were kept out. Deterministic.</summary>
internal static class Trainer
{
    private const int Folds = 5;
    private const int Fits = 6;

    public static int Run(string data, string output)
    {
        var samples = TrainingTexts.Read(data);
        Console.WriteLine($"{samples.Count} training messages, {samples.Count(s => s.Session is not null)} of them written by hand");
        List<Example> examples = samples.ConvertAll(s => new Example(FeaturesOf(s.Text), (int)s.Phase, s.Difficulty, s.Weight));

        // Templates would only say how well they were learnt: what is kept out is written by hand.
        Print("sessions left out", LeaveOut(samples, examples, s => s.Session), withTable: true);
        var strange = LeaveOut(samples, examples, s => s.Writing);
        Print("whole writings left out", strange, withTable: false);
        if (output == "-")
        {
            return 0;
        }

        // Real messages are harder than those of any writer of ours: being as sure of them would be too sure, so half the way.
        float temperature = (1 + Temperature(strange)) / 2;
        Console.WriteLine($"temperature {temperature:0.00}");
        byte[] file = WeightsFile.Pack(Fit.Of(examples, Fits), temperature);
        File.WriteAllBytes(output, file);
        Console.WriteLine($"wrote {file.Length} bytes");
        return 0;
    }

    private static KeyValuePair<int, float>[] FeaturesOf(string text)
    {
        var bag = new FeatureBag();
        TextFeatures.Read(text, bag);
        return [.. bag.Entries.ToArray().Select(static e => KeyValuePair.Create(e.Key, e.Value))];
    }

    private static List<(Sample Sample, WordsVerdict Said)> LeaveOut(List<Sample> samples, List<Example> examples, Func<Sample, string?> group)
    {
        var folds = samples.Select(group).OfType<string>().Distinct(StringComparer.Ordinal).Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i % Folds, StringComparer.Ordinal);
        var said = new List<(Sample, WordsVerdict)>();
        for (int fold = 0; fold < Folds; fold++)
        {
            bool Held(int i) => group(samples[i]) is { } name && folds[name] == fold;
            var model = new WordsModel(WeightsFile.Pack(Fit.Of([.. Enumerable.Range(0, samples.Count).Where(i => !Held(i)).Select(i => examples[i])], number: 1), 1));
            said.AddRange(samples.Where((_, i) => Held(i)).Select(s => (s, model.Judge(s.Text))));
        }

        return said;
    }

    private static void Print(string what, List<(Sample Sample, WordsVerdict Said)> said, bool withTable)
    {
        Console.WriteLine($"{what}: right {Measures.Share(said, Right):0.000} of {said.Count}; difficulty off by {said.Average(s => Math.Abs(s.Said.Difficulty - s.Sample.Difficulty)):0.00}");
        foreach (var (least, below) in ((int, int)[])[(0, 40), (40, 160), (160, 600), (600, int.MaxValue)])
        {
            var part = said.Where(s => s.Sample.Text.Length >= least && s.Sample.Text.Length < below).ToList();
            Console.WriteLine($"  from {least} characters: {Measures.Share(part, Right):0.000} of {part.Count}");
        }

        foreach (var script in said.GroupBy(static s => ScriptOf(s.Sample.Text), StringComparer.Ordinal).OrderByDescending(static g => g.Count()))
        {
            Console.WriteLine($"  {script.Key}: {Measures.Share([.. script], Right):0.000} of {script.Count()}");
        }

        for (int truth = 0; withTable && truth < Fit.Phases; truth++)
        {
            Console.WriteLine($"  {(CodeRouter.Core.Steps.Phase)truth,-10}" + string.Concat(Enumerable.Range(0, Fit.Phases).Select(k => $"{said.Count(s => (int)s.Sample.Phase == truth && (int)s.Said.Best().Phase == k),6}")));
        }
    }

    // By what a text is written in, as near as its letters tell: English shares its own with few.
    private static string ScriptOf(string text)
    {
        bool latin = false;
        foreach (char c in text)
        {
            switch (c)
            {
                case >= '\u3040' and <= '\u30FF':
                    return "Japanese";
                case >= '\uAC00' and <= '\uD7AF':
                    return "Korean";
                case >= '\u0400' and <= '\u04FF':
                    return "Cyrillic";
                case >= '\u00C0' and <= '\u017F':
                    latin = true;
                    break;
            }
        }

        return text.Any(static c => c is >= '\u4E00' and <= '\u9FFF') ? "Chinese" : latin ? "Latin with accents" : "plain Latin";
    }

    private static bool Right((Sample Sample, WordsVerdict Said) row) => row.Said.Best().Phase == row.Sample.Phase;

    // Smoothed labels and left-out features make a model less sure than it is right: what divides its sums is chosen so that messages of
    // writers it has not met are likeliest.
    private static float Temperature(List<(Sample Sample, WordsVerdict Said)> said) =>
        Enumerable.Range(6, 35).Select(static t => t * 0.05f).MinBy(t => said.Sum(s =>
            Math.Log(s.Said.Phases.Sum(p => Math.Pow(p, 1 / t))) - (Math.Log(s.Said.Phases[(int)s.Sample.Phase]) / t)));
}
