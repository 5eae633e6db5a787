using System.Buffers.Binary;
using CodeRouter.Core.Steps.Words;

namespace CodeRouter.Tools.Steps;

/// <summary>Fits the words layer: softmax over phases and a line for difficulty, both over the same features. Deterministic.</summary>
internal static class Trainer
{
    private const int Phases = WordsModel.Outputs - 1;
    private const int Folds = 5;
    private static readonly int Epochs = Knob("EPOCHS", 14);
    private const float Rate = 0.12f;
    private static readonly float Decay = Knob("DECAY", 12) * 0.00001f;
    private static readonly float Smooth = Knob("SMOOTH", 8) * 0.01f;
    private static readonly double MostWeight = Knob("MOST", 3);

    // How often each kind of work is asked for, roughly, in the order of the phases; templates come in other proportions.
    private static readonly double[] Usual = [0.15, 0.22, 0.17, 0.04, 0.03, 0.06, 0.07, 0.06, 0.15, 0.05];
    private static readonly double Evenness = Knob("PRIOR", 5) * 0.1;

    public static int Run(string data, string output)
    {
        var samples = TrainingTexts.Read(data);
        Console.WriteLine($"{samples.Count} training messages");
        var rows = samples.ConvertAll(s => (Features: TextFeatures.Read(s.Text).Values.ToArray(), Phase: (int)s.Phase, s.Difficulty, s.Weight));

        // Sessions kept out of the fit say how far it carries; templates would only say how well they were learnt.
        int right = 0, all = 0;
        double error = 0;
        var sessions = samples.Where(r => r.Session is not null).Select(r => r.Session!).Distinct(StringComparer.Ordinal).Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i % Folds, StringComparer.Ordinal);
        var confusion = new int[Phases, Phases];
        var said = new List<(float[] Sums, int Phase)>();
        for (int fold = 0; fold < Folds; fold++)
        {
            bool Held(int i) => samples[i].Session is { } session && sessions[session] == fold;
            float[] fit = FitAll(samples, rows, i => !Held(i));
            foreach (int i in Enumerable.Range(0, rows.Count).Where(i => Held(i) && !samples[i].Made))
            {
                float[] sums = Sums(fit, rows[i].Features);
                var (best, difficulty) = Best(sums);
                said.Add((sums, rows[i].Phase));
                all++;
                right += best == rows[i].Phase ? 1 : 0;
                error += Math.Abs(difficulty - rows[i].Difficulty);
                confusion[rows[i].Phase, best]++;
                if (best != rows[i].Phase && Environment.GetEnvironmentVariable("STEPS_SHOW") is not null)
                {
                    Console.WriteLine($"{samples[i].Phase,-10} {(CodeRouter.Core.Steps.Phase)best,-10} {samples[i].Text.Replace('\n', '⏎')}");
                }
            }
        }

        Console.WriteLine($"held-out sessions of hand-written messages: {right / (double)all:0.000} of {all}; difficulty off by {error / all:0.00}");
        for (int truth = 0; truth < Phases; truth++)
        {
            Console.WriteLine($"  {(CodeRouter.Core.Steps.Phase)truth,-10}" + string.Concat(Enumerable.Range(0, Phases).Select(k => $"{confusion[truth, k],6}")));
        }

        if (output == "-")
        {
            return 0;
        }

        // Real messages are harder than ours: being as sure of them as of ours would be too sure, so half the way.
        float temperature = (1 + Temperature(said)) / 2;
        Console.WriteLine($"temperature {temperature:0.00}");
        float[] weights = FitAll(samples, rows, static _ => true);
        File.WriteAllBytes(output, Pack(weights, temperature));
        Console.WriteLine($"wrote {new FileInfo(output).Length} bytes");
        return 0;
    }

    // The mean of three fits: what people wrote beside the templates, the same with its variants, and the written messages with their
    // variants alone. Each leans another way; a mean of lines is a line, so it costs nothing when it is used.
    private static float[] FitAll(List<Sample> samples, List<(KeyValuePair<int, float>[] Features, int Phase, int Difficulty, double Weight)> rows, Func<int, bool> taken)
    {
        Func<int, bool>[] views = [i => !samples[i].Made, _ => true, i => samples[i].Session is not null];
        float[] mean = new float[TextFeatures.Buckets * WordsModel.Outputs];
        foreach (var view in views)
        {
            float[] fit = Fit([.. Enumerable.Range(0, rows.Count).Where(i => taken(i) && view(i)).Select(i => rows[i])]);
            for (int i = 0; i < mean.Length; i++)
            {
                mean[i] += fit[i] / views.Length;
            }
        }

        return mean;
    }

    private static float[] Fit(List<(KeyValuePair<int, float>[] Features, int Phase, int Difficulty, double Weight)> rows)
    {
        float[] weights = new float[TextFeatures.Buckets * WordsModel.Outputs];
        float[] squares = new float[weights.Length];
        float[] averaged = new float[weights.Length];
        int from = Epochs / 2;
        int[] order = [.. Enumerable.Range(0, rows.Count)];
        ulong state = 1234567;
        Span<float> sums = stackalloc float[WordsModel.Outputs];
        double mean = rows.Average(r => r.Weight);
        double[] balance = new double[Phases];
        foreach (var group in rows.GroupBy(r => r.Phase))
        {
            balance[group.Key] = Math.Pow(Usual[group.Key] / (group.Sum(r => r.Weight) / (mean * rows.Count)), Evenness);
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
                float importance = (float)(Math.Min(MostWeight, weight / mean) * balance[phase]);
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

            for (int i = 0; epoch >= from && i < weights.Length; i++)
            {
                averaged[i] += weights[i];
            }
        }

        // The mean over the later rounds carries further than wherever the last round happened to end.
        for (int i = 0; i < averaged.Length; i++)
        {
            averaged[i] /= Epochs - from;
        }

        return averaged;
    }

    private static float[] Sums(float[] weights, KeyValuePair<int, float>[] features)
    {
        float[] sums = new float[WordsModel.Outputs];
        foreach (var (bucket, value) in features)
        {
            for (int k = 0; k < sums.Length; k++)
            {
                sums[k] += weights[(bucket * WordsModel.Outputs) + k] * value;
            }
        }

        return sums;
    }

    private static (int Phase, float Difficulty) Best(float[] sums)
    {
        int best = 0;
        for (int k = 1; k < Phases; k++)
        {
            best = sums[k] > sums[best] ? k : best;
        }

        return (best, 2.2f + sums[Phases]);
    }

    // Smoothed labels leave a model less sure than it is right: what divides its sums is chosen so that sessions kept out are likeliest.
    private static float Temperature(List<(float[] Sums, int Phase)> said) =>
        Enumerable.Range(10, 31).Select(static t => t * 0.05f).MinBy(t => said.Sum(s =>
        {
            double most = s.Sums.Take(Phases).Max();
            return Math.Log(s.Sums.Take(Phases).Sum(x => Math.Exp((x - most) / t))) - ((s.Sums[s.Phase] - most) / t);
        }));

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
