using CodeRouter.Core.Models;

namespace CodeRouter.Config;

/// <summary>Reads <c>pricing</c>. Written prices stand alone: what they leave out is unknown, not the catalog's.</summary>
internal static class PriceCompiler
{
    public static Price? Read(Field pricing)
    {
        if (!pricing.Exists || !pricing.ExpectMap())
        {
            return null;
        }

        var price = Prices(pricing) with { Source = "configuration", Steps = Steps(pricing["steps"]) };
        var currency = pricing["currency"];
        if (currency.Text() is { } code && !string.Equals(code.Trim(), "USD", StringComparison.OrdinalIgnoreCase))
        {
            currency.Warn($"prices in {code} are not understood: the cost of this model is unknown", "write the prices in USD");
            return new Price { Source = "configuration" };
        }

        if (!price.IsKnown)
        {
            pricing.Warn("the cost of this model is unknown, so budgets refuse it", "write both prompt_per_1m and completion_per_1m; 0 is a price");
        }

        return price;
    }

    private static Price Prices(Field from) => new()
    {
        Input = from["prompt_per_1m"].Money(),
        Output = from["completion_per_1m"].Money(),
        CachedInput = from["cached_input_per_1m"].Money(),
        CacheWrite5m = from["cache_write_per_1m"].Money(),
        CacheWrite1h = from["cache_write_1h_per_1m"].Money(),
    };

    private static List<PriceStep> Steps(Field list)
    {
        var steps = new List<PriceStep>();
        foreach (var step in list.Items())
        {
            if (step["above_input_tokens"].Integer(1, 100_000_000) is { } above)
            {
                steps.Add(new PriceStep(above, Prices(step)));
            }
            else if (!step["above_input_tokens"].Exists)
            {
                step.Error("a step of prices does not say from which length on it holds", "add above_input_tokens: 200000");
            }
        }

        return [.. steps.OrderBy(step => step.AboveInputTokens)];
    }
}
