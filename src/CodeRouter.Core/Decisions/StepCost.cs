using CodeRouter.Core.Models;

namespace CodeRouter.Core.Decisions;

/// <summary>Expected USD of one step at list price, with what the model's prompt cache holds.</summary>
internal static class StepCost
{
    private const decimal Million = 1_000_000m;

    // Stand-ins where a price is unknown: they order candidates and are never shown as a cost.
    private static readonly (double Input, double Output)[] Assumed = [(0, 0), (0.5, 2.5), (3, 15), (5, 25)];

    /// <summary>USD, or null when the price is unknown.</summary>
    /// <param name="input">Input tokens in all.</param>
    /// <param name="warm">The part of them expected to be read from the cache.</param>
    /// <param name="written">Part of the others expected to be billed as written to it, 0..1.</param>
    public static decimal? Usd(Price price, long input, long warm, double output, double written = 1)
    {
        var at = At(price, input);
        if (at.Input is not { } read || at.Output is not { } write)
        {
            return null;
        }

        warm = Math.Min(warm, input);
        decimal fresh = at.CacheWrite5m is { } premium && premium > 0 ? read + ((premium - read) * (decimal)written) : read;
        return ((warm * (at.CachedInput ?? read)) + ((input - warm) * fresh) + ((decimal)output * write)) / Million;
    }

    /// <summary>The same for ordering: unknown prices are taken from what models of the tier usually cost.</summary>
    public static double Weight(ModelCard model, long input, long warm, double output, double written)
    {
        if (Usd(model.Price, input, warm, output, written) is { } known)
        {
            return (double)known;
        }

        var (read, write) = Assumed[(int)model.Tier];
        warm = Math.Min(warm, input);
        return ((warm * read * 0.1) + ((input - warm) * read) + (output * write)) / 1e6;
    }

    /// <summary>The most a step may cost: whole input uncached, the longest answer; null when the price is unknown.</summary>
    public static decimal? UpperBound(ModelCard model, long input, int? maxOutput) =>
        Usd(model.Price, input, 0, MaxOutput(model, maxOutput));

    public static int MaxOutput(ModelCard model, int? asked) =>
        asked is { } wanted ? Math.Min(wanted, model.MaxOutput ?? wanted) : model.MaxOutput ?? 4096;

    private static Price At(Price price, long input)
    {
        var at = price;
        foreach (var step in price.Steps)
        {
            if (input > step.AboveInputTokens)
            {
                at = step.Price;
            }
        }

        return at;
    }
}
