using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using Xunit;

namespace CodeRouter.Core.Tests.Models;

public sealed class CatalogTests
{
    private static readonly Catalog Small = Catalog.Read(
        Encoding.UTF8.GetBytes("""
            {"version":1,"sources":["table one 2026-07-02","table two 2026-08-01"],
            "models":{
            "anthropic/claude-opus-4-8":{"name":"Opus","window":1000000,"output":128000,"can":"tools vision","price":[5,25,0.5,6.25,10],"source":1},
            "google/gemini-2.5-pro":{"window":1048576,"price":[1.25,10,0.125],"steps":[[200000,2.5,15,0.25]],"source":0},
            "google/gemini-3-flash-preview":{"price":[0.5,3]},
            "openai/text-embedding-3-small":{"embedding":true,"price":[0.02,0]},
            "openai/mystery":{"open":true},
            "openrouter/anthropic/claude-opus-4.8":{"price":[6,30],"later":{"unknown":[1,2]}}
            }}
            """),
        Encoding.UTF8.GetBytes("""
            {"price_bands":{"cheap_up_to":2.0,"strong_from":8.0},
             "families":[
               {"match":["claude"],"tier":"balanced"},
               {"match":["claude-opus","claude-fable"],"tier":"strong","quality":0.82,"scores":{"debug":0.8}}],
             "successors":{"claude-opus-4-1":"claude-opus-4-7","claude-opus-4-7":"claude-opus-4-8","a":"b","b":"a"}}
            """),
        Encoding.UTF8.GetBytes("""
            {"providers":[{"id":"google","title":"Google","env":["GEMINI_API_KEY"],"endpoints":{"gemini":"https://generativelanguage.googleapis.com/v1beta"},"defaults":["gemini-2.5-pro"]},
                          {"id":"ollama","title":"Ollama","endpoints":{"openai":"http://127.0.0.1:11434/v1"},"local_port":11434,"list_path":"/api/tags"}]}
            """));

    [Fact]
    public void An_entry_tells_prices_with_their_source_and_date()
    {
        var opus = Small.Find("claude-opus-4-8")!;

        Assert.Equal(("anthropic", 1_000_000, 128_000), (opus.Provider, opus.ContextWindow, opus.MaxOutput));
        Assert.Equal(Capability.Tools | Capability.Vision, opus.Capabilities);
        Assert.Equal((5m, 25m, 0.5m, 6.25m, 10m), (opus.Price.Input, opus.Price.Output, opus.Price.CachedInput, opus.Price.CacheWrite5m, opus.Price.CacheWrite1h));
        Assert.Equal(("table two", new DateOnly(2026, 8, 1)), (opus.Price.Source, opus.Price.AsOf));
        Assert.Equal(new DateOnly(2026, 8, 1), Small.Date);
    }

    [Fact]
    public void Steps_by_context_length_are_kept() =>
        Assert.Equal(2.5m, Small.Find("gemini-2.5-pro")!.Price.At(300_000).Input);

    [Theory]
    [InlineData("claude-opus-4.8", "anthropic")]
    [InlineData("anthropic/claude-opus-4-8", "anthropic")]
    [InlineData("anthropic/claude-opus-4.8", "openrouter")]
    [InlineData("openrouter/anthropic/claude-opus-4.8", "openrouter")]
    [InlineData("claude-opus-4-8-20260528", "anthropic")]
    [InlineData("models/gemini-3-flash", "google")]
    public void A_name_is_found_however_it_is_spelt(string name, string provider) => Assert.Equal(provider, Small.Find(name)?.Provider);

    [Fact]
    public void One_provider_can_be_asked_alone()
    {
        Assert.Equal(6m, Small.Find("claude-opus-4-8", "openrouter")!.Price.Input);
        Assert.Null(Small.Find("claude-opus-4-8", "google"));
    }

    [Fact]
    public void Unknown_stays_unknown()
    {
        Assert.Null(Small.Find("gpt-99"));
        var mystery = Small.Find("mystery")!;
        Assert.False(mystery.Price.IsKnown);
        Assert.Null(mystery.Tier);
        Assert.Null(mystery.ContextWindow);
        Assert.Null(mystery.Capabilities);
        Assert.Null(mystery.Quality);
    }

    [Fact]
    public void The_longest_family_prefix_gives_tier_and_scores_and_price_gives_the_tier_of_the_rest()
    {
        Assert.Equal(Tier.Strong, Small.Find("claude-opus-4-8")!.Tier);
        Assert.Equal(0.8, Small.Find("claude-opus-4-8")!.Scores["debug"]);
        Assert.Equal(Tier.Balanced, Small.FamilyOf("claude-nova-9")!.Tier);
        Assert.Equal(Tier.Balanced, Small.Find("gemini-2.5-pro")!.Tier);
        Assert.Equal(Tier.Cheap, Small.Find("gemini-3-flash")!.Tier);
    }

    [Fact]
    public void A_name_that_was_followed_leads_to_the_newest_and_a_loop_ends()
    {
        Assert.Equal("claude-opus-4-8", Small.Successor("claude-opus-4.1"));
        Assert.Null(Small.Successor("claude-opus-4-8"));
        Assert.NotNull(Small.Successor("a"));
    }

    [Fact]
    public void Providers_are_found_by_their_address()
    {
        Assert.Equal("google", Small.ProviderOfHost("generativelanguage.googleapis.com")?.Id);
        Assert.Null(Small.ProviderOfHost("127.0.0.1"));
        Assert.Equal(WireFormat.Gemini, Small.Provider("google")!.Endpoints[0].Format);
    }

    [Fact]
    public void Embedders_are_told_apart() => Assert.True(Small.Find("text-embedding-3-small")!.Embedding);

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"models\":{\"nameless\":{}}}")]
    [InlineData("{\"models\":{\"a/b\":{}")]
    public void A_broken_catalog_is_refused(string json) =>
        Assert.ThrowsAny<Exception>(() => Catalog.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void An_empty_catalog_knows_nothing_and_says_so_quietly()
    {
        Assert.Null(Catalog.Empty.Find("claude-opus-4-8"));
        Assert.Null(Catalog.Empty.Successor("claude-opus-4-8"));
        Assert.Empty(Catalog.Empty.Providers);
    }
}
