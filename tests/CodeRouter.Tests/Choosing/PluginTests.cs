using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Signals;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Choosing;

/// <summary>What a rule asks for besides a model reaches the upstream, in the request's own format.</summary>
public sealed class PluginTests
{
    public static TheoryData<WireFormat, bool> Doors() => HomeTests.Doors();

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_system_prompt_goes_before_the_callers_own(WireFormat format, bool stream)
    {
        var sent = await SentAsync(format, stream, new RulePlugin("system_prompt", Options(("system_prompt", "Answer in verse."), ("mode", "insert"))));
        Assert.Contains("Answer in verse.", Where(format, sent), StringComparison.Ordinal);
        Assert.Contains("Say hello.", sent.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Reasoning_is_asked_for_in_the_formats_own_way(WireFormat format, bool stream)
    {
        var sent = await SentAsync(format, stream, plugin: null, effort: "high", change: body => body.Replace("\"max_tokens\":100", "\"max_tokens\":32000", StringComparison.Ordinal));
        Assert.Equal(
            format switch { WireFormat.AnthropicMessages or WireFormat.Gemini => "24576", _ => "high" },
            (format switch
            {
                WireFormat.OpenAIChat => sent.GetProperty("reasoning_effort"),
                WireFormat.OpenAIResponses => sent.GetProperty("reasoning").GetProperty("effort"),
                WireFormat.AnthropicMessages => sent.GetProperty("thinking").GetProperty("budget_tokens"),
                _ => sent.GetProperty("generationConfig").GetProperty("thinkingConfig").GetProperty("thinkingBudget"),
            }).ToString());
    }

    [Fact]
    public async Task Parameters_are_blocked_set_and_limited_and_nothing_else_is_touched()
    {
        var sent = await SentAsync(
            WireFormat.OpenAIChat,
            stream: false,
            new RulePlugin("request_params", new OptionNode(null, [], [
                new("blocked_params", List("logprobs", "user")), new("max_tokens_limit", Scalar("50")), new("set", Options(("top_p", "0.5"), ("service_tier", "flex")))])),
            change: body => body.Replace("{\"model\"", "{\"logprobs\":true,\"max_tokens\":900,\"seed\":1.0e0,\"user\":\"x\",\"model\"", StringComparison.Ordinal));
        Assert.False(sent.TryGetProperty("logprobs", out _) || sent.TryGetProperty("user", out _));
        Assert.Equal(50, sent.GetProperty("max_tokens").GetInt32());
        Assert.Equal(0.5, sent.GetProperty("top_p").GetDouble());
        Assert.Equal("flex", sent.GetProperty("service_tier").GetString());
        Assert.Equal("1.0e0", sent.GetProperty("seed").GetRawText());
    }

    [Fact]
    public async Task Headers_are_added_and_taken_away_but_never_credentials()
    {
        var plugin = new RulePlugin("header_mutation", new OptionNode(null, [], [
            new("add", new OptionNode(null, [Options(("name", "x-team"), ("value", "payments")), Options(("name", "authorization"), ("value", "Bearer stolen"))], [])),
            new("delete", List("user-agent"))]));
        await using var rig = await RigAsync(plugin, null);
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, Policy.AutoGroup, change: r => r.Headers.UserAgent.ParseAdd("probe/1"));
        var sent = rig.Provider.Requests.Single();
        Assert.Equal("payments", sent.Headers["x-team"]);
        Assert.Equal("Bearer upstream-secret", sent.Headers["authorization"]);
        Assert.False(sent.Headers.TryGetValue("user-agent", out string? agent) && agent.Contains("probe", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_fast_response_needs_no_model_and_costs_nothing(WireFormat format, bool stream)
    {
        await using var rig = await RigAsync(new RulePlugin("fast_response", Options(("message", "We are closed today."))), null);
        using var answer = format == WireFormat.Gemini
            ? await rig.Http.PostAsync(GatewayRig.Path(format, Policy.AutoGroup, stream), GatewayRig.JsonContent(GatewayRig.Body(format, Policy.AutoGroup, stream)), TestContext.Current.CancellationToken)
            : await rig.AskAsync(format, Policy.AutoGroup, stream);
        string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Contains("We are closed today.", body, StringComparison.Ordinal);
        Assert.Empty(rig.Provider.Requests);
        var decision = await rig.DecisionAsync(answer);
        Assert.Equal(0, decision.GetProperty("cost_usd").GetDecimal());
        Assert.Equal("rule", decision.GetProperty("rule").GetString());
        if (stream)
        {
            Assert.StartsWith("text/event-stream", answer.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
            string end = format switch { WireFormat.OpenAIChat => "[DONE]", WireFormat.OpenAIResponses => "response.completed", WireFormat.AnthropicMessages => "message_stop", _ => "finishReason" };
            Assert.Contains(end, body, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(body).RootElement.ValueKind);
        }
    }

    private static string Where(WireFormat format, JsonElement sent) => (format switch
    {
        WireFormat.OpenAIChat => sent.GetProperty("messages")[0].GetProperty("content"),
        WireFormat.OpenAIResponses => sent.GetProperty("instructions"),
        WireFormat.AnthropicMessages => sent.GetProperty("system"),
        _ => sent.GetProperty("systemInstruction").GetProperty("parts")[0].GetProperty("text"),
    }).ToString();

    private static async Task<JsonElement> SentAsync(WireFormat format, bool stream, RulePlugin? plugin, string? effort = null, Func<string, string>? change = null)
    {
        await using var rig = await RigAsync(plugin, effort);
        string body = GatewayRig.Body(format, Policy.AutoGroup, stream);
        using var answer = await rig.Http.PostAsync(GatewayRig.Path(format, Policy.AutoGroup, stream), GatewayRig.JsonContent(change?.Invoke(body) ?? body), TestContext.Current.CancellationToken);
        Assert.True((int)answer.StatusCode == 200, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return JsonDocument.Parse(rig.Provider.Requests.Single().Body).RootElement;
    }

    private static Task<GatewayRig> RigAsync(RulePlugin? plugin, string? effort) => GatewayRig.SimulatedAsync(["sim"], settings => settings with
    {
        Policy = settings.Policy with
        {
            Models = [.. settings.Policy.Models.Select(m => m with { Capabilities = Capability.Tools | Capability.Reasoning })],
            Rules =
            [
                new DecisionRule
                {
                    Name = "rule",
                    Priority = 10,
                    Condition = new RuleNode.All([]),
                    Models = [new ModelRef("sim", effort is not null, effort, null)],
                    Plugins = plugin is null ? [] : [plugin],
                },
            ],
        },
    });

    private static OptionNode Scalar(string text) => new(text, [], []);

    private static OptionNode List(params string[] items) => new(null, [.. items.Select(Scalar)], []);

    private static OptionNode Options(params (string Name, string Value)[] members) => new(null, [], [.. members.Select(m => KeyValuePair.Create(m.Name, Scalar(m.Value)))]);
}
