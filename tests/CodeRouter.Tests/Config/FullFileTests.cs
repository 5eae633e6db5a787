using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Steps;
using Xunit;

namespace CodeRouter.Tests.Config;

public sealed class FullFileTests
{
    private static readonly (string, string)[] Environment =
        [("ANTHROPIC_API_KEY", "sk-ant"), ("OPENAI_API_KEY", "sk-oai"), ("GEMINI_API_KEY", "g"), ("QWEN_KEY", "q"), ("HOME", "/home/dev")];

    private static readonly Settings Full = ConfigFiles.Load(ConfigFiles.Full, Environment);

    [Fact]
    public void A_file_that_uses_everything_is_only_told_what_is_not_in_force_yet() =>
        Assert.Empty(ConfigFiles.Compile(ConfigFiles.Full, Environment).Problems);

    [Fact]
    public void Endpoints_of_one_name_are_told_apart_and_may_speak_different_formats()
    {
        var spare = Full.Channels.Single(channel => channel.Name == "spare");

        Assert.Equal("claude-sonnet-4.6/main spare claude-opus-4.8/main ref endpoint-1 openai google-eu", string.Join(' ', Full.Channels.Select(channel => channel.Name)));
        Assert.Equal((WireFormat.OpenAIChat, "sonnet", 1), (spare.Format, spare.Models["claude-sonnet-4.6"], spare.Priority));
        Assert.Equal([WireFormat.AnthropicMessages, WireFormat.OpenAIChat], Full.Policy.Models[0].Formats);
        Assert.Equal("x-team", spare.ExtraHeaders.Single().Key);
    }

    [Fact]
    public void Keys_come_from_the_environment_and_never_show()
    {
        var main = Full.Channels[0];

        Assert.Equal("sk-ant", main.AccessKey!.Reveal());
        Assert.DoesNotContain("sk-ant", main.ToString(), StringComparison.Ordinal);
        Assert.Equal(("q", "api-key"), (Full.Channels.Single(channel => channel.Name == "ref").AccessKey!.Reveal(), Full.Channels.Single(channel => channel.Name == "ref").KeyHeader));
    }

    [Fact]
    public void Models_named_by_a_channel_alone_are_completed_by_the_catalog()
    {
        var mini = Full.Policy.Models.Single(model => model.Name == "gpt-5-mini");
        var flash = Full.Policy.Models.Single(model => model.Name == "gemini-3-flash");

        Assert.Equal((0.25m, 2m, Tier.Cheap), (mini.Price.Input, mini.Price.Output, mini.Tier));
        Assert.Equal([WireFormat.OpenAIResponses], mini.Formats);
        Assert.True(mini.Capabilities!.Value.HasFlag(Capability.Tools));
        Assert.Equal("gemini-3-flash-preview", flash.UpstreamModel);
        Assert.Equal("gemini-3-flash-preview", Full.Channels.Single(channel => channel.Name == "google-eu").Models["gemini-3-flash"]);
        Assert.Equal("https://generativelanguage.googleapis.com/v1beta", Full.Channels.Single(channel => channel.Name == "google-eu").BaseUri.AbsoluteUri);
    }

    [Fact]
    public void What_the_file_says_of_a_model_wins_over_the_catalog()
    {
        var sonnet = Full.Policy.Models[0];

        Assert.Equal(("claude-sonnet-4-6", 200_000, 64_000), (sonnet.UpstreamModel, sonnet.ContextWindow, sonnet.MaxOutput));
        Assert.Equal((0.80, 0.78, 0.60), (sonnet.Scores["plan"], sonnet.Scores["implement"], sonnet.Scores["test"]));
        Assert.Equal(("configuration", 6m, 22.5m), (sonnet.Price.Source, sonnet.Price.CacheWrite1h, sonnet.Price.At(200_001).Output));
        Assert.Equal(Capability.Tools | Capability.Vision | Capability.JsonSchema | Capability.Reasoning, sonnet.Capabilities);
    }

