using System.Buffers.Binary;
using CodeRouter.Core.Steps.Words;

namespace CodeRouter.Tools.Steps;

/// <summary>Fits the words layer: softmax over phases and a line for difficulty, both over the same features. Deterministic.</summary>
internal static class Trainer
{
    private const int Phases = WordsModel.Outputs - 1;
    private const int Folds = 5;
    private static readonly int Epochs = Knob("EPOCHS", 24);
    private const float Rate = 0.12f;
    private static readonly float Decay = Knob("DECAY", 6) * 0.00001f;
    private const float Smooth = 0.08f;

    public static int Run(string data, string output, float temperature)
    {
        var samples = TrainingTexts.Read(data);
        Console.WriteLine($"{samples.Count} training messages");
        var rows = samples.ConvertAll(s => (Features: TextFeatures.Read(s.Text).Values.ToArray(), Phase: (int)s.Phase, s.Difficulty, s.Weight));

        // Hand-written messages kept out of the fit say how far it carries; templates would only say how well they were learnt.
        int right = 0, all = 0;
        for (int fold = 0; fold < Folds; fold++)
        {
            int hand = 0, kept = fold;
            bool Held(double weight) => weight > 1 && hand++ % Folds == kept;
            var train = rows.Where(r => !Held(r.Weight)).ToList();
            hand = 0;
            var held = rows.Where(r => Held(r.Weight)).ToList();
            var (fit, _) = Fit(train);
            right += held.Count(r => Best(fit, r.Features) == r.Phase);
            if (Environment.GetEnvironmentVariable("STEPS_SHOW") is not null)
            {
                hand = 0;
                var texts = samples.Where(r => Held(r.Weight)).ToList();
                for (int i = 0; i < held.Count; i++)
                {
                    if (Best(fit, held[i].Features) != held[i].Phase)
                    {
                        Console.WriteLine($"{texts[i].Phase,-10} {(CodeRouter.Core.Steps.Phase)Best(fit, held[i].Features),-10} {texts[i].Text.Replace('\n', '⏎')}");
                    }
                }
            }

            all += held.Count;
        }

        Console.WriteLine($"held-out hand-written messages: {right / (double)all:0.000} of {all}");
        if (output == "-")
        {
            return 0;
        }

        var (weights, _) = Fit(rows);
        File.WriteAllBytes(output, Pack(weights, temperature));
        Console.WriteLine($"wrote {new FileInfo(output).Length} bytes");
        return 0;
    }

    private static (float[] Weights, int Steps) Fit(List<(KeyValuePair<int, float>[] Features, int Phase, int Difficulty, double Weight)> rows)
    {
        float[] weights = new float[TextFeatures.Buckets * WordsModel.Outputs];
        float[] squares = new float[weights.Length];
        int[] order = [.. Enumerable.Range(0, rows.Count)];
        ulong state = 1234567;
        Span<float> sums = stackalloc float[WordsModel.Outputs];
        double mean = 0;
        foreach (double w in rows.Select(r => r.Weight))
        {
            mean += w / rows.Count;
        }

        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            for (int i = order.Length - 1; i > 0; i--)
            {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                int j = (int)(state % (ulong)(i + 1));
                (order[i], order[j]) = (order[j], order[i]);
            }

            foreach (int index in order)
            {
                var (features, phase, difficulty, weight) = rows[index];
                sums.Clear();
                foreach (var (bucket, value) in features)
                {
                    var row = weights.AsSpan(bucket * WordsModel.Outputs, WordsModel.Outputs);
                    for (int k = 0; k < row.Length; k++)
                    {
                        sums[k] += row[k] * value;
                    }
                }

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
                    sums[k] = (sums[k] / total) - (k == phase ? 1 - Smooth : Smooth / (Phases - 1));
                }

                sums[Phases] = 0.15f * (sums[Phases] - (difficulty - 2.2f));
                float importance = (float)Math.Min(3, weight / mean);
                foreach (var (bucket, value) in features)
                {
                    int at = bucket * WordsModel.Outputs;
                    for (int k = 0; k < WordsModel.Outputs; k++)
                    {
                        float gradient = (sums[k] * value * importance) + (Decay * weights[at + k]);
                        squares[at + k] += gradient * gradient;
                        weights[at + k] -= Rate * gradient / (MathF.Sqrt(squares[at + k]) + 0.05f);
                    }
                }
            }
        }

        return (weights, Epochs * rows.Count);
    }

    private static int Best(float[] weights, KeyValuePair<int, float>[] features)
    {
        Span<float> sums = stackalloc float[Phases];
        foreach (var (bucket, value) in features)
        {
            for (int k = 0; k < Phases; k++)
            {
                sums[k] += weights[(bucket * WordsModel.Outputs) + k] * value;
            }
        }

        int best = 0;
        for (int k = 1; k < Phases; k++)
        {
            best = sums[k] > sums[best] ? k : best;
        }

        return best;
    }

    // For trying out: the committed weights are made without any of these set.
    private static int Knob(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable("STEPS_" + name), out int value) ? value : otherwise;

    private static byte[] Pack(float[] weights, float temperature)
    {
        const int head = (2 + 1 + WordsModel.Outputs) * 4;
        byte[] file = new byte[head + weights.Length];
        BinaryPrimitives.WriteInt32LittleEndian(file, TextFeatures.Buckets);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), WordsModel.Outputs);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(8), temperature);
        for (int k = 0; k < WordsModel.Outputs; k++)
        {
            float most = 1e-6f;
            for (int i = k; i < weights.Length; i += WordsModel.Outputs)
            {
                most = Math.Max(most, Math.Abs(weights[i]));
            }

            float scale = most / 127f;
            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(12 + (k * 4)), scale);
            for (int i = k; i < weights.Length; i += WordsModel.Outputs)
            {
                file[head + i] = (byte)(sbyte)MathF.Round(weights[i] / scale);
            }
        }

        return file;
    }
}
