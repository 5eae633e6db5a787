using System.Text;

namespace CodeRouter.Core.Findings.Injection;

/// <summary>Where and how likely a text tries to steer the model against its operator.</summary>
/// <param name="Score">0..1; 0.5 and above counts as flagged.</param>
/// <param name="Start">First character of the stretch that says so, in UTF-16 units.</param>
/// <param name="End">One past its last.</param>
/// <param name="Why">What told: the words, hidden characters, an encoding.</param>
public readonly record struct InjectionReading(double Score, int Start, int End, string Why)
{
    public static InjectionReading None { get; } = new(0, 0, 0, "");
}

/// <summary>
/// Judges a text stretch by stretch and answers with the worst: a long mail is not made harmless by its many harmless sentences. Hidden
/// characters are read as what they spell, encoded passages as what they decode to.
/// </summary>
public static class InjectionScanner
{
    private const int MaxText = 200_000;
    private const int UserStretch = 700;
    private const int ToolStretch = 260;
    private const double Hidden = 0.9;
    private const int FewStretches = 8;
    private const int MostStretches = 64;

    // The same weights, with a line of its own for each: what the human may say, a file may not.
    private static readonly LinearLayer? Human = LinearLayer.BuiltIn("findings.injection.human.bin", InjectionFeatures.Buckets);
    private static readonly LinearLayer? Tool = LinearLayer.BuiltIn("findings.injection.tool.bin", InjectionFeatures.Buckets);

    // Every request is read: its lists are used again by whoever reads next on this thread.
    [ThreadStatic]
    private static StretchWeights? _weights;

    /// <param name="text">What was said.</param>
    /// <param name="fromTool">A tool said it (a file, a page, an output), not the human.</param>
    public static InjectionReading Scan(ReadOnlySpan<char> text, bool fromTool)
    {
        if (text.IsEmpty)
        {
            return InjectionReading.None;
        }

        text = text.Length > MaxText ? text[..MaxText] : text;
        if (Unhide(text) is { } spelt && Stretches(spelt, fromTool: true) is { Score: >= 0.3 })
        {
            return new InjectionReading(Math.Max(Hidden, 0), 0, text.Length, "instructions in characters that are not shown");
        }

        var worst = Stretches(text, fromTool);
        var encoded = Encoded(text, fromTool);
        return encoded.Score > worst.Score ? encoded : worst;
    }

    private static InjectionReading Stretches(ReadOnlySpan<char> text, bool fromTool)
    {
        if ((fromTool ? Tool : Human) is not { } layer)
        {
            return InjectionReading.None;
        }

        var weights = _weights ??= new StretchWeights();
        weights.Begin(layer, fromTool);
        double worst = double.NegativeInfinity;
        int size = fromTool ? ToolStretch : UserStretch, start = 0, from = 0, to = 0, read = 0;
        while (start < text.Length)
        {
            int end = StretchEnd(text, start, size);
            if (weights.Of(text, start, end) is { } weight)
            {
                read++;
                if (weight > worst)
                {
                    (worst, from, to) = (weight, start, end);
                }
            }

            // What a tool says is read twice, in halves that overlap: an order that ends one stretch begins another.
            start = end == text.Length || !fromTool ? end : StretchEnd(text, start, size / 2);
        }

        worst -= fromTool ? Prior(read) : 0;
        return new InjectionReading(1 / (1 + Math.Exp(-worst)), from, to, fromTool ? "a tool's text speaks to the model" : "the words of an attempt to override");
    }

    // What the number of stretches takes from the log odds of the worst: that a file holds an order is as likely of a long one as of a short
    // one, so that any given stretch of the long one is the less likely to be it. Bounded, for whoever plants an order may add what he likes.
    private static double Prior(int stretches) => Math.Log(Math.Clamp(stretches / (double)FewStretches, 1, MostStretches / FewStretches));

    // To the end of the sentence or line nearest before the size, so that no sentence is judged in halves.
    private static int StretchEnd(ReadOnlySpan<char> text, int start, int size)
    {
        int limit = Math.Min(text.Length, start + size);
        if (limit == text.Length)
        {
            return limit;
        }

        int cut = text[start..limit].LastIndexOfAny(".!?\n");
        if (cut < size / 3)
        {
            cut = text[start..limit].LastIndexOf(' ');
        }

        return cut <= 0 ? limit : start + cut + 1;
    }

    // Tag characters (U+E0000…) spell ASCII that no screen shows; zero-width characters part words that are meant to be read.
    private static string? Unhide(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAny('\uDB40', '\u200B', '\u2060') < 0)
        {
            return null;
        }

        var spelt = new StringBuilder();
        bool tags = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\uDB40' && i + 1 < text.Length && text[i + 1] is >= '\uDC20' and <= '\uDC7E')
            {
                spelt.Append((char)(text[i + 1] - '\uDC00'));
                tags = true;
                i++;
            }
            else if (!tags && text[i] is not ('\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF'))
            {
                spelt.Append(text[i]);
            }
        }

        return spelt.ToString();
    }

    private static InjectionReading Encoded(ReadOnlySpan<char> text, bool fromTool)
    {
        foreach (var (start, end, says) in EncodedPassages.Of(text))
        {
            double score = Stretches(says, fromTool: false).Score;
            score = fromTool ? Math.Max(score, Stretches(says, fromTool: true).Score) : score;
            if (score >= 0.5)
            {
                return new InjectionReading(score, start, end, "an encoded passage that decodes to an override");
            }
        }

        return InjectionReading.None;
    }
}
