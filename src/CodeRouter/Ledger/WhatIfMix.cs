using System.Globalization;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Ledger;

/// <summary>
/// Other models for some phases, and what the measured tokens would have cost on them: the same tokens and the same cache reads and writes, at
/// list price. What a weaker model would have needed more of is not in it.
/// </summary>
public sealed class WhatIfMix
{
    private const string Everywhere = "all";
    private readonly Dictionary<string, List<(string Model, Price Price, decimal Share)>> _phases = new(StringComparer.Ordinal);

    /// <summary>Reads <c>PHASE=MODEL:SHARE,MODEL:SHARE</c>, or only the models for every phase not named. Null with what is wrong and what would be right.</summary>
    /// <param name="price">A model's list price; null when it is not known.</param>
    public static WhatIfMix? Parse(IEnumerable<string> words, Func<string, Price?> price, out string? problem)
    {
        var mix = new WhatIfMix();
        foreach (string word in words)
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            string phase = equals < 0 ? Everywhere : word[..equals].Trim();
            if (phase != Everywhere && StepNames.ParsePhase(phase) is null)
            {
                problem = $"--what-if {word}: {phase} is no phase. Use {string.Join(", ", Enum.GetValues<Phase>().Select(static p => p.Name()))} or all.";
                return null;
            }

            if (Models(word[(equals + 1)..], price, out problem) is not { } models)
            {
                problem = $"--what-if {word}: {problem}";
                return null;
            }

            mix._phases[phase] = models;
        }

        problem = null;
        return mix;
    }

    /// <summary>What a phase would have cost; what was measured where the mix does not name it. Null where that is not known.</summary>
    public decimal? Cost(BlendedCost phase)
    {
        if ((_phases.GetValueOrDefault(phase.Name) ?? _phases.GetValueOrDefault(Everywhere)) is not { } models)
        {
            return phase.CostPer1M is null ? null : phase.Sums.Usd(Measure.Cost);
        }

        long requests = Math.Max(1, phase.Sums.Whole(Measure.Requests));
        var usage = new Usage(phase.Sums.Whole(Measure.InputTokens), phase.Sums.Whole(Measure.CachedInputTokens), phase.Sums.Whole(Measure.CacheWriteTokens), 0, phase.Sums.Whole(Measure.OutputTokens), 0);

        // Prices may rise with the length of a request: the mean one decides.
        return models.Sum(m => m.Share * (m.Price.At(usage.TotalInput / requests) with { Steps = [] }).Cost(usage));
    }

    /// <summary>The models a phase would have, for people; null where it keeps its own.</summary>
    public string? Said(string phase) => (_phases.GetValueOrDefault(phase) ?? _phases.GetValueOrDefault(Everywhere)) is not { } models ? null
        : string.Join(", ", models.Select(static m => string.Create(CultureInfo.InvariantCulture, $"{m.Model} {m.Share:0%}")));

    private static List<(string Model, Price Price, decimal Share)>? Models(string text, Func<string, Price?> price, out string? problem)
    {
        var read = new List<(string Model, Price Price, decimal Share)>();
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // A model's own name may hold a colon: the share is what follows the last one, if it is a number.
            int colon = part.LastIndexOf(':');
            bool shared = colon > 0 && decimal.TryParse(part.AsSpan(colon + 1).TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);
            string model = shared ? part[..colon].Trim() : part;
            decimal share = shared ? decimal.Parse(part.AsSpan(colon + 1).TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) : 1;
            if (price(model) is not { IsKnown: true } known)
            {
                problem = $"the price of {model} is not known. Name a model of the catalog, or one of your own with --config.";
                return null;
            }

            read.Add((model, known, share));
        }

        decimal sum = read.Sum(static m => m.Share);
        problem = read.Count == 0 ? "it names no model. Write PHASE=MODEL or PHASE=MODEL:50,MODEL:50." : sum <= 0 ? "its shares are all 0." : null;
        return problem is null ? [.. read.Select(m => (m.Model, m.Price, m.Share / sum))] : null;
    }
}
