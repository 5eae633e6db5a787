using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using Xunit;

namespace CodeRouter.Tests.Config;

public sealed class SampleTests
{
    private static readonly CompiledSettings Compiled = ConfigFiles.Compile(ConfigFiles.Sample);

    private static readonly Settings Sample = Compiled.Settings!;

    [Fact]
    public void The_semantic_routers_sample_loads_unmodified_and_warns_of_its_masked_key()
    {
        Assert.Equal(["providers.models[1].access_key"], Compiled.Problems.Select(p => p.Path));
        var only = Compiled.Problems[0];
        Assert.False(only.IsError);
        Assert.Equal("providers.models[1].access_key", only.Path);
        Assert.Equal(29, only.Line);
        Assert.Contains("masked", only.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("•••••", only.Value!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("default_reasoning_effort: high", "use_reasoning: true", "high")]
    [InlineData("defaults: {default_reasoning_effort: high}", "use_reasoning: true", "high")]
    [InlineData("default_reasoning_effort: high", "use_reasoning: true, reasoning_effort: low", "low")]
    [InlineData("default_reasoning_effort: high", "use_reasoning: false", null)]
    public void A_rule_that_only_says_that_a_model_reasons_means_the_files_default_effort(string provided, string said, string? effort)
    {
        var settings = ConfigFiles.Load($$"""
            providers: {models: [{name: gpt-5-mini, endpoints: [{endpoint: api.openai.com}]}], {{provided}}}
            decisions: [{name: a, rules: {}, modelRefs: [{model: gpt-5-mini, {{said}}}]}]
            """);

        Assert.Equal(effort, Assert.Single(settings.Policy.Rules[0].Models).ReasoningEffort);
    }

    [Theory]
    [InlineData("{type: pii, name: p}", GuardAction.Observe)]
    [InlineData("{operator: NOT, conditions: [{type: pii, name: p}]}", GuardAction.Observe)]
    [InlineData("{type: guard, name: pii}", GuardAction.Observe)]
    [InlineData("{type: phase, name: plan}", GuardAction.Off)]
    public void Personal_data_is_looked_for_where_a_rule_asks_for_it(string rule, GuardAction action)
    {
        var compiled = ConfigFiles.Compile($$"""
            providers: {models: [{name: gpt-5-mini, endpoints: [{endpoint: api.openai.com}]}], default_model: gpt-5-mini}
            signals: {pii: [{name: p}]}
            decisions: [{name: a, rules: {{rule}}, modelRefs: [{model: gpt-5-mini}]}]
            """);

        Assert.Equal(action, compiled.Settings!.Guards.Pii);
        Assert.DoesNotContain(compiled.Warnings, w => w.Message.Contains("never matches", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("MoM")]
    [InlineData("vllm-sr/auto")]
    public void Its_clients_keep_the_name_they_ask_for(string name) => Assert.True(Sample.Policy.Groups[name].Auto);

    [Fact]
    public void The_names_of_its_clients_hide_no_model_and_no_group_and_are_unknown_to_other_files()
    {
        const string model = "providers: {models: [{name: auto, endpoints: [{endpoint: \"127.0.0.1:1\"}]}]}\n";
        var named = ConfigFiles.Load(model + "model_groups: {MoM: {members: [auto]}}");
        Assert.False(named.Policy.Groups.ContainsKey("auto"));
        Assert.False(named.Policy.Groups["MoM"].Auto);
        Assert.DoesNotContain("MoM", ConfigFiles.Load(model + "model_groups: {\"*\": {members: [auto]}}").Policy.Groups.Keys);
        var channel = ConfigFiles.Load("channels: [{name: a, api_format: openai, base_url: \"http://127.0.0.1:1/v1\", models: [gpt-5.4]}]");
        Assert.Equal([Policy.AutoGroup], channel.Policy.Groups.Keys);
    }

    [Fact]
    public void It_has_a_local_and_a_cloud_model()
    {
        var (local, cloud) = (Sample.Policy.Models[0], Sample.Policy.Models[1]);

        Assert.Equal(2, Sample.Policy.Models.Count);
        Assert.Equal(("mlx-community/Qwen3-Coder-Next-4bit", Tier.Local, true), (local.Name, local.Tier, local.IsLocal));
        Assert.Equal((0.85, 80.0, 0m), (local.Quality, local.ParamBillions, local.Price.Input));
        Assert.Equal(["coding", "debugging", "refactoring"], local.Tags);
        Assert.Equal(("gemini-2.5-pro", false), (cloud.Name, cloud.IsLocal));
        Assert.True(cloud.Tier > Tier.Cheap);
        Assert.Equal((1.25m, 10m), (cloud.Price.Input, cloud.Price.Output));
        Assert.Equal(1_048_576, cloud.ContextWindow);
    }

    [Fact]
    public void Its_endpoints_keep_their_paths_and_send_no_masked_key()
    {
        Assert.Equal("mlx-local gemini-primary", string.Join(' ', Sample.Channels.Select(channel => channel.Name)));
        Assert.Equal("http://host.containers.internal:8000/v1", Sample.Channels[0].BaseUri.AbsoluteUri);
        Assert.Equal("https://generativelanguage.googleapis.com/v1beta/openai", Sample.Channels[1].BaseUri.AbsoluteUri);
        Assert.All(Sample.Channels, channel => Assert.Equal(WireFormat.OpenAIChat, channel.Format));
        Assert.All(Sample.Channels, channel => Assert.Null(channel.AccessKey));
    }

    [Fact]
    public void Its_signals_and_decisions_are_kept_in_order()
    {
        Assert.Equal([("keyword", "reasoning_keywords"), ("keyword", "coding_keywords")], Sample.Policy.Signals.Select(signal => (signal.Type, signal.Name)));
        Assert.Equal("reasoning-route coding-route default-route", string.Join(' ', Sample.Policy.Rules.Select(rule => rule.Name)));
        Assert.DoesNotContain(Sample.Policy.Rules, rule => rule.AutoGenerated);
        var reasoning = Sample.Policy.Rules[0];
        Assert.Equal(100, reasoning.Priority);
        Assert.Equal(new RuleNode.Leaf("keyword", "reasoning_keywords"), Assert.IsType<RuleNode.Any>(reasoning.Condition).Children[0]);
        Assert.Equal(new ModelRef("gemini-2.5-pro", UseReasoning: true, null, null), reasoning.Models[0]);
        Assert.Equal("formal verification", Sample.Policy.Signals[0].Options["keywords"]!.Items[5].Scalar);
    }

    [Fact]
    public void It_listens_beyond_loopback_with_keys_left_to_decide()
    {
        Assert.Equal(new ListenerSettings("http-8899", "0.0.0.0", 8899, TimeSpan.FromSeconds(300)), Sample.Listeners.Single());
        Assert.Equal(RequireKeys.Auto, Sample.Access.RequireKeys);
    }

    [Fact]
    public void Its_switches_set_what_features_do()
    {
        Assert.True(Sample.Cache.Semantic);
        Assert.Equal(GuardAction.Redact, Sample.Guards.Pii);
        Assert.Equal(GuardAction.Off, Sample.Guards.Jailbreak);
        Assert.Equal(GuardAction.Observe, Sample.Guards.Secrets);
        Assert.False(Sample.Policy.ComplexityRaisesFloor);
    }

    [Fact]
    public void The_automatic_group_is_there_without_being_listed() => Assert.True(Sample.Policy.Groups[Policy.AutoGroup].Auto);
}
