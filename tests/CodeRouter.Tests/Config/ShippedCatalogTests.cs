using CodeRouter.Config;
using CodeRouter.Core.Models;
using Xunit;

namespace CodeRouter.Tests.Config;

public sealed class ShippedCatalogTests
{
    private static readonly Catalog Catalog = ConfigFiles.Catalog;

    [Fact]
    public void Every_entry_reads_and_every_price_carries_its_source_and_date()
    {
        var all = Catalog.Providers.SelectMany(provider => Catalog.OfProvider(provider.Id)).ToArray();

        Assert.Equal(Catalog.Count, all.Length);
        Assert.All(all.Where(model => model.Price.IsKnown), model => Assert.True(model.Price is { Source: not null, AsOf: not null }, model.Id));
        Assert.All(all.Where(model => model.Price.IsKnown && !model.Embedding), model => Assert.NotNull(model.Tier));
    }

    [Fact]
    public void Every_model_that_zero_configuration_takes_is_listed_with_a_price_and_tools()
    {
        foreach (var provider in Catalog.Providers)
        {
            Assert.All(provider.Defaults, id =>
            {
                var model = Catalog.Find(id, provider.Id);
                Assert.True(model is { Price.IsKnown: true, Deprecated: false } && model.Id == id && model.Capabilities!.Value.HasFlag(Capability.Tools), $"{provider.Id}: {id}");
            });
        }
    }

    [Theory]
    [InlineData("claude-opus-4.7", 5, 25, "claude-opus-4-8")]
    [InlineData("claude-sonnet-4.6", 3, 15, "claude-sonnet-5")]
    [InlineData("claude-haiku-4.5", 1, 5, null)]
    [InlineData("gpt-5.2", 1.75, 14, "gpt-5.5")]
    [InlineData("gpt-5-mini", 0.25, 2, "gpt-5.4-mini")]
    [InlineData("gemini-3-pro", 2, 12, "gemini-3.1-pro-preview")]
    [InlineData("gemini-3-flash", 0.5, 3, "gemini-3.5-flash")]
    [InlineData("gemini-2.5-flash", 0.3, 2.5, "gemini-3.5-flash")]
    [InlineData("deepseek-chat", 0.14, 0.28, "deepseek-v4-flash")]
    [InlineData("kimi-k2.5", 0.6, 3, "kimi-k2.7-code")]
    public void Names_of_the_phase_table_have_prices_and_successors(string name, double input, double output, string? successor)
    {
        var model = Catalog.Find(name)!;

        Assert.Equal(((decimal)input, (decimal)output), (model.Price.Input!.Value, model.Price.Output!.Value));
        Assert.Equal(successor, Catalog.Successor(name));
    }

    [Fact]
    public void Successors_are_models_of_the_catalog()
    {
        foreach (var model in Catalog.Providers.SelectMany(provider => Catalog.OfProvider(provider.Id)))
        {
            Assert.True(Catalog.Successor(model.Id) is not { } next || Catalog.Find(next) is not null, model.Id);
        }
    }

    [Fact]
    public void Steps_by_length_and_long_lived_cache_writes_are_there()
    {
        Assert.Equal(10m, Catalog.Find("gpt-5.5")!.Price.At(300_000).Input);
        Assert.Equal(2.5m, Catalog.Find("gemini-2.5-pro")!.Price.At(200_001).Input);
        Assert.Equal(10m, Catalog.Find("claude-opus-4-8")!.Price.CacheWrite1h);
    }

    [Fact]
    public void Scores_are_shares_of_known_phases()
    {
        foreach (var model in Catalog.Providers.SelectMany(provider => Catalog.OfProvider(provider.Id)))
        {
            Assert.All(model.Scores, score => Assert.True(score.Value is > 0 and < 1 && Core.Steps.StepNames.ParsePhase(score.Key) is not null, score.Key));
        }
    }

    [Fact]
    public void An_updated_catalog_wins_when_it_is_newer_and_a_broken_one_is_passed_over()
    {
        var folder = Directory.CreateTempSubdirectory("coderouter-catalog-").FullName;
        var path = Path.Combine(folder, ShippedCatalog.UpdatedFile);

        File.WriteAllText(path, """{"sources":["x 2030-01-01"],"models":{"anthropic/claude-opus-9":{"price":[1,2],"source":0}}}""");
        Assert.NotNull(ShippedCatalog.Load(folder, out var problem).Find("claude-opus-9"));
        Assert.Null(problem);

        File.WriteAllText(path, """{"sources":["x 2020-01-01"],"models":{"anthropic/claude-opus-9":{"price":[1,2],"source":0}}}""");
        Assert.Null(ShippedCatalog.Load(folder, out _).Find("claude-opus-9"));

        File.WriteAllText(path, "{ broken");
        Assert.NotNull(ShippedCatalog.Load(folder, out problem).Find("claude-opus-4-8"));
        Assert.Contains("catalog update", problem!, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }
}
