using System.Text;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using Xunit;

namespace CodeRouter.Tests.Config;

public sealed class DiscoveryTests
{
    private static Discovery Find(params (string Name, string Value)[] environment) =>
        ProviderDiscovery.FromEnvironment(name => environment.FirstOrDefault(pair => pair.Name == name).Value, ConfigFiles.Catalog);

    [Theory]
    [InlineData("OPENAI_API_KEY", "openai")]
    [InlineData("ANTHROPIC_API_KEY", "anthropic")]
    [InlineData("GEMINI_API_KEY", "google")]
    [InlineData("GOOGLE_API_KEY", "google")]
    [InlineData("OPENROUTER_API_KEY", "openrouter")]
    [InlineData("DEEPSEEK_API_KEY", "deepseek")]
    [InlineData("GROQ_API_KEY", "groq")]
    [InlineData("MISTRAL_API_KEY", "mistral")]
    [InlineData("XAI_API_KEY", "xai")]
    [InlineData("MOONSHOT_API_KEY", "moonshot")]
    [InlineData("ZAI_API_KEY", "zai")]
    [InlineData("TOGETHER_API_KEY", "together")]
    [InlineData("FIREWORKS_API_KEY", "fireworks")]
    [InlineData("CEREBRAS_API_KEY", "cerebras")]
    [InlineData("MINIMAX_API_KEY", "minimax")]
    [InlineData("DASHSCOPE_API_KEY", "alibaba")]
    public void A_key_in_the_environment_is_all_it_takes(string variable, string provider)
    {
        var discovery = Find((variable, "sk-very-secret"));
        var found = Assert.Single(discovery.Found);

        Assert.Equal((provider, variable), (found.Id, found.Source));
        Assert.InRange(found.Models.Count, 2, 3);
        Assert.DoesNotContain("sk-very-secret", found.ToString() + discovery.Settings, StringComparison.Ordinal);
        Assert.NotEmpty(discovery.Settings.Channels);
        Assert.All(discovery.Settings.Channels, channel => Assert.Equal("sk-very-secret", channel.AccessKey!.Reveal()));
        Assert.Equal(string.Join(' ', found.Models), string.Join(' ', discovery.Settings.Policy.Models.Where(model => model.Routable).Select(model => model.Name)));
        Assert.All(discovery.Settings.Policy.Models.Where(model => model.Routable), model => Assert.True(model.Price.IsKnown, model.Name));
        Assert.True(discovery.Settings.Policy.Groups[Policy.AutoGroup].Auto);
        Assert.Contains(discovery.Settings.Policy.DefaultModel!, found.Models, StringComparer.Ordinal);
    }

    [Fact]
    public void A_vendor_that_speaks_two_formats_is_reached_in_both_its_own_first()
    {
        var channels = Find(("OPENAI_API_KEY", "k")).Settings.Channels;

        Assert.Equal([(WireFormat.OpenAIResponses, 0), (WireFormat.OpenAIChat, 1)], channels.Select(channel => (channel.Format, channel.Priority)));
        Assert.Equal("https://api.openai.com/v1", channels[1].BaseUri.AbsoluteUri);
    }

    [Fact]
    public void Other_models_of_the_vendor_answer_when_asked_by_name_but_are_never_chosen()
    {
        var models = Find(("ANTHROPIC_API_KEY", "k")).Settings.Policy.Models;

        Assert.False(models.Single(model => model.Name == "claude-opus-4-5").Routable);
        Assert.True(models.Single(model => model.Name == "claude-opus-4-8").Routable);
    }

    [Fact]
    public void Tiers_of_a_vendors_three_models_rise()
    {
        var tiers = Find(("ANTHROPIC_API_KEY", "k")).Settings.Policy.Models.Where(model => model.Routable).Select(model => model.Tier);

        Assert.Equal([Tier.Strong, Tier.Balanced, Tier.Cheap], tiers);
    }

    [Fact]
    public void Nothing_found_is_a_configuration_without_models() => Assert.Empty(Find(("PATH", "/bin"), ("OPENAI_API_KEY", " ")).Settings.Policy.Models);

    [Fact]
    public void A_local_servers_models_are_free_and_local()
    {
        var server = new LocalServer("ollama", "Ollama", new Uri("http://127.0.0.1:11434/v1"), ["qwen3-coder:30b", "llama3.2:latest"]);
        var settings = ProviderDiscovery.FromEnvironment(_ => null, ConfigFiles.Catalog, [server]).Settings;

        Assert.All(settings.Policy.Models, model => Assert.Equal((Tier.Local, true, 0m, 0m), (model.Tier, model.IsLocal, model.Price.Input, model.Price.Output)));
        Assert.Equal("qwen3-coder:30b", settings.Channels.Single().Models["qwen3-coder:30b"]);
    }

    [Theory]
    [InlineData("""{"object":"list","data":[{"id":"a"},{"id":"b"},{"id":"nomic-embed-text"},{"id":7},3]}""", "a b")]
    [InlineData("""{"models":[{"name":"qwen3:8b"}]}""", "qwen3:8b")]
    [InlineData("""{"hello":"world"}""", "")]
    [InlineData("""[1]""", "")]
    [InlineData("""{"data":{"id":"x"}}""", "")]
    public void A_servers_list_is_read_in_either_form(string json, string models) =>
        Assert.Equal(models, string.Join(' ', LocalServers.ModelsIn(Encoding.UTF8.GetBytes(json))));

    [Fact]
    public void Probing_asks_loopback_alone() =>
        Assert.All(ConfigFiles.Catalog.Providers.Where(provider => provider.LocalPort is not null), provider => Assert.True(provider.Endpoints[0].BaseUri.IsLoopback));
}
