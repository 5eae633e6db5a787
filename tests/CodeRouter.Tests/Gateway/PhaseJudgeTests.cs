using System.Diagnostics;
using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>Where the layers only guess the phase, a small model is asked; it never delays, never costs more than allowed, and its use is told.</summary>
public sealed class PhaseJudgeTests
{
    // Words that tell nothing of the work.
    private const string Vague = "blorp the frobnicator quux";

    private static readonly ClassifierSettings Classifier = new("small", 0.99, 50, 5000, 0.001m);

    [Theory]
    [InlineData(WireFormat.OpenAIChat)]
    [InlineData(WireFormat.OpenAIResponses)]
    [InlineData(WireFormat.AnthropicMessages)]
    [InlineData(WireFormat.Gemini)]
    public async Task A_vague_turn_is_judged_by_the_small_model_in_its_own_format(WireFormat spoken)
    {
        await using var rig = await StartAsync(Classifier, spoken, _ => "refactor");
        using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "coding-auto", text: Vague);
        Assert.Equal("refactor", Header(answer, "Phase"));
        await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var decision = await rig.DecisionAsync(answer);
        Assert.InRange(decision.GetProperty("router_cost_usd").GetDecimal(), 0.000001m, Classifier.MaxUsd);
        var usage = await rig.UsageAsync();
        Assert.True(usage.GetProperty("totals").GetProperty("router_cost_usd").GetDecimal() > 0);
        var told = usage.GetProperty("classifier");
        Assert.Equal((1, 1, 1), (told.GetProperty("turns").GetInt32(), told.GetProperty("asked").GetInt32(), told.GetProperty("answered").GetInt32()));
        Assert.Equal(1, told.GetProperty("use_rate").GetDouble());
        Assert.Equal(JsonValueKind.Number, told.GetProperty("agreed_with_layers").ValueKind);
    }

    [Fact]
    public async Task Nobody_is_asked_where_the_caller_names_the_model_the_words_are_plain_or_a_tool_has_answered()
    {
        await using var rig = await StartAsync(Classifier with { Threshold = 0.3 }, WireFormat.OpenAIChat, _ => "refactor");
        using var named = await rig.AskAsync(WireFormat.AnthropicMessages, "big", text: Vague);
        using var plain = await rig.AskAsync(WireFormat.AnthropicMessages, "coding-auto", text: "fix the crash when the login form is empty, here is the stack trace");
        const string continuation = """
            {"model":"coding-auto","max_tokens":100,"messages":[{"role":"user","content":"blorp the frobnicator quux"},
            {"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"Bash","input":{"command":"ls"}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"a.py"}]}],
            "tools":[{"name":"Bash","description":"runs a command","input_schema":{"type":"object","properties":{"command":{"type":"string"}}}}]}
            """;
        using var loop = await rig.Http.PostAsync("/v1/messages", GatewayRig.JsonContent(continuation), TestContext.Current.CancellationToken);
        Assert.True(loop.IsSuccessStatusCode, await loop.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain(rig.Provider.Requests, Asks);
    }

    [Theory]
    [InlineData("hangs")]
    [InlineData("503")]
    [InlineData("not-json")]
    [InlineData("reset")]
    public async Task A_silent_or_failing_small_model_changes_nothing_but_the_count(string mishap)
    {
        await using var rig = await StartAsync(Classifier with { TimeoutMs = 200 }, WireFormat.OpenAIChat, _ => "refactor", call => Asks(call.Request) ? mishap : null);
        long started = Stopwatch.GetTimestamp();
        using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "coding-auto", text: Vague);
        Assert.True(answer.IsSuccessStatusCode);
        Assert.NotEqual("refactor", Header(answer, "Phase"));

        // Far below the upstream's own patience of 30 s: the wait was ours to end.
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
        await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var told = (await rig.UsageAsync()).GetProperty("classifier");
        Assert.Equal(1, told.GetProperty("timed_out").GetInt32() + told.GetProperty("failed").GetInt32());
        Assert.Equal(0, (await rig.UsageAsync()).GetProperty("totals").GetProperty("router_cost_usd").GetDecimal());
    }

    [Fact]
    public async Task Without_a_name_the_cheapest_model_is_asked()
    {
        await using var rig = await StartAsync(Classifier with { Model = "" }, WireFormat.OpenAIChat, _ => "review");
        using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "coding-auto", text: Vague);
        Assert.Equal("review", Header(answer, "Phase"));
    }

    [Fact]
    public async Task An_answer_that_names_no_phase_leaves_the_layers_guess_and_is_paid_for()
    {
        await using var rig = await StartAsync(Classifier, WireFormat.OpenAIChat, _ => "I would rather not say.");
        using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "coding-auto", text: Vague);
        await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var usage = await rig.UsageAsync();
        Assert.Equal(1, usage.GetProperty("classifier").GetProperty("named_no_phase").GetInt32());
        Assert.True(usage.GetProperty("totals").GetProperty("router_cost_usd").GetDecimal() > 0);
    }

    [Fact]
    public async Task What_the_small_model_cost_is_in_the_books_where_the_budget_refuses_the_request_itself()
    {
        await using var rig = await StartAsync(Classifier, WireFormat.OpenAIChat, _ => "refactor", change: s => s with { Policy = s.Policy with { BudgetPerDayUsd = 0.0011m } });
        using var answer = await rig.Http.PostAsync("/v1/messages", GatewayRig.JsonContent($$"""{"model":"coding-auto","max_tokens":9000,"messages":[{"role":"user","content":"{{Vague}}"}]}"""), TestContext.Current.CancellationToken);
        Assert.Equal(402, (int)answer.StatusCode);

        var totals = (await rig.UsageAsync()).GetProperty("totals");
        Assert.True(totals.GetProperty("router_cost_usd").GetDecimal() > 0);
        Assert.Equal((0, 1, 0), (totals.GetProperty("requests").GetInt32(), totals.GetProperty("refused").GetInt32(), totals.GetProperty("cost_usd").GetInt32()));
    }

    [Fact]
    public async Task A_model_that_is_too_dear_is_not_asked_and_that_is_told()
    {
        await using var rig = await StartAsync(Classifier with { MaxUsd = 0.0000001m }, WireFormat.OpenAIChat, _ => "refactor");
        using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "coding-auto", text: Vague);
        Assert.True(answer.IsSuccessStatusCode);
        Assert.DoesNotContain(rig.Provider.Requests, Asks);
        Assert.Equal(1, (await rig.UsageAsync()).GetProperty("classifier").GetProperty("too_dear").GetInt32());
    }

    [Fact]
    public async Task Evidence_of_the_tools_later_in_the_turn_tells_whether_the_judgement_held()
    {
        await using var rig = await StartAsync(Classifier with { Threshold = 0.6 }, WireFormat.OpenAIChat, _ => "debug");
        const string failing = """
            {"model":"coding-auto","max_tokens":100,"messages":[{"role":"user","content":"blorp the frobnicator quux"},
            {"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"Bash","input":{"command":"pytest -q"}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,"content":"Exit code 1\nFAILED tests/test_a.py::test_b - assert 1 == 2\n1 failed, 4 passed in 0.31s"}]}],
            "tools":[{"name":"Bash","description":"runs a command","input_schema":{"type":"object","properties":{"command":{"type":"string"}}}}]}
            """;
        using var turn = await rig.AskAsync(WireFormat.AnthropicMessages, "coding-auto", text: Vague, change: r => r.Headers.Add("X-CodeRouter-Session", "s1"));
        await turn.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = GatewayRig.JsonContent(failing) };
        request.Headers.Add("X-CodeRouter-Session", "s1");
        using var loop = await rig.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("debug", Header(loop, "Phase"));
        var told = (await rig.UsageAsync()).GetProperty("classifier");
        Assert.Equal(1, told.GetProperty("asked").GetInt32());
        Assert.Equal(1, told.GetProperty("followed").GetInt32());
        Assert.Equal(1, told.GetProperty("confirmed_by_tools").GetDouble());
    }

    private static async Task<GatewayRig> StartAsync(ClassifierSettings classifier, WireFormat spoken, Func<SimulatedCall, string> says, Func<SimulatedCall, string?>? mishap = null, Func<Settings, Settings>? change = null)
    {
        var provider = new SimulatedProvider(new SimulatedOptions
        {
            TimeScale = 0,
            Answers = call => Asks(call.Request) ? new SimulatedAnswer { Text = says(call) } : null,
            Mishap = mishap,
        });
        await provider.StartAsync();
        var settings = GatewayRig.Settings(
            [GatewayRig.Card("big", Tier.Strong), GatewayRig.Card("small", Tier.Cheap, input: 0.1m, output: 0.4m) with { Formats = [spoken] }],
            [GatewayRig.Channel("main", WireFormat.AnthropicMessages, provider.BaseUri, ["big"]), GatewayRig.Channel("side", spoken, provider.BaseUri, ["small"])]);
        settings = settings with { Classifier = classifier };
        return await GatewayRig.StartAsync(change?.Invoke(settings) ?? settings, provider);
    }

    // The small model may also answer the caller: only the question tells the two apart.
    private static bool Asks(SimulatedRequest request) => request.BodyText.Contains("What work does this message to a coding agent ask for?", StringComparison.Ordinal);

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues("X-CodeRouter-" + name).Single();
}
