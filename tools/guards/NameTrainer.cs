using CodeRouter.Core.Findings;
using CodeRouter.Core.Findings.Personal;

namespace CodeRouter.Tools.Guards;

/// <summary>Trains the layer that tells names from other capitalised words; contexts are held out whole for the figures it prints.</summary>
internal static class NameTrainer
{
    private const double FalseAlarms = 0.03;
    private const double Forgotten = 0.3;

    public static int Run(string folder, string output, string[] ordinary)
    {
        var dice = new Random(11);
        var examples = new List<Example>();
        foreach (var text in new NameCorpus(folder, ordinary, seed: 7).Read())
        {
            Add(text, examples, dice);
        }

        var held = new List<(double Logit, bool Positive)>();
        for (int fold = 0; fold < 4; fold++)
        {
            var (weights, bias) = LinearTrainer.Train([.. examples.Where(e => e.Group % 4 != fold)], NameFeatures.Buckets, rounds: 6);
            var layer = new LinearLayer(LinearTrainer.Pack(weights, bias), NameFeatures.Buckets);
            held.AddRange(examples.Where(e => e.Group % 4 == fold).Select(e => (layer.Weigh(e.Features), e.Positive)));
        }

        double[] harmless = [.. held.Where(h => !h.Positive).Select(h => h.Logit).Order()];
        double line = harmless[(int)(harmless.Length * (1 - FalseAlarms))];
        double recall = (double)held.Count(h => h.Positive && h.Logit >= line) / held.Count(h => h.Positive);
        Console.WriteLine($"held-out contexts: recall {recall:0.000} at false alarms {FalseAlarms:0.000} over {held.Count(h => h.Positive)} names and {harmless.Length} other words; line moved by {line:0.00}");
        foreach (double share in (double[])[0.001, 0.005, 0.01, 0.02, 0.04])
        {
            double at = harmless[(int)(harmless.Length * (1 - share))];
            Console.WriteLine($"  {share:0.000}: recall {(double)held.Count(h => h.Positive && h.Logit >= at) / held.Count(h => h.Positive):0.000} line {at:0.00}");
        }

        var (all, allBias) = LinearTrainer.Train(examples, NameFeatures.Buckets, rounds: 8);
        File.WriteAllBytes(output, LinearTrainer.Pack(all, allBias - (float)line));
        return 0;
    }

    // Every capitalised word at which the recogniser would ask the layer.
    private static void Add(NamedText text, List<Example> examples, Random dice)
    {
        var span = text.Text.AsSpan();
        Span<int> buckets = stackalloc int[NameFeatures.Most];
        for (int at = 0; at < span.Length; at++)
        {
            if (!char.IsUpper(span[at]) || (at > 0 && (char.IsLetterOrDigit(span[at - 1]) || span[at - 1] is '_' or '/' or '\\' or '<' or '.' or '$' or '#' or '-' or '(')))
            {
                continue;
            }

            int end = Words.End(span, at), start = at;
            int inside = text.Names.FindIndex(n => start >= n.Start && start < n.End);
            bool positive = inside >= 0 && text.Names[inside].Start == at;
            var word = span[at..end];
            if ((inside >= 0 && !positive) || !Words.IsCapitalised(word) || NameRun.Excludes(word) || NameContext.IsTitle(word) || (end < span.Length && (span[end] is '_' or '(' or '=' or '<' or '[' or '{' or '/' || char.IsAsciiDigit(span[end]))))
            {
                continue;
            }

            int introduced = NameContext.Before(span, at);
            var run = NameRun.Read(span, at, end);
            var sense = NameList.Of(word);
            if (!PersonName.IsCandidate(span, run, introduced) || (text.MayName && (sense & NameSense.Given) != 0))
            {
                continue;
            }

            // Names that nobody listed must be known by their letters and their place.
            var first = positive && dice.NextDouble() < Forgotten ? NameSense.None : sense;
            var last = positive && dice.NextDouble() < Forgotten ? NameSense.None : NameList.Of(run.Last);
            int count = NameFeatures.Read(span, run, introduced, (first, last), buckets);
            examples.Add(new Example(buckets[..count].ToArray(), positive, text.Group));
        }
    }
}
