using CodeRouter.Core.Steps.Words;

namespace CodeRouter.Tools.Steps;

/// <summary>Writes weights in the form the words layer reads.</summary>
internal static class WeightsFile
{
    // Keeps the file under a megabyte.
    private const int MostFeatures = 116_000;

    public static byte[] Pack(Fit fit, float temperature)
    {
        const int outputs = WordsModel.Outputs;
        float[] weights = Centred(fit.Weights);
        float[] columns = Columns(weights);
        int[] kept = Telling(fit, weights);
        float step = kept.Max(i => Row(weights, columns, i).Max(MathF.Abs)) / WordsModel.MostStep;

        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write(TextFeatures.Version);
        writer.Write(outputs);
        writer.Write(kept.Length);
        writer.Write(temperature);
        foreach (float column in columns)
        {
            writer.Write(column * step);
        }

        int last = 0;
        foreach (int i in kept)
        {
            int gap = fit.Keys[i] - last;
            last = fit.Keys[i];
            for (; gap >= byte.MaxValue; gap -= byte.MaxValue)
            {
                writer.Write(byte.MaxValue);
            }

            writer.Write((byte)gap);
        }

        foreach (int i in kept)
        {
            float[] row = Row(weights, columns, i);
            byte code = Code(row.Max(MathF.Abs) / WordsModel.MostStep / step);
            float scale = WordsModel.RowScale(code) * step;
            writer.Write(code);
            for (int k = 0; k < outputs; k += 2)
            {
                writer.Write((byte)(Nibble(row[k] / scale) | (k + 1 < outputs ? Nibble(row[k + 1] / scale) << 4 : 0)));
            }
        }

        writer.Flush();
        return file.ToArray();
    }

    // The same for every phase says nothing of any: without it the steps are finer.
    private static float[] Centred(float[] weights)
    {
        float[] centred = [.. weights];
        for (int at = 0; at < centred.Length; at += WordsModel.Outputs)
        {
            var phases = centred.AsSpan(at, Fit.Phases);
            float mean = 0;
            foreach (float weight in phases)
            {
                mean += weight / Fit.Phases;
            }

            foreach (ref float weight in phases)
            {
                weight -= mean;
            }
        }

        return centred;
    }

    // Outputs are of different sizes, difficulty above all.
    private static float[] Columns(float[] weights)
    {
        float[] columns = new float[WordsModel.Outputs];
        for (int i = 0; i < weights.Length; i++)
        {
            columns[i % columns.Length] += weights[i] * weights[i];
        }

        return [.. columns.Select(c => MathF.Sqrt(c / (weights.Length / columns.Length)) + 1e-9f)];
    }

    // How much a feature moved the sums of the training messages, all together.
    private static int[] Telling(Fit fit, float[] weights) =>
    [
        .. Enumerable.Range(0, fit.Keys.Length)
            .OrderByDescending(i => fit.Seen[i] * Length(weights.AsSpan(i * WordsModel.Outputs, Fit.Phases)))
            .Take(MostFeatures)
            .Order(),
    ];

    private static float Length(ReadOnlySpan<float> weights)
    {
        float sum = 0;
        foreach (float weight in weights)
        {
            sum += weight * weight;
        }

        return sum;
    }

    private static float[] Row(float[] weights, float[] columns, int i)
    {
        float[] row = new float[columns.Length];
        for (int k = 0; k < row.Length; k++)
        {
            row[k] = weights[(i * row.Length) + k] / columns[k];
        }

        return row;
    }

    // The least code whose scale is no smaller: no weight is cut off.
    private static byte Code(float scale)
    {
        int code = 1;
        while (code < byte.MaxValue && WordsModel.RowScale((byte)code) < scale)
        {
            code++;
        }

        return (byte)code;
    }

    private static int Nibble(float steps) => Math.Clamp((int)MathF.Round(steps), -WordsModel.MostStep, WordsModel.MostStep) + WordsModel.MostStep;
}
