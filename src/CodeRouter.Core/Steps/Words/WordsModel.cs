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
/// A linear layer over text features: ten phases and the difficulty. Weights are four bits with a scale for each feature and each output,
/// built into the assembly; they are made from written training texts by the tool in tools/steps. A feature that training has not seen
/// counts for nothing: were it to share the weights of another, every new word would be a push in some direction.
/// </summary>
internal sealed class WordsModel
{
    public const int Outputs = 11;

    /// <summary>Weights are whole numbers from minus this to this.</summary>
    public const int MostStep = 7;

    private const int HeadBytes = (4 + Outputs) * 4;
    private const int RowBytes = 1 + ((Outputs + 1) / 2);
    private const int LeadShift = 8;

    // Sorted; those that share all but their last bits begin at firsts[key >> LeadShift].
    private readonly int[] keys;
    private readonly int[] firsts = new int[(1 << (TextFeatures.KeyBits - LeadShift)) + 1];
    private readonly ReadOnlyMemory<byte> rows;
    private readonly float[] columns = new float[Outputs];
    private readonly float temperature;

    // The two weights in a byte, as numbers.
    private static readonly Two[] InByte = [.. Enumerable.Range(0, 256).Select(static b => new Two { Even = (b & 15) - MostStep, Odd = (b >> 4) - MostStep })];

    [ThreadStatic]
    private static FeatureBag? spare;

    /// <summary>
    /// Reads version, outputs, number of features, temperature and a scale for each output (four bytes each), then for each feature the
    /// distance of its key from the one before (a byte; 255 goes on), then for each its scale (a byte) and its weights (half a byte each).
    /// </summary>
    /// <param name="bytes">Kept: the weights are read from it, four bits at a time, where a word asks for them.</param>
    public WordsModel(ReadOnlyMemory<byte> bytes)
    {
        var file = bytes.Span;
        if (file.Length < HeadBytes || BinaryPrimitives.ReadInt32LittleEndian(file) != TextFeatures.Version || BinaryPrimitives.ReadInt32LittleEndian(file[4..]) != Outputs)
        {
            throw new InvalidOperationException("the weights were made for other features; train again");
        }

        int count = BinaryPrimitives.ReadInt32LittleEndian(file[8..]);
        temperature = BinaryPrimitives.ReadSingleLittleEndian(file[12..]);
        for (int k = 0; k < Outputs; k++)
        {
            columns[k] = BinaryPrimitives.ReadSingleLittleEndian(file[(16 + (k * 4))..]);
        }

        keys = new int[count];
        var body = file[HeadBytes..];
        int key = 0, at = 0;
        for (int i = 0; i < count; i++)
        {
            for (; body[at] == byte.MaxValue; at++)
            {
                key += byte.MaxValue;
            }

            keys[i] = key += body[at++];
            firsts[(key >> LeadShift) + 1] = i + 1;
        }

        for (int lead = 1; lead < firsts.Length; lead++)
        {
            firsts[lead] = Math.Max(firsts[lead], firsts[lead - 1]);
        }

        rows = bytes.Slice(HeadBytes + at, count * RowBytes);
    }

    /// <summary>The built-in weights; null in a build that has none yet (the one that trains them).</summary>
    public static WordsModel? BuiltIn => Shipped.Model;

    /// <summary>What one step of a weight is worth, from a byte. Small ones are told apart better than large ones.</summary>
    public static float RowScale(byte code) => code * code / (255f * 255f);

    public WordsVerdict Judge(string message)
    {
        Span<double> odds = stackalloc double[Outputs];
        Sum(message, odds);
        double difficulty = 2.2 + odds[^1];
        odds = odds[..^1];
        foreach (ref double odd in odds)
        {
            odd /= temperature;
        }

        Normalise(odds);
        return new WordsVerdict(odds.ToArray(), difficulty);
    }

    // Log odds of each phase, then the difficulty beyond the middle.
    private void Sum(string text, Span<double> odds)
    {
        var bag = spare ??= new FeatureBag();
        bag.Clear();
        TextFeatures.Read(text, bag);
        Span<Two> sums = stackalloc Two[(Outputs + 1) / 2];
        foreach (var (key, value) in bag.Entries)
        {
            // Two keys share a lead, on average.
            int at = firsts[key >> LeadShift], end = firsts[(key >> LeadShift) + 1];
            while (at < end && keys[at] < key)
            {
                at++;
            }

            if (at == end || keys[at] != key)
            {
                continue;
            }

            var row = rows.Span.Slice(at * RowBytes, RowBytes);
            float scale = RowScale(row[0]) * value;
            for (int k = 0; k < sums.Length; k++)
            {
                ref readonly var two = ref InByte[row[k + 1]];
                sums[k].Even += two.Even * scale;
                sums[k].Odd += two.Odd * scale;
            }
        }

        for (int k = 0; k < Outputs; k++)
        {
            odds[k] = (k % 2 == 0 ? sums[k / 2].Even : sums[k / 2].Odd) * columns[k];
        }
    }

    // Apart: weights made for other features must not keep new ones from being trained.
    private static class Shipped
    {
        public static readonly WordsModel? Model = Resources.ReadBytes("weights.bin") is { } file ? new WordsModel(file) : null;
    }

    private struct Two
    {
        public float Even, Odd;
    }

    private static void Normalise(Span<double> odds)
    {
        double most = double.MinValue, total = 0;
        foreach (double odd in odds)
        {
            most = Math.Max(most, odd);
        }

        foreach (ref double odd in odds)
        {
            total += odd = Math.Exp(odd - most);
        }

        foreach (ref double odd in odds)
        {
            odd /= total;
        }
    }
}
