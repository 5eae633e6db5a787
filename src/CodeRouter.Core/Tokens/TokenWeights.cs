using System.Globalization;

namespace CodeRouter.Core.Tokens;

/// <summary>What each kind of piece and frame costs with a vendor's tokeniser, fitted on recorded requests whose tokens the vendor counted.</summary>
internal sealed class TokenWeights
{
    private readonly Dictionary<string, double[]> _of = new(StringComparer.Ordinal);

    /// <summary>One line for each model or vendor: its key (empty for all the others), then the weights.</summary>
    public static TokenWeights Read(TextReader text)
    {
        var weights = new TokenWeights();
        while (text.ReadLine() is { } line)
        {
            if (!line.StartsWith('#') && line.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon)
            {
                weights._of[line[..colon]] = [.. line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
            }
        }

        return weights;
    }

    public void Set(string key, double[] weights) => _of[key] = weights;

    public void Write(TextWriter text)
    {
        foreach (var (key, weights) in _of.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.WriteLine(key + ": " + string.Join(' ', weights.Select(weight => weight.ToString("0.###", CultureInfo.InvariantCulture))));
        }
    }

    public bool Knows(string model) => TokenKin.Of(model).Any(key => key.Length > 0 && _of.ContainsKey(key));

    /// <summary>Tokens of a request on a model; those of the nearest known relative where the model itself is not known.</summary>
    public double Tokens(string model, ReadOnlySpan<double> counts)
    {
        double[] weights = [];
        foreach (string key in TokenKin.Of(model))
        {
            if (_of.TryGetValue(key, out weights!))
            {
                break;
            }
        }

        double tokens = 0;
        for (int i = 0; i < Math.Min(counts.Length, weights?.Length ?? 0); i++)
        {
            tokens += counts[i] * weights![i];
        }

        return Math.Max(1, tokens);
    }
}
