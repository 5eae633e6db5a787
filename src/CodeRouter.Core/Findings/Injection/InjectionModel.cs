using System.Buffers.Binary;
using System.Reflection;

namespace CodeRouter.Core.Findings.Injection;

/// <summary>
/// A linear layer over <see cref="InjectionFeatures"/>: how likely a stretch of text tries to steer the model. Weights are bytes with one
/// scale, built into the assembly; tools/guards makes them from training texts written for the purpose.
/// </summary>
internal sealed class InjectionModel
{
    private const int Header = 12;

    private readonly sbyte[] _weights = new sbyte[InjectionFeatures.Buckets];
    private readonly float _scale;
    private readonly float _bias;

    public InjectionModel(ReadOnlySpan<byte> file)
    {
        if (file.Length != Header + _weights.Length || BinaryPrimitives.ReadInt32LittleEndian(file) != InjectionFeatures.Buckets)
        {
            throw new InvalidOperationException("the weights were made for other features; train again");
        }

        _scale = BinaryPrimitives.ReadSingleLittleEndian(file[4..]);
        _bias = BinaryPrimitives.ReadSingleLittleEndian(file[8..]);
        for (int i = 0; i < _weights.Length; i++)
        {
            _weights[i] = (sbyte)file[Header + i];
        }
    }

    /// <summary>The built-in weights; null in a build that has none yet (the one that trains them).</summary>
    public static InjectionModel? BuiltIn { get; } = Load();

    /// <summary>0..1 for one stretch of text.</summary>
    public double Judge(List<int> buckets)
    {
        long sum = 0;
        foreach (int bucket in buckets)
        {
            sum += _weights[bucket];
        }

        // By the root of the number of features: long stretches must not win by their length alone.
        double z = _bias + (_scale * sum / Math.Sqrt(Math.Max(1, buckets.Count)));
        return 1 / (1 + Math.Exp(-z));
    }

    private static InjectionModel? Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("findings.injection.bin");
        if (stream is null)
        {
            return null;
        }

        byte[] file = new byte[stream.Length];
        stream.ReadExactly(file);
        return new InjectionModel(file);
    }
}
