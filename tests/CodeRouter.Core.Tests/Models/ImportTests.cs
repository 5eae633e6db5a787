using System.Text;
using CodeRouter.Core.Models;
using CodeRouter.Core.Models.Import;
using Xunit;

namespace CodeRouter.Core.Tests.Models;

public sealed class ImportTests
{
    private static readonly ImportRules Rules = ImportRules.Read(Encoding.UTF8.GetBytes("""
        {"providers":[
          {"id":"anthropic","import":{"models_dev":"anthropic","litellm":"anthropic","server_tools":"web_search"}},
          {"id":"together","import":{"models_dev":"togetherai","litellm":"together_ai","litellm_prefix":"together_ai/","fill_only":true,"released_from":"2025-06-01"}},
          {"id":"ollama"}]}
        """));

    private static readonly byte[] Base = Encoding.UTF8.GetBytes("""
        {"anthropic":{"id":"anthropic","models":{
           "claude-x":{"name":"Claude X","tool_call":true,"reasoning":true,"open_weights":false,"release_date":"2026-01-01","modalities":{"input":["text","image"],"output":["text"]},"limit":{"context":200000,"output":64000},"cost":{"input":3,"output":15,"cache_read":0.3,"cache_write":0}},
           "claude-paint":{"modalities":{"input":["text"],"output":["image"]},"limit":{"context":200000,"output":1}}}},
         "togetherai":{"models":{
           "new-one":{"release_date":"2025-07-01","modalities":{"input":["text"],"output":["text"]},"limit":{"context":32000,"output":0},"cost":{"input":0.1,"output":0.2}},
           "old-one":{"release_date":"2024-07-01","modalities":{"input":["text"],"output":["text"]},"limit":{"context":32000,"output":1}}}}}
        """);

    private static readonly byte[] Second = Encoding.UTF8.GetBytes("""
        {"claude-x":{"litellm_provider":"anthropic","mode":"chat","max_input_tokens":200000,"input_cost_per_token":3e-06,"output_cost_per_token":1.5e-05,"cache_creation_input_token_cost":3.75e-06,"cache_creation_input_token_cost_above_1hr":6e-06,"input_cost_per_token_above_200k_tokens":6e-06,"output_cost_per_token_above_200k_tokens":2.25e-05,"supports_response_schema":true},
         "claude-y":{"litellm_provider":"anthropic","mode":"chat","max_input_tokens":200000,"max_output_tokens":8000,"input_cost_per_token":1e-06,"output_cost_per_token":5e-06,"supports_function_calling":true},
         "together_ai/stranger":{"litellm_provider":"together_ai","mode":"chat","max_input_tokens":9000},
         "dall":{"litellm_provider":"anthropic","mode":"image_generation"}}
        """);

    private static Catalog Read(CatalogBuilder builder) => Catalog.Read(builder.Build());

    [Fact]
    public void The_base_gives_facts_and_the_second_table_fills_what_it_lacks()
    {
        var builder = new CatalogBuilder(Rules);
        Assert.Equal(2, builder.Fill(Base, new DateOnly(2026, 7, 2)));
        Assert.Equal(2, builder.Fill(Second, new DateOnly(2026, 8, 1)));
        var catalog = Read(builder);

        var x = catalog.Find("claude-x")!;
        Assert.Equal((3m, 15m, 0.3m, 3.75m, 6m), (x.Price.Input, x.Price.Output, x.Price.CachedInput, x.Price.CacheWrite5m, x.Price.CacheWrite1h));
        Assert.Equal((200_000L, 6m, 22.5m), (x.Price.Steps[0].AboveInputTokens, x.Price.Steps[0].Price.Input, x.Price.Steps[0].Price.Output));
        Assert.Equal(Capability.Tools | Capability.Vision | Capability.JsonSchema | Capability.Reasoning | Capability.WebSearch, x.Capabilities);
        Assert.Equal("models.dev", x.Price.Source);
        Assert.Equal(("LiteLLM", new DateOnly(2026, 8, 1)), (catalog.Find("claude-y")!.Price.Source, catalog.Find("claude-y")!.Price.AsOf));
    }

    [Fact]
    public void Pictures_old_resold_models_and_strangers_of_resellers_are_left_out()
    {
        var builder = new CatalogBuilder(Rules);
        builder.Fill(Base, date: null);
        builder.Fill(Second, date: null);
        var catalog = Read(builder);

        Assert.NotNull(catalog.Find("new-one"));
        Assert.All(["claude-paint", "old-one", "stranger", "dall"], name => Assert.Null(catalog.Find(name)));
    }

    [Fact]
    public void Prices_of_tables_that_disagree_are_not_mixed()
    {
        var builder = new CatalogBuilder(Rules);
        builder.Fill(Base, date: null);
        builder.Fill(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Second).Replace("3e-06,\"output", "4e-06,\"output", StringComparison.Ordinal)), date: null);
        var x = Read(builder).Find("claude-x")!;

        Assert.Equal(3m, x.Price.Input);
        Assert.Null(x.Price.CacheWrite1h);
        Assert.Empty(x.Price.Steps);
    }

    [Fact]
    public void A_newer_table_speaks_over_the_catalog_and_loses_nothing_it_does_not_know()
    {
        var first = new CatalogBuilder(Rules);
        first.Fill(Base, new DateOnly(2026, 7, 2));
        var updated = new CatalogBuilder(Rules).From(Read(first));
        updated.Replace(Encoding.UTF8.GetBytes("""
            {"claude-x":{"litellm_provider":"anthropic","mode":"chat","max_input_tokens":500000,"input_cost_per_token":2e-06,"output_cost_per_token":1e-05}}
            """), new DateOnly(2026, 10, 1));
        var catalog = Read(updated);
        var x = catalog.Find("claude-x")!;

        Assert.Equal((2m, 10m, 500_000, "Claude X"), (x.Price.Input, x.Price.Output, x.ContextWindow, x.Title));
        Assert.Equal(new DateOnly(2026, 10, 1), x.Price.AsOf);
        Assert.Equal(new DateOnly(2026, 7, 2), catalog.Find("new-one")!.Price.AsOf);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"a\":1,\"b\":{\"c\":2}}")]
    public void A_table_of_another_kind_gives_nothing(string json) =>
        Assert.Equal(0, new CatalogBuilder(Rules).Fill(Encoding.UTF8.GetBytes(json), date: null));

    [Fact]
    public void Building_twice_gives_the_same_bytes()
    {
        byte[] Once()
        {
            var builder = new CatalogBuilder(Rules);
            builder.Fill(Base, date: null);
            builder.Fill(Second, date: null);
            return builder.Build();
        }

        Assert.Equal(Once(), Once());
    }
}
