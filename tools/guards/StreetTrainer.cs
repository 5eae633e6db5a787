using CodeRouter.Core.Findings;
using CodeRouter.Core.Findings.Personal;

namespace CodeRouter.Tools.Guards;

/// <summary>Trains the layer that tells streets with a house number from other capitalised words beside numbers; contexts are held out whole for the figures it prints.</summary>
internal static class StreetTrainer
{
    private const int Folds = 4;
    private const double FalseAlarms = 0.001;

    public static int Run(string folder, string output, string[] ordinary)
    {
        var examples = new List<Example>();
        foreach (var text in new StreetCorpus(folder, ordinary, seed: 13).Read())
        {
            Add(text, examples);
        }

        var held = new List<(double Logit, bool Positive)>();
        for (int fold = 0; fold < Folds; fold++)
        {
            var (weights, bias) = LinearTrainer.Train([.. examples.Where(e => e.Group % Folds != fold)], StreetFeatures.Buckets, rounds: 6);
            var layer = new LinearLayer(LinearTrainer.Pack(weights, bias), StreetFeatures.Buckets);
            held.AddRange(examples.Where(e => e.Group % Folds == fold).Select(e => (layer.Weigh(e.Features), e.Positive)));
        }

        double[] harmless = [.. held.Where(static h => !h.Positive).Select(static h => h.Logit).Order()];
        double[] streets = [.. held.Where(static h => h.Positive).Select(static h => h.Logit)];
        foreach (double share in (double[])[0.0005, 0.001, 0.002, 0.005, 0.01])
        {
            double at = harmless[(int)(harmless.Length * (1 - share))];
            Console.WriteLine($"held-out contexts, false alarms {share:0.0000}: recall {(double)streets.Count(s => s >= at) / streets.Length:0.000} of {streets.Length} streets over {harmless.Length} other words; line {at:0.00}");
        }

        double line = Math.Max(0, harmless[(int)(harmless.Length * (1 - FalseAlarms))]);
        var (all, allBias) = LinearTrainer.Train(examples, StreetFeatures.Buckets, rounds: 8);
        File.WriteAllBytes(output, LinearTrainer.Pack(all, allBias - (float)line));
        return 0;
    }

    // Every place at which the recogniser would ask the layer.
    private static void Add(NamedText text, List<Example> examples)
    {
        var places = new HashSet<(int Start, int End)>();
        bool Listen(ReadOnlySpan<char> _, int start, int end)
        {
            places.Add((start, end));
            return false;
        }

        var span = text.Text.AsSpan();
        for (int at = 0; at < span.Length; at++)
        {
            char before = at > 0 ? span[at - 1] : ' ';
            if (char.IsLetterOrDigit(before) || before is '_' or '/' or '\\' or '.' or '-' or '$' or '#' or '<' or '(')
            {
                continue;
            }

            if (char.IsAsciiDigit(span[at]))
            {
                StreetAddress.FromNumber(span, at, Listen);
            }
            else if (char.IsUpper(span[at]))
            {
                StreetAddress.FromWord(span, at, Words.End(span, at), Listen);
            }
        }

        Span<int> buckets = stackalloc int[NameFeatures.Most];
        foreach (var (start, end) in places)
        {
            bool overlaps = text.Names.Any(n => start < n.End && n.Start < end);
            bool positive = text.Names.Any(n => start == n.Start);
            if (positive || !overlaps)
            {
                examples.Add(new Example(buckets[..StreetFeatures.Read(span, start, end, buckets)].ToArray(), positive, text.Group));
            }
        }
    }
}
