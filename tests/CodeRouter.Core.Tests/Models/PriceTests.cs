using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using Xunit;

namespace CodeRouter.Core.Tests.Models;

public sealed class PriceTests
{
    private static readonly Price Sonnet = new() { Input = 3m, Output = 15m, CachedInput = 0.3m, CacheWrite5m = 3.75m, CacheWrite1h = 6m };

    [Fact]
    public void Each_bucket_is_charged_at_its_own_price()
    {
        var usage = new Usage(Input: 1_000, CacheRead: 100_000, CacheWrite5m: 2_000, CacheWrite1h: 4_000, Output: 500, Reasoning: 300);

        Assert.Equal(0.003m + 0.03m + 0.0075m + 0.024m + 0.0075m, Sonnet.Cost(usage));
    }

    [Fact]
    public void Reasoning_is_a_part_of_the_output_and_not_charged_twice() =>
        Assert.Equal(Sonnet.Cost(new Usage(0, 0, 0, 0, 1_000, 0)), Sonnet.Cost(new Usage(0, 0, 0, 0, 1_000, 900)));

    [Fact]
    public void Missing_cache_prices_are_the_prompt_price()
    {
        var price = new Price { Input = 2m, Output = 8m };

        Assert.Equal(0.006m, price.Cost(new Usage(1_000, 1_000, 500, 500, 0, 0)));
    }

    [Fact]
    public void An_unknown_price_makes_the_cost_unknown_never_free()
    {
        Assert.Null(new Price { Input = 2m }.Cost(new Usage(10, 0, 0, 0, 1, 0)));
        Assert.Null(new Price { Output = 2m }.Cost(new Usage(10, 0, 0, 0, 1, 0)));
        Assert.Null(new Price().UpperBound(10, 10));
        Assert.Null(new Price { Output = 2m }.Estimate(10, 0, 10));
    }

    [Fact]
    public void A_price_of_zero_is_a_price() =>
        Assert.Equal(0m, new Price { Input = 0m, Output = 0m }.Cost(new Usage(10, 20, 30, 40, 50, 0)));

    [Fact]
    public void A_bucket_without_tokens_needs_no_price() =>
        Assert.Equal(0.02m, new Price { Input = 2m }.Cost(new Usage(10_000, 0, 0, 0, 0, 0)));

    [Fact]
    public void Long_inputs_are_charged_by_the_step_they_reach()
    {
        var price = new Price
        {
            Input = 1.25m,
            Output = 10m,
            CachedInput = 0.125m,
            Steps = [new PriceStep(200_000, new Price { Input = 2.5m, Output = 15m, CachedInput = 0.25m })],
        };

        Assert.Equal(0.25m + 0.01m, price.Cost(new Usage(200_000, 0, 0, 0, 1_000, 0)));
        Assert.Equal(0.5000025m + 0.015m, price.Cost(new Usage(200_001, 0, 0, 0, 1_000, 0)));

        // The whole input decides, cached tokens included.
        Assert.Equal(0.0025m + 0.05m, price.Cost(new Usage(1_000, 200_000, 0, 0, 0, 0)));
    }

    [Fact]
    public void A_step_that_names_no_cache_price_falls_back_to_its_own_prompt_price()
    {
        var price = new Price { Input = 1m, Output = 2m, CachedInput = 0.1m, Steps = [new PriceStep(100, new Price { Input = 4m })] };

        Assert.Equal(1_000 * 4m / 1_000_000m, price.Cost(new Usage(0, 1_000, 0, 0, 0, 0)));
        Assert.Equal((1_000 * 4m / 1_000_000m) + 0.002m, price.Cost(new Usage(1_000, 0, 0, 0, 1_000, 0)));
    }

    [Fact]
    public void An_estimate_reads_warm_tokens_and_writes_the_rest()
    {
        Assert.Equal((90_000 * 0.3m / 1_000_000m) + (10_000 * 3.75m / 1_000_000m) + 0.015m, Sonnet.Estimate(100_000, 90_000, 1_000));
        Assert.Equal(Sonnet.Estimate(100, 100, 0), Sonnet.Estimate(100, 5_000, 0));
        Assert.Equal(Sonnet.Estimate(100, 0, 0), Sonnet.Estimate(100, -5, 0));
    }

    [Fact]
    public void A_reservation_is_the_input_and_the_longest_answer_at_list_price() =>
        Assert.Equal(0.3m + 0.96m, Sonnet.UpperBound(100_000, 64_000));
}
