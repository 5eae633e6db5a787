using System.Buffers.Binary;
using CodeRouter.Core.Findings.Injection;

namespace CodeRouter.Tools.Guards;

/// <summary>Logistic regression by averaged stochastic steps, with decay; templates are held out whole for the figures it prints.</summary>
internal static class InjectionTrainer
{
    private const int Rounds = 14;
    private const double FalseAlarms = 0.005;

    public static int Run(string folder, string output)
    {
        var texts = InjectionCorpus.Read(folder, seed: 3);
        var held = new List<(double Logit, bool Attacks)>();
        for (int fold = 0; fold < 5; fold++)
        {
            var (weights, bias) = Train([.. texts.Where(t => t.Template % 5 != fold)]);
            var model = new InjectionModel(Pack(weights, bias));
            var buckets = new List<int>();
            foreach (var text in texts.Where(t => t.Template % 5 == fold))
            {
                InjectionFeatures.Read(text.Text, text.FromTool, buckets);
                held.Add((Logit(model.Judge(buckets)), text.Attacks));
            }
        }

        // 0.5 is put where one in two hundred harmless held-out texts would be flagged.
        double[] harmless = [.. held.Where(h => !h.Attacks).Select(h => h.Logit).Order()];
        double line = harmless[(int)(harmless.Length * (1 - FalseAlarms))];
        double recall = (double)held.Count(h => h.Attacks && h.Logit >= line) / held.Count(h => h.Attacks);
        Console.WriteLine($"held-out templates: recall {recall:0.000} at false alarms {FalseAlarms:0.000} over {texts.Count} texts; line moved by {line:0.00}");
        var (all, allBias) = Train(texts);
        File.WriteAllBytes(output, Pack(all, allBias - (float)line));
        return 0;
    }

    private static double Logit(double p) => Math.Log(p / (1 - p));

    private static (float[] Weights, float Bias) Train(List<InjectionText> texts)
    {
        var dice = new Random(5);
        float[] weights = new float[InjectionFeatures.Buckets];
        double[] sum = new double[InjectionFeatures.Buckets];
        float bias = 0;
        double biasSum = 0;
        var read = texts.Select(t =>
        {
            var buckets = new List<int>();
            InjectionFeatures.Read(t.Text, t.FromTool, buckets);
            return (Buckets: buckets.ToArray(), t.Attacks);
        }).ToArray();
        for (int round = 0; round < Rounds; round++)
        {
            dice.Shuffle(read);
            float rate = 0.6f / (1 + round);
            foreach (var (buckets, attacks) in read)
            {
                float value = 1f / MathF.Sqrt(Math.Max(1, buckets.Length));
                float z = bias;
                foreach (int b in buckets)
                {
                    z += weights[b] * value;
                }

                float error = (attacks ? 1f : 0f) - (1f / (1f + MathF.Exp(-z)));
                float step = rate * error * (attacks ? 2.5f : 1f);
                bias += step * 0.1f;
                foreach (int b in buckets)
                {
                    weights[b] += (step * value) - (rate * 2e-4f * weights[b]);
                }
            }

            if (round >= Rounds / 2)
            {
                for (int i = 0; i < weights.Length; i++)
                {
                    sum[i] += weights[i];
                }

                biasSum += bias;
            }
        }

        int averaged = Rounds - (Rounds / 2);
        return ([.. sum.Select(s => (float)(s / averaged))], (float)(biasSum / averaged));
    }

    private static byte[] Pack(float[] weights, float bias)
    {
        float most = weights.Max(Math.Abs), scale = most / 127;
        byte[] file = new byte[12 + weights.Length];
        BinaryPrimitives.WriteInt32LittleEndian(file, weights.Length);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(4), scale);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(8), bias);
        for (int i = 0; i < weights.Length; i++)
        {
            file[12 + i] = (byte)(sbyte)Math.Clamp(MathF.Round(weights[i] / scale), -127, 127);
        }

        return file;
    }
}
