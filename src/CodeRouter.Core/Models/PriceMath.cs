using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Models;

/// <summary>
/// Tokens × list price → USD as exact decimals. Null as soon as a price that is needed is unknown:
/// an unknown cost must never look like a free one. A bucket without tokens needs no price.
/// </summary>
public static class PriceMath
{
    private const decimal PerToken = 1_000_000m;

    /// <summary>The prices in force when the whole input is this long.</summary>
    public static Price At(this Price price, long totalInput)
    {
        PriceStep? step = null;
        foreach (var candidate in price.Steps)
        {
            if (totalInput > candidate.AboveInputTokens && (step is null || candidate.AboveInputTokens > step.AboveInputTokens))
            {
                step = candidate;
            }
        }

        // A step may name only what changes. Its cache prices are not taken over from the base: they would be too low.
        return step is null ? price : step.Price with { Input = step.Price.Input ?? price.Input, Output = step.Price.Output ?? price.Output };
    }

    /// <summary>What this answer cost.</summary>
    public static decimal? Cost(this Price price, in Usage usage)
    {
        var rate = price.At(usage.TotalInput);
        var write = rate.CacheWrite5m ?? rate.Input;
        return Sum(
            Part(usage.Input, rate.Input),
            Part(usage.CacheRead, rate.CachedInput ?? rate.Input),
            Part(usage.CacheWrite5m, write),
            Part(usage.CacheWrite1h, rate.CacheWrite1h ?? write),
            Part(usage.Output, rate.Output));
    }

    /// <summary>
    /// What a step is expected to cost: <paramref name="warmTokens"/> of the input are read from the prompt cache,
    /// the rest is new and, where the vendor charges for it, written to the cache.
    /// </summary>
    public static decimal? Estimate(this Price price, long inputTokens, long warmTokens, long outputTokens)
    {
        var rate = price.At(inputTokens);
        var warm = Math.Clamp(warmTokens, 0, Math.Max(0, inputTokens));

        // Some tables list writing as 0 beside a full prompt price: new tokens then still cost the prompt price.
        var fresh = rate.Input is { } input ? Math.Max(input, rate.CacheWrite5m ?? input) : (decimal?)null;
        return Sum(
            Part(inputTokens - warm, fresh),
            Part(warm, rate.CachedInput ?? rate.Input),
            Part(outputTokens, rate.Output));
    }

    /// <summary>What is reserved before a call: the whole input and the longest answer at list price, nothing cached.</summary>
    public static decimal? UpperBound(this Price price, long inputTokens, long maxOutputTokens)
    {
        var rate = price.At(inputTokens);
        return Sum(Part(inputTokens, rate.Input), Part(maxOutputTokens, rate.Output));
    }

    private static decimal? Part(long tokens, decimal? perMillion) =>
        tokens <= 0 ? 0m : tokens * perMillion / PerToken;

    private static decimal? Sum(params ReadOnlySpan<decimal?> parts)
    {
        var total = 0m;
        foreach (var part in parts)
        {
            if (part is not { } known)
            {
                return null;
            }

            total += known;
        }

        return total;
    }
}
