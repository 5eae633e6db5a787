using System.Net;
using System.Text;
using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Tests.Architecture;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Guards;

/// <summary>
/// A session of a repository that only local or European models may see: whatever the router does for it, going up on failing tests,
/// failing over, asking a small model or for embeddings, giving it a title, stays within that, and says so.
/// </summary>
public sealed class BoundedSessionTests
{
    private const string Inside = "acme/shop";

    private static readonly DataLimits Europe = new([], [], ["eu"], [], Local: true);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Failing_tests_send_it_up_to_the_strongest_that_is_allowed_and_no_further()
    {
        await using var rig = await RigAsync();
        var free = await ClimbAsync(rig, "free", null);
        var bound = await ClimbAsync(rig, "bound", Inside);

        Assert.Contains(free, static s => s.Model.StartsWith("us", StringComparison.Ordinal) && s.Reasons.Contains("up from", StringComparison.Ordinal));
        Assert.All(bound, static s => Assert.DoesNotContain("us", s.Model[..2], StringComparison.Ordinal));
        Assert.Contains(bound, static s => s.Model == "eu-mid" && s.Reasons.Contains("up from cheap to balanced", StringComparison.Ordinal));
        Assert.All(bound, static s => Assert.Contains("may not see this (rule europe: its region is us, allowed: eu)", s.Reasons, StringComparison.Ordinal));
        Assert.Contains(bound, static s => s.Model == "eu-mid" && s.Reasons.Contains("nothing stronger than balanced may see this", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_title_and_a_fail_over_stay_within_it()
    {
        await using var rig = await RigAsync(call => call.Request.BodyText.Contains("\"den\"", StringComparison.Ordinal) ? "503" : null);
        using var title = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests/corpus/opencode/title/case.json"), Cancel));
        var request = title.RootElement.GetProperty("request");
        string body = request.GetRawText().Replace($"\"{request.GetProperty("model").GetString()}\"", "\"coding-auto\"", StringComparison.Ordinal);
        using var answer = await SendAsync(rig, "/v1/chat/completions", body, "t1", Inside, r => r.Headers.UserAgent.ParseAdd("opencode/1.0"));
        string said = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.True(answer.IsSuccessStatusCode, said);
        Assert.Equal("title", (await rig.DecisionAsync(answer)).GetProperty("kind").GetString());
        Assert.Equal(["den", "eu-small"], rig.Provider.Requests.Select(Model));
    }

    [Fact]
    public async Task A_small_model_that_may_not_see_it_is_not_asked_for_the_phase()
    {
        await using var rig = await RigAsync(change: static s => s with { Classifier = new ClassifierSettings("us-small", 0.99, 50, 5000, 0.001m) });
        await TurnAsync(rig, "a", null);
        int asked = rig.Provider.Requests.Count(AsksPhase);
        await TurnAsync(rig, "b", Inside);
        Assert.Equal((1, 1), (asked, rig.Provider.Requests.Count(AsksPhase)));

        await using var unnamed = await RigAsync(change: static s => s with { Classifier = new ClassifierSettings("", 0.99, 50, 5000, 0.1m) });
        await TurnAsync(unnamed, "c", Inside);
        Assert.Contains(unnamed.Provider.Requests, AsksPhase);
        Assert.All(unnamed.Provider.Requests, static r => Assert.DoesNotContain("us", Model(r)[..2], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_model_for_embeddings_that_may_not_see_it_is_not_asked_and_the_built_in_vectors_are_used()
    {
        await using var rig = await RigAsync(change: static s => s with { Cache = new CacheSettings { Semantic = true, Embedder = "us-small" } });
        await TurnAsync(rig, "a", Inside, "How do I reverse a string in Python?");
        using var again = await rig.AskAsync(WireFormat.OpenAIChat, "coding-auto", text: "In python, how can I reverse a string?", change: static r => r.Headers.Add("X-CodeRouter-Repo", Inside));

        Assert.Equal("hit", again.Headers.GetValues("X-CodeRouter-Cache").Single());
        Assert.DoesNotContain(rig.Provider.Requests, static r => Model(r) == "us-small");
        Assert.Equal("built-in", (await rig.DecisionAsync(again)).GetProperty("semantic_cache").GetProperty("space").GetString());
    }

    [Theory]
    [InlineData(WireFormat.OpenAIChat)]
    [InlineData(WireFormat.OpenAIResponses)]
    [InlineData(WireFormat.AnthropicMessages)]
    [InlineData(WireFormat.Gemini)]
    public async Task Where_nothing_is_allowed_the_error_says_so_in_the_callers_format_and_nothing_leaves(WireFormat format)
    {
        await using var rig = await RigAsync(limits: new DataLimits([], [], ["ch"], [], Local: false));
        foreach (bool stream in (bool[])[false, true])
        {
            using var answer = await rig.AskAsync(format, "coding-auto", stream, change: static r => r.Headers.Add("X-CodeRouter-Repo", Inside));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            using var said = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
            var error = said.RootElement.GetProperty("error");
            Assert.Contains("No model may see this request", error.GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.Contains("rule europe", error.GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.Equal(format switch { WireFormat.Gemini => "PERMISSION_DENIED", WireFormat.AnthropicMessages => "permission_error", _ => "blocked_by_guard" }, error.GetProperty(format switch { WireFormat.Gemini => "status", WireFormat.AnthropicMessages => "type", _ => "code" }).GetString());
        }

        Assert.Empty(rig.Provider.Requests);
    }

    [Fact]
    public async Task Where_the_budget_is_what_keeps_the_allowed_ones_out_the_error_says_that()
    {
        await using var rig = await RigAsync(limits: new DataLimits(["eu-mid"], [], [], [], Local: false));
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "coding-auto", change: static r =>
        {
            r.Headers.Add("X-CodeRouter-Repo", Inside);
            r.Headers.Add("X-CodeRouter-Budget", "0.000001");
            r.Headers.Add("X-CodeRouter-Session", "poor");
        });
        Assert.Equal(HttpStatusCode.PaymentRequired, answer.StatusCode);
        Assert.Contains("no model that may see it", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    // Three runs of one suite, edits between them, never fewer failures: twice.
    private static async Task<List<(string Model, string Reasons)>> ClimbAsync(GatewayRig rig, string session, string? repository)
    {
        var messages = new List<string> { """{"role":"user","content":"fix the failing test in tests/test_a.py"}""" };
        var steps = new List<(string, string)>();
        for (int round = 0; round < 14; round++)
        {
            string body = $$$"""{"model":"coding-auto","max_tokens":100,"messages":[{{{string.Join(',', messages)}}}],"tools":[{"name":"Bash","description":"runs a command","input_schema":{"type":"object","properties":{"command":{"type":"string"} } } },{"name":"Edit","description":"edits a file","input_schema":{"type":"object","properties":{"file_path":{"type":"string"} } } }]}""";
            using var answer = await SendAsync(rig, "/v1/messages", body, session, repository);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
            var decision = await rig.DecisionAsync(answer);
            steps.Add((answer.Headers.GetValues("X-CodeRouter-Model").Single(), string.Join("; ", decision.GetProperty("reasons").EnumerateArray().Select(static r => r.GetProperty("text").GetString()))));
            bool run = round % 2 == 0;
            messages.Add(run
                ? $$$"""{"role":"assistant","content":[{"type":"tool_use","id":"t{{{round}}}","name":"Bash","input":{"command":"pytest -q"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t{{{round}}}","is_error":true,"content":"Exit code 1\nFAILED tests/test_a.py::test_b - assert {{{round}}} == 99\n1 failed, 4 passed in 0.3{{{round % 10}}}s"}]}"""
                : $$$"""{"role":"assistant","content":[{"type":"tool_use","id":"t{{{round}}}","name":"Edit","input":{"file_path":"src/a.py","old_string":"a{{{round}}}","new_string":"b{{{round}}}"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t{{{round}}}","content":"The file src/a.py has been updated."}]}""");
        }

        return steps;
    }

    private static async Task TurnAsync(GatewayRig rig, string session, string? repository, string text = "blorp the frobnicator quux")
    {
        using var answer = await SendAsync(rig, "/v1/chat/completions", GatewayRig.Body(WireFormat.OpenAIChat, "coding-auto", stream: false, text), session, repository);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static Task<HttpResponseMessage> SendAsync(GatewayRig rig, string path, string body, string session, string? repository, Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = GatewayRig.JsonContent(body) };
        request.Headers.Add("X-CodeRouter-Session", session);
        if (repository is not null)
        {
            request.Headers.Add("X-CodeRouter-Repo", repository);
        }

        change?.Invoke(request);
        return rig.Http.SendAsync(request, Cancel);
    }

    private static bool AsksPhase(SimulatedRequest request) => request.BodyText.Contains("What work does this message to a coding agent ask for?", StringComparison.Ordinal);

    private static string Model(SimulatedRequest request)
    {
        using var body = JsonDocument.Parse(request.Body);
        return body.RootElement.GetProperty("model").GetString()!;
    }

    private static async Task<GatewayRig> RigAsync(Func<SimulatedCall, string?>? mishap = null, DataLimits? limits = null, Func<Settings, Settings>? change = null)
    {
        var provider = new SimulatedProvider(new SimulatedOptions { Mishap = mishap, TimeScale = 0 });
        await provider.StartAsync(Cancel);
        var us = new DataTags("acme", "us", null);
        ModelCard[] models =
        [
            GatewayRig.Card("den", Tier.Local, input: 0, output: 0) with { IsLocal = true, Quality = 0.5 },
            GatewayRig.Card("us-small", Tier.Cheap, input: 0.1m, output: 0.4m) with { Data = us, Quality = 0.6 },
            GatewayRig.Card("eu-small", Tier.Cheap, input: 0.2m, output: 0.8m) with { Data = new DataTags("acme", "eu", null), Quality = 0.6 },
            GatewayRig.Card("eu-mid") with { Data = new DataTags("acme", "eu", null), Quality = 0.7 },
            GatewayRig.Card("us-mid", input: 2, output: 10) with { Data = us, Quality = 0.75 },
            GatewayRig.Card("us-top", Tier.Strong, input: 5, output: 25) with { Data = us, Quality = 0.9 },
        ];
        var settings = GatewayRig.Settings(models, [.. Enum.GetValues<WireFormat>().Select(f => GatewayRig.Channel(f.ApiName(), f, provider.BaseUri, models.Select(static m => m.Name)))]) with
        {
            Guards = new GuardSettings { Rules = [new GuardRule { Name = "europe", Repositories = ["acme/*"], Action = GuardAction.Route, Limits = limits ?? Europe }] },
        };
        return await GatewayRig.StartAsync(change?.Invoke(settings) ?? settings, provider);
    }
}
