using CodeRouter.Core.Steps.Words;

namespace CodeRouter.Tools.Steps;

/// <summary>A training message as the fit sees it.</summary>
/// <param name="Features">Key and value.</param>
/// <param name="Phase">Its number.</param>
/// <param name="Difficulty">1..5.</param>
/// <param name="Weight">How much it counts.</param>
internal sealed record Example(KeyValuePair<int, float>[] Features, int Phase, int Difficulty, double Weight);

/// <summary>
/// Softmax over phases and a line for difficulty, both over the same features, by gradient steps that shrink for a weight the more it was
/// moved. Half the features of a message are left out each time it is seen: no word may carry a message alone, which is worth more on
/// sessions left out than any other setting. Deterministic.
/// </summary>
internal sealed class Fit
{
    public const int Phases = WordsModel.Outputs - 1;
    public const float MiddleDifficulty = 2.2f;
    private const int Epochs = 24;
    private const float Rate = 0.06f;
    private const float LastRate = 0.1f;
    private const float Decay = 0.00012f;
    private const float Smooth = 0.1f;
    private const float Difficult = 0.15f;
    private const int LeastSeen = 2;

    // How often each kind of work is asked for, roughly, in the order of the phases: between the measured prompts and messages drawn by
    // chance. Training texts come in other proportions and are weighed to these; half the way was a point worse on messages drawn by chance.
    private static readonly double[] Usual = [0.12, 0.25, 0.18, 0.02, 0.015, 0.05, 0.05, 0.045, 0.14, 0.1];

    private readonly float[] weights;
    private readonly float[] squares;
    private ulong state;

    private Fit(int[] keys, int place)
    {
        state = 1234567 * (ulong)(place + 1);
        Keys = keys;
        weights = new float[keys.Length * WordsModel.Outputs];
        squares = new float[weights.Length];
        Weights = new float[weights.Length];
        Seen = new float[keys.Length];
    }

    /// <summary>Keys of the features that more than one message has, sorted.</summary>
    public int[] Keys { get; }

    /// <summary>Weights of each key, output after output: the mean over the later rounds of several fits, which carries further than wherever one ended.</summary>
    public float[] Weights { get; }

    /// <summary>Sum of the squared values each key had.</summary>
    public float[] Seen { get; }

    /// <param name="examples">What to learn.</param>
    /// <param name="number">How many fits are averaged. What one says of strange messages is partly chance: with one training message
    /// changed, it read two of a hundred otherwise.</param>
    public static Fit Of(IReadOnlyList<Example> examples, int number)
    {
        int[] keys = [.. examples.SelectMany(e => e.Features.Select(f => f.Key)).CountBy(k => k).Where(c => c.Value >= LeastSeen).Select(c => c.Key).Order()];
        var fits = Enumerable.Range(0, number).Select(place => new Fit(keys, place)).ToArray();
        (int Number, float Value)[][] features = [.. examples.Select(fits[0].Numbered)];
        Parallel.ForEach(fits, fit => fit.Run(features, examples));
        var mean = fits[0];
        for (int i = 0; i < mean.Weights.Length; i++)
        {
            mean.Weights[i] = fits.Average(fit => fit.Weights[i]);
        }

        return mean;
    }

    private (int Number, float Value)[] Numbered(Example example) =>
        [.. example.Features.Select(f => (Number: Array.BinarySearch(Keys, f.Key), f.Value)).Where(f => f.Number >= 0)];

    private void Run((int Number, float Value)[][] features, IReadOnlyList<Example> examples)
    {
        double mean = examples.Average(e => e.Weight);
        double[] importance = new double[Phases];
        foreach (var group in examples.GroupBy(e => e.Phase))
        {
            importance[group.Key] = Usual[group.Key] / (group.Sum(e => e.Weight) / (mean * examples.Count)) / mean;
        }

        foreach (var (number, value) in features.SelectMany(f => f))
        {
            Seen[number] += value * value;
        }

        int[] order = [.. Enumerable.Range(0, examples.Count)];
        const int from = Epochs / 2;
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            float rate = Rate * (1 - ((1 - LastRate) * epoch / Epochs));
            for (int i = order.Length - 1; i > 0; i--)
            {
                int j = Next(i + 1);
                (order[i], order[j]) = (order[j], order[i]);
            }

            foreach (int i in order)
            {
                Step(features[i], examples[i], (float)(examples[i].Weight * importance[examples[i].Phase]), rate);
            }

            for (int i = 0; epoch >= from && i < weights.Length; i++)
            {
                Weights[i] += weights[i] / (Epochs - from);
            }
        }
    }

    private void Step((int Number, float Value)[] features, Example example, float importance, float rate)
    {
        Span<float> sums = stackalloc float[WordsModel.Outputs];
        var kept = new List<(int Number, float Value)>(features.Length);
        foreach (var (number, value) in features)
        {
            // Those kept count double, so that sums are as large as when all are there.
            if (Next(2) == 0)
            {
                kept.Add((number, value * 2));
            }
        }

        foreach (var (number, value) in kept)
        {
            var row = weights.AsSpan(number * WordsModel.Outputs, WordsModel.Outputs);
            for (int k = 0; k < row.Length; k++)
            {
                sums[k] += row[k] * value;
            }
        }

        Blame(sums, example);
        foreach (var (number, value) in kept)
        {
            int at = number * WordsModel.Outputs;
            for (int k = 0; k < WordsModel.Outputs; k++)
            {
                float gradient = (sums[k] * value * importance) + (Decay * weights[at + k]);
                squares[at + k] += gradient * gradient;
                weights[at + k] -= rate * gradient / (MathF.Sqrt(squares[at + k]) + 0.05f);
            }
        }
    }

    // From what is said to how far it is off.
    private static void Blame(Span<float> sums, Example example)
    {
        float most = float.MinValue, total = 0;
        for (int k = 0; k < Phases; k++)
        {
            most = Math.Max(most, sums[k]);
        }

        for (int k = 0; k < Phases; k++)
        {
            sums[k] = MathF.Exp(sums[k] - most);
            total += sums[k];
        }

        for (int k = 0; k < Phases; k++)
        {
            sums[k] = (sums[k] / total) - (k == example.Phase ? 1 - Smooth : Smooth / (Phases - 1));
        }

        sums[Phases] = Difficult * (sums[Phases] - (example.Difficulty - MiddleDifficulty));
    }

    private int Next(int below)
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return (int)((state >> 16) % (ulong)below);
    }
}
