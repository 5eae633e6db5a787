using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.InteropServices;

namespace CodeRouter.Core.Findings;

/// <summary>
/// A linear layer over hashed features: how likely a stretch of text is what the layer was trained to tell. Weights are bytes with one
/// scale, built into the assembly; tools/guards makes them from training texts written for the purpose.
/// </summary>
internal sealed class LinearLayer
{
    private const int Header = 12;

    private readonly sbyte[] _weights;
    private readonly float _scale;
    private readonly float _bias;

    /// <param name="file">The number of weights, their scale, the bias, one byte a weight.</param>
    /// <param name="buckets">How many the features are hashed into.</param>
    public LinearLayer(ReadOnlySpan<byte> file, int buckets)
    {
        if (file.Length != Header + buckets || BinaryPrimitives.ReadInt32LittleEndian(file) != buckets)
        {
            throw new InvalidOperationException("the weights were made for other features; train again");
        }

        _scale = BinaryPrimitives.ReadSingleLittleEndian(file[4..]);
        _bias = BinaryPrimitives.ReadSingleLittleEndian(file[8..]);
        _weights = MemoryMarshal.Cast<byte, sbyte>(file[Header..]).ToArray();
    }

    /// <summary>The weights built in under a name; null in a build that has none yet (the one that trains them).</summary>
    public static LinearLayer? BuiltIn(string resource, int buckets)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource);
        if (stream is null)
        {
            return null;
        }

        byte[] file = new byte[stream.Length];
        stream.ReadExactly(file);
        return file.Length == Header + buckets ? new LinearLayer(file, buckets) : null;
    }

    /// <summary>The weight of one feature, in units of the layer's scale.</summary>
    public int this[int feature] => _weights[feature];

    /// <summary>Log odds for one stretch of text: above 0 is more likely than not.</summary>
    public double Weigh(ReadOnlySpan<int> features)
    {
        long sum = 0;
        foreach (int feature in features)
        {
            sum += _weights[feature];
        }

        return LogOdds(sum, features.Length);
    }

    /// <summary>Log odds of a sum of weights. By the root of the number of features: long stretches must not win by their length alone.</summary>
    public double LogOdds(long sum, int features) => _bias + (_scale * sum / Math.Sqrt(Math.Max(1, features)));

    /// <summary>0..1 for one stretch of text.</summary>
    public double Judge(ReadOnlySpan<int> features) => 1 / (1 + Math.Exp(-Weigh(features)));
}
