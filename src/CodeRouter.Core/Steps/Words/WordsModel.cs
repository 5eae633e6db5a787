using System.Buffers.Binary;

namespace CodeRouter.Core.Steps.Words;

/// <summary>What the words of a message suggest.</summary>
/// <param name="Phases">A probability for each phase, in the order of the enum.</param>
/// <param name="Difficulty">Expected difficulty, 1..5, not rounded.</param>
internal readonly record struct WordsVerdict(double[] Phases, double Difficulty)
{
    public (Phase Phase, double Probability) Best()
    {
        int best = 0;
        for (int i = 1; i < Phases.Length; i++)
        {
            if (Phases[i] > Phases[best])
            {
                best = i;
            }
        }

        return ((Phase)best, Phases[best]);
    }
}

/// <summary>
/// A linear layer over text features: ten phases and the difficulty. Weights are bytes with one scale per output, built into the assembly;
/// they are made from written training texts by the tool in tools/steps.
/// </summary>
internal sealed class WordsModel
{
    public const int Outputs = 11;
    private const int HeaderInts = 2;

    private readonly sbyte[] weights;
    private readonly float[] scales;
    private readonly float temperature;

    public WordsModel(ReadOnlySpan<byte> file)
    {
        if (file.Length < (HeaderInts + Outputs + 1) * 4 || BinaryPrimitives.ReadInt32LittleEndian(file) != TextFeatures.Buckets || BinaryPrimitives.ReadInt32LittleEndian(file[4..]) != Outputs)
        {
            throw new InvalidOperationException("the weights were made for other features; train again");
        }

        temperature = BinaryPrimitives.ReadSingleLittleEndian(file[(HeaderInts * 4)..]);
        scales = new float[Outputs];
        for (int i = 0; i < Outputs; i++)
        {
            scales[i] = BinaryPrimitives.ReadSingleLittleEndian(file[((HeaderInts + 1 + i) * 4)..]);
        }

        weights = new sbyte[TextFeatures.Buckets * Outputs];
        var body = file[((HeaderInts + 1 + Outputs) * 4)..];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = (sbyte)body[i];
        }
    }

    /// <summary>The built-in weights; null in a build that has none yet (the one that trains them).</summary>
    public static WordsModel? BuiltIn { get; } = Resources.ReadBytes("weights.bin") is { } file ? new WordsModel(file) : null;

    public WordsVerdict Judge(string message)
    {
        Span<float> sums = stackalloc float[Outputs];
        foreach (var (bucket, value) in TextFeatures.Read(message).Values)
        {
            var row = weights.AsSpan(bucket * Outputs, Outputs);
            for (int i = 0; i < row.Length; i++)
            {
                sums[i] += row[i] * value;
            }
        }

        double[] phases = new double[Outputs - 1];
        double most = double.MinValue, total = 0;
        for (int i = 0; i < phases.Length; i++)
        {
            phases[i] = sums[i] * scales[i] / temperature;
            most = Math.Max(most, phases[i]);
        }

        for (int i = 0; i < phases.Length; i++)
        {
            total += phases[i] = Math.Exp(phases[i] - most);
        }

        for (int i = 0; i < phases.Length; i++)
        {
            phases[i] /= total;
        }

        return new WordsVerdict(phases, 2.2 + (sums[^1] * scales[^1]));
    }
}
