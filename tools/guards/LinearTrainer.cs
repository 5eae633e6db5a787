using System.Buffers.Binary;

namespace CodeRouter.Tools.Guards;

/// <summary>One example for a layer: the features present, what it is, and its group: groups are held out whole.</summary>
internal sealed record Example(int[] Features, bool Positive, int Group, float Weight = 1f);

/// <summary>Logistic regression by averaged stochastic steps, with decay, and the file a layer is read from.</summary>
internal static class LinearTrainer
{
    private const int Rounds = 14;

    public static (float[] Weights, float Bias) Train(List<Example> examples, int buckets, float decay = 2e-4f, int rounds = Rounds)
    {
        var dice = new Random(5);
        float[] weights = new float[buckets];
        double[] sum = new double[buckets];
        float bias = 0;
        double biasSum = 0;
        var read = examples.ToArray();
        for (int round = 0; round < rounds; round++)
        {
            dice.Shuffle(read);
            float rate = 0.6f / (1 + round);
            foreach (var (features, positive, _, weight) in read)
            {
                float value = 1f / MathF.Sqrt(Math.Max(1, features.Length));
                float z = bias;
                foreach (int b in features)
                {
                    z += weights[b] * value;
                }

                float error = (positive ? 1f : 0f) - (1f / (1f + MathF.Exp(-z)));
                float step = rate * error * weight;
                bias += step * 0.1f;
                foreach (int b in features)
                {
                    weights[b] += (step * value) - (rate * decay * weights[b]);
                }
            }

            if (round >= rounds / 2)
            {
                for (int i = 0; i < weights.Length; i++)
                {
                    sum[i] += weights[i];
                }

                biasSum += bias;
            }
        }

        int averaged = rounds - (rounds / 2);
        return ([.. sum.Select(s => (float)(s / averaged))], (float)(biasSum / averaged));
    }

    public static byte[] Pack(float[] weights, float bias)
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