    [Fact]
    public void Groups_budgets_phases_and_every_number_of_the_rule_are_read()
    {
        var policy = Full.Policy;

        Assert.Equal([new GroupMember("gpt-5-mini", null, 3), new GroupMember("gemini-3-flash", "google-eu", 1)], policy.Groups["fast"].Members);
        Assert.Equal((5m, 50m, "claude-opus-4.8"), (policy.BudgetPerSessionUsd, policy.BudgetPerDayUsd, policy.BaselineModel));
        Assert.Equal(["claude-opus-4.8", "gpt-5.5"], policy.Phases[Phase.Plan]);
        Assert.Equal(
            new EscalationSettings { Enabled = true, FailingRuns = 3, SameFailure = 4, CooldownSteps = 5, FailureUsd = 1.5, FailedScale = 5, Margin = 0.2, CacheSeconds = 600, SwitchSpendShare = 0.1, CostScale = 0.5, QualityScale = 4, HighImpact = 0.5, VeryHighImpact = 0.8, SureOfPhase = 0.6, WorthKeepingTokens = 4000, HeadStart = 0.02 },
            policy.Escalation);
        Assert.Equal(new LearningSettings { Enabled = true, PriorWeight = 10, WiderWeight = 5, HalfLifeDays = 14, CreditFade = 0.7, LoseAfter = 4, LoseBelow = 0.3 }, policy.Learning);
        Assert.True(policy.RouteEffort);
        Assert.Equal(new EffortLevel("high", 2, 0.04), policy.Efforts[^1]);
        Assert.Equal(new PhaseWork(5, 1500, 1.2, Tier.Balanced, Tier.Strong), policy.Work.Phases[(int)Phase.Plan]);
        Assert.Equal([0.5, 0.8, 1, 1.5, 2], policy.Work.Stretch);
        Assert.Equal((2000, 0.9, 2, 1.2, 100), (policy.Work.NewTokensPerStep, policy.Work.FullSpeedScore, policy.Work.ExtraSteps, policy.Work.RoomToGrow, policy.Work.SideOutputTokens));
        Assert.Equal(new ClassifierSettings("claude-haiku-4.5", 0.6, 50, 300, 0.0002m), Full.Classifier);
        Assert.True(policy.ComplexityRaisesFloor);
    }

    [Fact]
    public void Where_no_decision_matches_everything_one_is_generated_and_marked()
    {
        var generated = Full.Policy.Rules[^1];

        Assert.True(generated.AutoGenerated);
        Assert.Equal(("default-route", 1, "claude-sonnet-4.6"), (generated.Name, generated.Priority, generated.Models[0].Model));
        Assert.Empty(Assert.IsType<RuleNode.All>(generated.Condition).Children);
    }

    [Theory]
    [InlineData("", "what no decision matches goes to a")]
    [InlineData(", {name: else, rules: {}}", null)]
    public void Rules_that_turn_the_router_off_for_the_rest_are_told_of(string last, string? words)
    {
        var compiled = ConfigFiles.Compile($$"""
            channels: [{name: c, base_url: 'http://127.0.0.1:9', models: [a, b]}]
            signals: {keywords: [{name: k, keywords: [pay]}]}
            decisions: [{name: d, priority: 5, rules: {type: keyword, name: k}, modelRefs: [{model: b}]}{{last}}]
            """);
        Assert.NotNull(compiled.Settings);
        Assert.Equal(words is null ? 0 : 1, compiled.Warnings.Count(w => w.Path == "decisions" && w.Message.Contains(words ?? "", StringComparison.Ordinal)));
    }

    [Fact]
    public void Storage_limits_and_the_public_address_are_read()
    {
        Assert.Equal("/home/dev/coderouter.db", Full.Storage.SqlitePath);
        Assert.Equal((1_048_576, TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(10), 10, 8),
            (Full.Limits.MaxBodyBytes, Full.Limits.ConnectTimeout, Full.Limits.TotalTimeout, Full.Limits.HoldSeconds, Full.Limits.KeepAliveSeconds));
        Assert.Equal(["https://app.example.com"], Full.Server.AllowedOrigins);
        Assert.Equal(("router.example.com", 2), (Full.Server.PublicUrl!.Host, Full.Server.TrustedProxies.Count));
    }

    [Fact]
    public void Defaults_change_nothing_in_what_passes()
    {
        var plain = ConfigFiles.Load("providers: {models: [{name: m, endpoints: [{endpoint: \"127.0.0.1:1\"}]}]}");

        Assert.Equal(new GuardSettings { Secrets = GuardAction.Observe, Pii = GuardAction.Off, Jailbreak = GuardAction.Observe }, plain.Guards);
        Assert.Equal(new CacheSettings { Exact = false, Semantic = false, TtlSeconds = 3600, MaxEntries = 100_000 }, plain.Cache);
        Assert.Equal(("127.0.0.1", 8899), (plain.Listeners.Single().Address, plain.Listeners.Single().Port));
        Assert.Equal((RequireKeys.Auto, RoutingMode.Route, Preference.Balanced), (plain.Access.RequireKeys, plain.Policy.Mode, plain.Policy.Preference));
        Assert.Null(plain.Policy.BudgetPerDayUsd);
        Assert.Null(plain.Classifier);
        Assert.Equal(WireFormat.OpenAIChat, plain.Channels.Single().Format);
    }
}
