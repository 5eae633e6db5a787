using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using Xunit;

namespace CodeRouter.Tests.Config;

public sealed class ChannelTests
{
    [Theory]
    [InlineData("api.openai.com", WireFormat.OpenAIChat, "https://api.openai.com/v1")]
    [InlineData("api.openai.com/", WireFormat.OpenAIResponses, "https://api.openai.com/v1")]
    [InlineData("127.0.0.1:8000", WireFormat.AnthropicMessages, "https://127.0.0.1:8000/v1")]
    [InlineData("generativelanguage.googleapis.com", WireFormat.Gemini, "https://generativelanguage.googleapis.com/v1beta")]
    [InlineData("host:9/path", WireFormat.OpenAIChat, "https://host:9/path")]
    [InlineData("host:9/a/b/", WireFormat.OpenAIChat, "https://host:9/a/b")]
    [InlineData("http://host:9/v2", WireFormat.OpenAIChat, "http://host:9/v2")]
    [InlineData("host/v1/chat/completions", WireFormat.OpenAIChat, "https://host/v1")]
    [InlineData("host/v1/messages", WireFormat.AnthropicMessages, "https://host/v1")]
    [InlineData("[::1]:8000", WireFormat.OpenAIChat, "https://[::1]:8000/v1")]
    public void An_address_without_a_path_means_the_vendors_and_a_path_replaces_it(string written, WireFormat format, string address) =>
        Assert.Equal(address, EndpointAddress.Parse(written, "https", format)!.AbsoluteUri.TrimEnd('/'));

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("ftp://host")]
    [InlineData("https://user:pass@host")]
    [InlineData("host?x=1")]
    [InlineData("host#x")]
    [InlineData("host:99999")]
    [InlineData("://")]
    [InlineData("http://8080/v1")]
    [InlineData("8080")]
    public void What_is_no_address_is_refused(string written) => Assert.Null(EndpointAddress.Parse(written, "https", WireFormat.OpenAIChat));

    [Theory]
    [InlineData("http://127.0.0.1:1", true)]
    [InlineData("http://127.8.8.8", true)]
    [InlineData("http://localhost:1", true)]
    [InlineData("http://[::1]:1", true)]
    [InlineData("http://[fd00::1]:1", true)]
    [InlineData("http://10.1.2.3", true)]
    [InlineData("http://172.31.0.1", true)]
    [InlineData("http://192.168.1.1", true)]
    [InlineData("http://host.docker.internal:1", true)]
    [InlineData("http://host.containers.internal:1", true)]
    [InlineData("http://172.32.0.1", false)]
    [InlineData("http://11.0.0.1", false)]
    [InlineData("http://api.internal", false)]
    [InlineData("http://localhost.example.com", false)]
    [InlineData("https://api.openai.com", false)]
    public void Local_is_loopback_private_or_the_host_of_a_container(string address, bool local) =>
        Assert.Equal(local, EndpointAddress.IsLocal(new Uri(address)));

    [Fact]
    public void All_models_of_a_known_vendor_are_taken_from_the_catalog()
    {
        var settings = ConfigFiles.Load("channels: [{name: a, api_format: anthropic, base_url: 'https://api.anthropic.com', access_key: k, models: \"*\"}]");

        Assert.Contains(settings.Policy.Models, model => model.Name == "claude-opus-4-8");
        Assert.Equal(settings.Policy.Models.Count, settings.Channels.Single().Models.Count);
        Assert.False(settings.Channels.Single().ListsModels);
    }

    [Fact]
    public void All_models_of_a_stranger_are_asked_of_it()
    {
        var settings = ConfigFiles.Load("channels: [{name: a, base_url: 'http://127.0.0.1:8000', models: [\"*\"]}]");

        Assert.True(settings.Channels.Single().ListsModels);
        Assert.Empty(settings.Policy.Models);
    }

    [Fact]
    public void A_model_may_be_reached_through_several_channels_of_different_formats()
    {
        var settings = ConfigFiles.Load("""
            providers: {models: [{name: gpt-5.5, endpoints: [{name: direct, endpoint: api.openai.com, api_format: responses}]}]}
            channels: [{name: azure, base_url: "https://example.net/openai/v1", models: [gpt-5.5], model_map: {gpt-5.5: my-deployment}}]
            """);

        Assert.Equal([WireFormat.OpenAIResponses, WireFormat.OpenAIChat], settings.Policy.Models.Single().Formats);
        Assert.Equal([("direct", "gpt-5.5"), ("azure", "my-deployment")], settings.Channels.Select(channel => (channel.Name, channel.Models["gpt-5.5"])));
    }

    [Fact]
    public void Each_vendor_is_sent_the_name_it_knows()
    {
        var settings = ConfigFiles.Load("""
            channels:
              - {name: home, api_format: anthropic, base_url: "https://api.anthropic.com", models: [claude-opus-4.8]}
              - {name: reseller, base_url: "https://openrouter.ai/api/v1", models: [claude-opus-4.8]}
            """);

        Assert.Equal([("home", "claude-opus-4-8"), ("reseller", "anthropic/claude-opus-4.8")], settings.Channels.Select(channel => (channel.Name, channel.Models["claude-opus-4.8"])));
    }

    [Fact]
    public void A_name_the_vendor_would_not_know_is_sent_as_told_and_warned_of()
    {
        var compiled = ConfigFiles.Compile("providers: {models: [{name: claude-opus-4.8, api_format: anthropic, endpoints: [{endpoint: api.anthropic.com, access_key: k}]}]}");

        Assert.Equal("claude-opus-4.8", compiled.Settings!.Channels.Single().Models["claude-opus-4.8"]);
        Assert.Contains("upstream_model: claude-opus-4-8", compiled.Warnings.Single().Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_model_has_unknown_abilities_and_price_and_a_middle_tier()
    {
        var card = ConfigFiles.Load("channels: [{name: a, base_url: 'https://example.net', models: [never-heard-of]}]").Policy.Models.Single();

        Assert.Equal(Tier.Balanced, card.Tier);
        Assert.Null(card.Capabilities);
        Assert.Null(card.ContextWindow);
        Assert.False(card.Price.IsKnown);
        Assert.True(card.Routable);
    }

    [Fact]
    public void Open_weights_on_ones_own_machine_take_no_vendors_price_or_window_but_a_closed_model_behind_a_proxy_does()
    {
        var settings = ConfigFiles.Load("""
            providers:
              models:
                - {name: gpt-oss-120b, endpoints: [{endpoint: "127.0.0.1:8000"}]}
                - {name: claude-sonnet-4.6, tier: balanced, endpoints: [{endpoint: "127.0.0.1:4000"}]}
            """);

        Assert.Equal((Tier.Local, false, null), (settings.Policy.Models[0].Tier, settings.Policy.Models[0].Price.IsKnown, settings.Policy.Models[0].ContextWindow));
        Assert.Equal((Tier.Balanced, true, 3m), (settings.Policy.Models[1].Tier, settings.Policy.Models[1].IsLocal, settings.Policy.Models[1].Price.Input));
    }

    [Fact]
    public void Models_behind_a_proxy_on_this_machine_keep_the_tiers_they_have_elsewhere()
    {
        var models = ConfigFiles.Load("""
            channels: [{name: proxy, api_format: openai, base_url: "http://127.0.0.1:4000/v1", models: [claude-haiku-4.5, claude-sonnet-4.6, claude-opus-4.8, deepseek-v4-pro, gpt-oss-120b, never-heard-of]}]
            providers:
              models: [{name: deepseek-v4-pro, pricing: {prompt_per_1m: 0.435, completion_per_1m: 0.87}}]
            """).Policy.Models.ToDictionary(m => m.Name, StringComparer.Ordinal);

        Assert.Equal(
            [Tier.Cheap, Tier.Balanced, Tier.Strong, Tier.Cheap, Tier.Local, Tier.Local],
            ((string[])["claude-haiku-4.5", "claude-sonnet-4.6", "claude-opus-4.8", "deepseek-v4-pro", "gpt-oss-120b", "never-heard-of"]).Select(n => models[n].Tier));
        Assert.All(models.Values, m => Assert.True(m.IsLocal));
    }

    [Fact]
    public void What_is_sent_to_a_near_address_stays_here_only_where_nothing_says_that_it_goes_on_from_there()
    {
        var compiled = ConfigFiles.Compile("""
            channels:
              - {name: near, api_format: openai, base_url: "http://127.0.0.1:4000/v1", models: [claude-opus-4.8, gpt-oss-120b, both, named, ours, kept, proxied, unheard]}
              - {name: far, api_format: openai, base_url: "https://models.example.com/v1", models: [both, kept]}
              - {name: proxy, kind: litellm, base_url: "http://127.0.0.1:4001", models: [proxied]}
            providers:
              models:
                - {name: named, data: {vendor: openai}}
                - {name: ours, tier: balanced, data: {vendor: local}}
                - {name: kept, tier: local}
            guards: {secrets: route}
            """);
        var models = compiled.Settings!.Policy.Models;

        Assert.Equal(["gpt-oss-120b", "kept", "ours", "unheard"], models.Where(static m => m.StaysHere).Select(static m => m.Name).Order(StringComparer.Ordinal));
        Assert.Null(models.Single(static m => m.Name == "claude-opus-4.8").Data.Vendor);
        Assert.Equal(["kept counts as local, and a channel of it leads away from this machine and its network", "unheard counts as local by its address alone"], compiled.Warnings.Select(static w => w.Message).Where(static m => m.Contains("counts as local", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(ConfigFiles.Compile("channels: [{name: near, api_format: openai, base_url: 'http://127.0.0.1:4000/v1', models: [unheard]}]").Warnings, static w => w.Message.Contains("counts as local", StringComparison.Ordinal));
    }

    [Fact]
    public void Written_prices_stand_alone()
    {
        var price = ConfigFiles.Load("providers: {models: [{name: gpt-5.5, pricing: {prompt_per_1m: 1}, endpoints: [{endpoint: api.openai.com}]}]}").Policy.Models.Single().Price;

        Assert.Equal((1m, null), (price.Input, price.Output));
        Assert.False(price.IsKnown);
    }

    [Fact]
    public void The_canonical_dialect_loads_into_the_same_model()
    {
        var settings = ConfigFiles.Load("""
            version: v0.3
            providers:
              defaults: {default_model: qwen}
              models:
                - name: qwen
                  provider_model_id: Qwen/Qwen3-Coder
                  pricing: {prompt_per_1m: 0, completion_per_1m: 0}
                  backend_refs: [{name: vllm, endpoint: "10.0.0.5:8000", protocol: http, weight: 3, api_key_env: KEY}]
            routing:
              strategy: confidence
              modelCards: [{name: qwen, param_size: 30b, quality_score: .7, context_window_size: 32768, capabilities: [coding], tags: [fast]}]
              signals: {keywords: [{name: k, operator: OR, keywords: [x]}]}
              decisions: [{name: d, priority: 3, tier: 1, rules: {type: keyword, name: k}, modelRefs: [{model: qwen}]}]
            entrypoints: [{model_names: [auto, best]}]
            """, ("KEY", "secret"));
        var card = settings.Policy.Models.Single();

        Assert.Equal(("qwen", "Qwen/Qwen3-Coder", 32_768, 0.7, 30.0, true), (card.Name, card.UpstreamModel, card.ContextWindow, card.Quality, card.ParamBillions, card.IsLocal));
        Assert.Equal(("vllm", 3, "secret", "http://10.0.0.5:8000/v1"), (settings.Channels[0].Name, settings.Channels[0].Weight, settings.Channels[0].AccessKey!.Reveal(), settings.Channels[0].BaseUri.AbsoluteUri));
        Assert.Equal(("confidence", "qwen", 2), (settings.Policy.Strategy, settings.Policy.DefaultModel, settings.Policy.Rules.Count));
        Assert.True(settings.Policy.Groups["auto"].Auto && settings.Policy.Groups["best"].Auto);
    }

    [Fact]
    public void Names_are_resolved_however_they_are_spelt()
    {
        var settings = ConfigFiles.Load("""
            providers: {models: [{name: claude-sonnet-4-6, endpoints: [{endpoint: "127.0.0.1:1"}]}], default_model: claude-sonnet-4.6}
            decisions: [{name: d, rules: {}, modelRefs: [{model: anthropic/claude-sonnet-4.6}]}]
            """);

        Assert.Equal(("claude-sonnet-4-6", "claude-sonnet-4-6"), (settings.Policy.DefaultModel, settings.Policy.Rules[0].Models[0].Model));
    }

    [Theory]
    [InlineData("8899", "127.0.0.1", 8899)]
    [InlineData(":0", "127.0.0.1", 0)]
    [InlineData("0.0.0.0:80", "0.0.0.0", 80)]
    [InlineData("*:80", "0.0.0.0", 80)]
    [InlineData("localhost:80", "127.0.0.1", 80)]
    [InlineData("[::1]:80", "::1", 80)]
    public void Listening_can_be_said_on_the_command_line(string written, string address, int port)
    {
        var listener = ListenOverride.Parse(written)!;
        var settings = ListenOverride.Apply(ConfigFiles.Load("listeners: [{timeout: 7s}, {port: 1}]"), listener);

        Assert.Equal((address, port), (listener.Address, listener.Port));
        Assert.Equal(TimeSpan.FromSeconds(300), Assert.Single(settings.Listeners).Timeout);
    }

    [Theory]
    [InlineData("")]
    [InlineData("host:80")]
    [InlineData("127.0.0.1:99999")]
    [InlineData("127.0.0.1:")]
    public void What_is_no_address_to_listen_on_is_refused(string written) => Assert.Null(ListenOverride.Parse(written));
}
