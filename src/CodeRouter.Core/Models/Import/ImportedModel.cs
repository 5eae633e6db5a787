namespace CodeRouter.Core.Models.Import;

/// <summary>A model as one price table tells of it, before tables are joined. Prices are USD per million tokens.</summary>
internal sealed class ImportedModel
{
    public required string Provider { get; init; }

    public required string Id { get; init; }

    public string? Title { get; set; }

    public string? Family { get; set; }

    public string? Released { get; set; }

    public int? Window { get; set; }

    public int? Output { get; set; }

    public Capability? Can { get; set; }

    public bool Open { get; set; }

    public bool Old { get; set; }

    public bool Embedding { get; set; }

    public Price Price { get; set; } = new();

    /// <summary>Which table the price is from.</summary>
    public int Source { get; set; }

    /// <summary>Takes over what is not known yet. A price of another table is only added to where both agree on the main price.</summary>
    public void FillFrom(ImportedModel other)
    {
        Title ??= other.Title;
        Family ??= other.Family;
        Released ??= other.Released;
        Window ??= other.Window;
        Output ??= other.Output;
        Can = Can is null ? other.Can : Can | (other.Can ?? Capability.None);
        Open |= other.Open;
        if (!Price.IsKnown)
        {
            (Price, Source) = (other.Price, other.Source);
        }
        else if (Price.Input == other.Price.Input && Price.Output == other.Price.Output)
        {
            Price = Price with
            {
                CachedInput = Price.CachedInput ?? other.Price.CachedInput,
                CacheWrite5m = Price.CacheWrite5m ?? other.Price.CacheWrite5m,
                CacheWrite1h = Price.CacheWrite1h ?? other.Price.CacheWrite1h,
                Steps = JoinSteps(Price.Steps, other.Price.Steps),
            };
        }
    }

    /// <summary>The newer table speaks: whatever it knows replaces what was known.</summary>
    public void ReplaceFrom(ImportedModel newer)
    {
        Title = newer.Title ?? Title;
        Family = newer.Family ?? Family;
        Released = newer.Released ?? Released;
        Window = newer.Window ?? Window;
        Output = newer.Output ?? Output;
        Can = newer.Can is null ? Can : (Can ?? Capability.None) | newer.Can;
        Open |= newer.Open;
        Old = newer.Old;
        if (newer.Price.IsKnown)
        {
            (Price, Source) = (newer.Price, newer.Source);
        }
    }

    private static IReadOnlyList<PriceStep> JoinSteps(IReadOnlyList<PriceStep> known, IReadOnlyList<PriceStep> other)
    {
        if (known.Count == 0)
        {
            return other;
        }

        return
        [
            .. known.Select(step => other.FirstOrDefault(o => o.AboveInputTokens == step.AboveInputTokens) is { } more
                ? step with
                {
                    Price = step.Price with
                    {
                        CachedInput = step.Price.CachedInput ?? more.Price.CachedInput,
                        CacheWrite5m = step.Price.CacheWrite5m ?? more.Price.CacheWrite5m,
                        CacheWrite1h = step.Price.CacheWrite1h ?? more.Price.CacheWrite1h,
                    },
                }
                : step),
        ];
    }
}
