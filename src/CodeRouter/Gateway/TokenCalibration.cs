using System.Collections.Concurrent;
using System.Numerics;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Tokens;
using CodeRouter.Ledger;

namespace CodeRouter.Gateway;

/// <summary>
/// How far the estimate from a request's bytes lies from what a model's vendor really counted: one factor for each model, format and
/// order of size, learnt from every answer that reports its usage. Small requests are mostly frame and large ones mostly text, so their
/// factors differ. At start it is read back from the books, which keep the bare estimate beside the count.
/// </summary>
public sealed class TokenCalibration
{
    private const int Sizes = 16;
    private const int EnoughOfOneSize = 3;

    /// <summary>The newest answer counts for at least so much: tokenisers and prompts change under a model's name.</summary>
    private const double LeastShare = 0.05;

    private readonly ConcurrentDictionary<(string Model, WireFormat Format), Factors> _known = [];

    private readonly ConcurrentDictionary<string, CountCorrection> _counts = new(StringComparer.Ordinal);

    /// <summary>Learns from answered steps, oldest first.</summary>
    public void Learn(IEnumerable<StepRecord> steps)
    {
        foreach (var step in steps)
        {
            if (step is { State: StepState.Answered, UsageEstimated: false, Model: { } model })
            {
                Learn(model, step.Dialect, step.InputTokensEstimated, step.Usage.TotalInput);
            }
        }
    }

    public void Learn(string model, WireFormat format, long estimated, long counted)
    {
        if (estimated <= 0 || counted <= 0)
        {
            return;
        }

        double ratio = Math.Clamp(Math.Log((double)counted / estimated), -3, 3);
        _known.GetOrAdd((model, format), static _ => new Factors()).Add(ratio, SizeOf(estimated));

        // For models nobody has asked yet: what others of the format are like.
        _known.GetOrAdd(("", format), static _ => new Factors()).Add(ratio, SizeOf(estimated));
    }

    /// <summary>The estimate, corrected by what was seen of this model, else of its format, else as it is.</summary>
    public long Estimate(string model, WireFormat format, long estimated)
    {
        var factors = _known.GetValueOrDefault((model, format)) ?? _known.GetValueOrDefault(("", format));
        return factors is null ? estimated : Math.Max(1, (long)Math.Round(estimated * Math.Exp(factors.Of(SizeOf(estimated)))));
    }

    /// <summary>Learns reckoned counts from answered steps with their details, oldest first.</summary>
    public void LearnCounts(IEnumerable<StepRecord> steps)
    {
        foreach (var step in steps)
        {
            if (step is { State: StepState.Answered, UpstreamModel: { } model } && DecisionDetail.Number(step.DetailJson, CountLearning.Member) is { } reckoned)
            {
                LearnCount(model, reckoned, step.Usage.TotalInput);
            }
        }
    }

    /// <summary>Whether the next answer of this model is worth reckoning its request for. Models are named as their provider calls them.</summary>
    public bool WantsCount(string model) => CorrectionOf(model).WantsOne();

    /// <param name="reckoned">By <see cref="TokenCounter"/>, for a request of which the model counted so many.</param>
    public void LearnCount(string model, long reckoned, long counted)
    {
        if (reckoned > 0 && counted > 0)
        {
            CorrectionOf(model).Learn(reckoned, counted);
        }
    }

    /// <summary>A reckoned count, corrected by what this model's answers said of earlier ones.</summary>
    public long Count(string model, long reckoned) => _counts.TryGetValue(model, out var correction) ? correction.Of(reckoned) : reckoned;

    private CountCorrection CorrectionOf(string model) => _counts.GetOrAdd(model, static name => new CountCorrection(TokenCounter.Knows(name)));

    private static int SizeOf(long tokens) => Math.Min(Sizes - 1, BitOperations.Log2((ulong)tokens) / 2);

    private sealed class Factors
    {
        private readonly Lock _lock = new();
        private readonly double[] _means = new double[Sizes + 1];
        private readonly int[] _counts = new int[Sizes + 1];

        public void Add(double ratio, int size)
        {
            lock (_lock)
            {
                Add(ratio, ref _means[size], ref _counts[size]);
                Add(ratio, ref _means[Sizes], ref _counts[Sizes]);
            }
        }

        public double Of(int size)
        {
            lock (_lock)
            {
                return _counts[size] >= EnoughOfOneSize ? _means[size] : _means[Sizes];
            }
        }

        private static void Add(double ratio, ref double mean, ref int count)
        {
            count++;
            mean += (ratio - mean) * Math.Max(1.0 / count, LeastShare);
        }
    }
}
