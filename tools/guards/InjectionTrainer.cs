using System.Buffers.Binary;
using CodeRouter.Core.Findings.Injection;

namespace CodeRouter.Tools.Guards;

/// <summary>Logistic regression by averaged stochastic steps, with decay; templates are held out whole for the figures it prints.</summary>
internal static class InjectionTrainer
{
    private const int Rounds = 14;

    public static int Run(string folder, string output)
    {
        var texts = InjectionCorpus.Read(folder, seed: 3);
        int right = 0, missed = 0, wrong = 0, quiet = 0;
        for (int fold = 0; fold < 5; fold++)
        {
            var (weights, bias) = Train([.. texts.Where(t => t.Template % 5 != fold)]);
            var model = new InjectionModel(Pack(weights, bias));
            var buckets = new List<int>();
            foreach (var text in texts.Where(t => t.Template % 5 == fold))
            {
                InjectionFeatures.Read(text.Text, text.FromTool, buckets);
                bool flagged = model.Judge(buckets) >= 0.5;
                _ = (text.Attacks, flagged) switch { (true, true) => right++, (true, false) => missed++, (false, true) => wrong++, _ => quiet++ };
            }
        }

        Console.WriteLine($"held-out templates: recall {(double)right / (right + missed):0.000}, false alarms {(double)wrong / (wrong + quiet):0.000} over {texts.Count} texts");
        var (all, allBias) = Train(texts);
        File.WriteAllBytes(output, Pack(all, allBias));
        return 0;
    }

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

                // A false alarm costs three times a miss: a guard that cries wolf is switched off.
                float error = (attacks ? 1f : 0f) - (1f / (1f + MathF.Exp(-z)));
                float step = rate * error * (attacks ? 1f : 1.6f);
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
