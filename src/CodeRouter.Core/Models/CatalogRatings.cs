using System.Text.Json;

namespace CodeRouter.Core.Models;

/// <summary>
/// Hand-kept judgements beside the imported facts: tier, quality and phase scores by model family, price bands for the rest,
/// and which model took an older one's place. Read from <c>scores.json</c>; every family names its source there.
/// </summary>
internal sealed class CatalogRatings
{
    private readonly List<Family> _families = [];
    private readonly Dictionary<string, string> _successors = new(StringComparer.Ordinal);
    private decimal _cheapUpTo;
    private decimal _strongFrom = decimal.MaxValue;

    public static CatalogRatings None { get; } = new();

    public static CatalogRatings Read(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
        {
            return None;
        }

        var ratings = new CatalogRatings();
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var root = document.RootElement;
        var bands = root.GetProperty("price_bands");
        ratings._cheapUpTo = bands.GetProperty("cheap_up_to").GetDecimal();
        ratings._strongFrom = bands.GetProperty("strong_from").GetDecimal();
        foreach (var family in root.GetProperty("families").EnumerateArray())
        {
            ratings._families.Add(Family.Read(family));
        }

        foreach (var pair in root.GetProperty("successors").EnumerateObject())
        {
            ratings._successors[ModelNames.Canonical(pair.Name)] = pair.Value.GetString()!;
        }

        return ratings;
    }

    /// <summary>The longest family prefix that the canonical name starts with; null when none does.</summary>
    public Family? FamilyOf(string canonical)
    {
        Family? best = null;
        var length = 0;
        foreach (var family in _families)
        {
            foreach (var prefix in family.Prefixes)
            {
                if (prefix.Length > length && canonical.StartsWith(prefix, StringComparison.Ordinal))
                {
                    (best, length) = (family, prefix.Length);
                }
            }
        }

        return best;
    }

    /// <summary>Three parts input to one part output, in USD per million: coarse, and only for models no family names.</summary>
    public Tier? TierOf(Price price)
    {
        if (price.Input is not { } input || price.Output is not { } output)
        {
            return null;
        }

        var blended = ((3 * input) + output) / 4;
        return blended <= _cheapUpTo ? Tier.Cheap : blended >= _strongFrom ? Tier.Strong : Tier.Balanced;
    }

    /// <summary>The newest model in this one's place; null when it has not been followed. A loop in the data ends.</summary>
    public string? SuccessorOf(string name)
    {
        string? found = null;
        var at = ModelNames.Canonical(name);
        for (var hops = 0; hops < 16 && _successors.TryGetValue(at, out var next); hops++)
        {
            found = next;
            at = ModelNames.Canonical(next);
        }

        return found;
    }

    internal sealed record Family(IReadOnlyList<string> Prefixes, Tier? Tier, double? Quality, IReadOnlyDictionary<string, double> Scores)
    {
        public static Family Read(JsonElement element)
        {
            var prefixes = new List<string>();
            foreach (var prefix in element.GetProperty("match").EnumerateArray())
            {
                prefixes.Add(ModelNames.Canonical(prefix.GetString()!));
            }

            var scores = new Dictionary<string, double>(StringComparer.Ordinal);
            if (element.TryGetProperty("scores", out var listed))
            {
                foreach (var score in listed.EnumerateObject())
                {
                    scores[score.Name] = score.Value.GetDouble();
                }
            }

            return new Family(
                prefixes,
                element.TryGetProperty("tier", out var tier) ? TierNames.Parse(tier.GetString()) : null,
                element.TryGetProperty("quality", out var quality) ? quality.GetDouble() : null,
                scores);
        }
    }
}
