using System.Globalization;

namespace CodeRouter.Core.Signals;

/// <summary><c>embedding</c>: the text is near sample phrases (<c>candidates</c>) by <c>threshold</c>, aggregated by max, mean or any.</summary>
public sealed class EmbeddingSignal : ISignal
{
    public string Type => "embedding";

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems)
    {
        if (definitions.Named(name) is not { } options)
        {
            return null;
        }

        var samples = options.Texts("candidates").Select(c => GramVector.Of(c)).ToArray();
        double threshold = options.Number("threshold", 0.7);
        bool mean = string.Equals(options.Text("aggregation_method"), "mean", StringComparison.OrdinalIgnoreCase);
        return input =>
        {
            double near = Nearness(input.Vector, samples, mean);
            bool matched = near >= threshold;
            return new SignalReading(matched, matched ? near : 0, near, near.ToString("0.00", CultureInfo.InvariantCulture));
        };
    }

    internal static double Nearness(GramVector text, GramVector[] samples, bool mean)
    {
        double best = 0, sum = 0;
        foreach (var sample in samples)
        {
            double near = text.Near(sample);
            best = Math.Max(best, near);
            sum += near;
        }

        return samples.Length == 0 ? 0 : mean ? sum / samples.Length : best;
    }
}

/// <summary>
/// <c>complexity</c>: <c>name:easy</c>, <c>name:medium</c> or <c>name:hard</c>. With samples, by which side the text is nearer to (by
/// <c>threshold</c>); without, by the step's difficulty. The value is the leaning towards hard, −1..1.
/// </summary>
public sealed class ComplexitySignal : ISignal
{
    public string Type => "complexity";

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems)
    {
        int colon = name.LastIndexOf(':');
        string level = name[(colon + 1)..].ToLowerInvariant();
        if (level is not ("easy" or "medium" or "hard"))
        {
            return null;
        }

        var options = colon > 0 ? definitions.Named(name[..colon]) : null;
        if (colon > 0 && options is null)
        {
            return null;
        }

        double threshold = options?.Number("threshold", 0.1) ?? 0.1;
        var hard = (options?["hard"]?.Texts("candidates") ?? []).Select(c => GramVector.Of(c)).ToArray();
        var easy = (options?["easy"]?.Texts("candidates") ?? []).Select(c => GramVector.Of(c)).ToArray();
        bool sampled = hard.Length > 0 || easy.Length > 0;
        return input =>
        {
            double lean = sampled
                ? EmbeddingSignal.Nearness(input.Vector, hard, mean: false) - EmbeddingSignal.Nearness(input.Vector, easy, mean: false)
                : (input.Step.Difficulty - 3) / 2.0;
            string found = lean > threshold ? "hard" : lean < -threshold ? "easy" : "medium";
            return SignalReading.Measure(lean, string.Equals(found, level, StringComparison.Ordinal), found);
        };
    }
}

/// <summary><c>reask</c>: the human asks again what they asked before (<c>threshold</c> 0.8), as far as sketches tell.</summary>
public sealed class ReaskSignal : ISignal
{
    public string Type => "reask";

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems)
    {
        double threshold = definitions.Named(name)?.Number("threshold", 0.8) ?? 0.8;
        return input =>
        {
            if (input.TextBefore is not { } before || !input.Step.HumanTurn || input.Text.Length == 0)
            {
                return SignalReading.Of(false, "nothing before");
            }

            double near = TextSketch.Of(input.Text).Similarity(before);
            return SignalReading.Measure(near, near >= threshold, near.ToString("0.00", CultureInfo.InvariantCulture));
        };
    }
}
