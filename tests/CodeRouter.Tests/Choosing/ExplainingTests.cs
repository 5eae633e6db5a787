using System.Net;
using System.Text.Json;
using CodeRouter.Cli;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Choosing;

public sealed class ExplainingTests
{
    private const string Configuration = """
        version: v0.1
        providers:
          models:
            - {name: small, tier: cheap, context_window: 4000, pricing: {prompt_per_1m: 1, completion_per_1m: 5}, endpoints: [{endpoint: "127.0.0.1:9", protocol: http}]}
            - {name: large, tier: strong, context_window: 400000, pricing: {prompt_per_1m: 5, completion_per_1m: 25}, endpoints: [{endpoint: "127.0.0.1:9", protocol: http}]}
        signals:
          keywords: [{name: urgent, operator: OR, keywords: [asap]}]
        """;

    [Fact]
    public void A_recorded_request_is_explained_without_key_or_server_and_always_the_same()
    {
        string folder = Directory.CreateTempSubdirectory("coderouter-explain-").FullName;
        string config = Path.Combine(folder, "c.yaml"), request = Path.Combine(folder, "r.json");
        File.WriteAllText(config, Configuration);
        File.WriteAllText(request, GatewayRig.Body(WireFormat.AnthropicMessages, Policy.AutoGroup, false, "Do a security review of the login module, asap. " + new string('x', 20_000)));
        try
        {
            var (code, json) = Explain(request, config, json: true);
            var told = JsonDocument.Parse(json).RootElement;
            Assert.Equal((0, "large"), (code, told.GetProperty("model").GetString()));
            Assert.Equal(["small"], told.GetProperty("rejected").EnumerateArray().Select(r => r.GetProperty("model").GetString()));
            Assert.Contains("window", told.GetProperty("rejected")[0].GetProperty("why").GetString(), StringComparison.Ordinal);
            Assert.Contains("asap", told.GetProperty("signals").GetProperty("keyword:urgent").GetString(), StringComparison.OrdinalIgnoreCase);
            Assert.Contains("security", told.GetProperty("signals").GetProperty("risk").GetString(), StringComparison.Ordinal);
            Assert.True(told.GetProperty("candidates")[0].GetProperty("expected_usd").GetDouble() > 0);
            Assert.Equal(5, told.GetProperty("prices").GetProperty("large").GetProperty("prompt_per_1m").GetDecimal());
            Assert.Contains(told.GetProperty("phase_table").EnumerateArray(), t => t.GetProperty("name").GetString() == "claude-opus-4.7" && t.GetProperty("successor").GetString() == "claude-opus-4.8");
            Assert.Equal(json, Explain(request, config, json: true).Told);
            string text = Explain(request, config, json: false).Told;
            foreach (string part in (string[])["Reasons", "Candidates", "Rejected", "Signals", "today claude-opus-4.8"])
            {
                Assert.Contains(part, text, StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("block", "block", 1)]
    [InlineData("redact", "redact", 0)]
    [InlineData("route", "block", 1)]
    [InlineData("observe", "pass", 0)]
    public void A_recorded_request_says_what_the_guards_would_do_and_never_the_value(string action, string would, int exit)
    {
        // Made up; the form is AWS's.
        const string secret = "AKIAQ9B6JRYXWUXWP1ER";
        string folder = Directory.CreateTempSubdirectory("coderouter-explain-").FullName;
        string config = Path.Combine(folder, "c.yaml"), request = Path.Combine(folder, "r.json");
        File.WriteAllText(config, Configuration + "\nguards: {secrets: " + action + "}\n");
        File.WriteAllText(request, GatewayRig.Body(WireFormat.AnthropicMessages, Policy.AutoGroup, false, "Why is " + secret + " refused?"));
        try
        {
            var (code, json) = Explain(request, config, json: true);
            var told = JsonDocument.Parse(json).RootElement;
            var guards = told.GetProperty("guards");
            Assert.Equal((exit, would), (code, guards.GetProperty("would").GetString()));
            Assert.Equal(1, guards.GetProperty("found").GetProperty("secrets:aws_access_key_id").GetInt32());
            Assert.Equal(action == "redact" ? 1 : 0, guards.GetProperty("redacted").GetInt32());
            Assert.Equal(exit == 1, told.GetProperty("model").ValueKind == JsonValueKind.Null);
            var (textCode, text) = Explain(request, config, json: false);
            Assert.Equal(exit, textCode);
            Assert.Contains("secrets:aws_access_key_id", text, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, json + text, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Every_successor_of_the_phase_table_is_in_the_catalog()
    {
        var catalog = ShippedCatalog.Load();
        foreach (var (name, successor) in PhasePreference.Table.Values.SelectMany(static names => names))
        {
            Assert.True(catalog.Find(successor ?? name) is not null, $"{successor ?? name} is not in the catalog");
        }
    }

    [Fact]
    public async Task When_no_model_can_the_answer_names_what_excluded_each()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim", "other"], s => s with
        {
            Policy = s.Policy with { Models = [.. s.Policy.Models.Select(m => m with { ContextWindow = m.Name == "sim" ? 2000 : null, Capabilities = m.Name == "sim" ? null : Capability.Tools })] },
        });
        string body = """{"model":"coding-auto","max_tokens":1500,"messages":[{"role":"user","content":[{"type":"text","text":"WORDS"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]}]}"""
            .Replace("WORDS", new string('x', 9000), StringComparison.Ordinal);
        using var answer = await rig.Http.PostAsync("/v1/messages", GatewayRig.JsonContent(body), TestContext.Current.CancellationToken);
        string told = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("sim: window of 2000 tokens", told, StringComparison.Ordinal);
        Assert.Contains("other: cannot do what the request needs: vision", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Observing_answers_with_the_callers_model_and_books_the_difference()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["small", "large"], s => s with
        {
            Policy = s.Policy with
            {
                Mode = RoutingMode.Observe,
                Models = [GatewayRig.Card("small", Tier.Cheap, 0.5m, 2), GatewayRig.Card("large", Tier.Strong, 5, 25)],
            },
        });
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "large", text: "Fix the typo in README.md.");
        Assert.Equal("large", answer.Headers.GetValues("X-CodeRouter-Model").Single());
        var decision = await rig.DecisionAsync(answer);
        Assert.Equal("observe", decision.GetProperty("mode").GetString());
        Assert.Equal("small", decision.GetProperty("would_have_chosen").GetString());
        Assert.True(decision.GetProperty("would_have_cost_usd").GetDecimal() < decision.GetProperty("estimated_cost_usd").GetDecimal());
        Assert.Contains("saving $", answer.Headers.GetValues("X-CodeRouter-Reason").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_human_says_use_a_model_and_it_stays_for_the_session()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["small", "large"], s => s with
        {
            Policy = s.Policy with { Models = [GatewayRig.Card("small", Tier.Cheap, 0.5m, 2), GatewayRig.Card("large", Tier.Strong, 5, 25)] },
        });
        string[] said = ["Fix the typo in README.md.", "use large", "Fix the typo in README.md.", "use auto", "Fix the typo in README.md."];
        var answered = new List<(string Model, string Mode)>();
        foreach (string text in said)
        {
            using var answer = await rig.AskAsync(WireFormat.OpenAIChat, Policy.AutoGroup, text: text, change: r => r.Headers.Add("X-CodeRouter-Session", "one"));
            _ = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            answered.Add((answer.Headers.GetValues("X-CodeRouter-Model").Single(), (await rig.DecisionAsync(answer)).GetProperty("mode").GetString()!));
        }

        Assert.Equal([("small", "auto"), ("large", "pin"), ("large", "pin")], answered[..3]);
        Assert.Equal("auto", answered[^1].Mode);
    }

    [Fact]
    public async Task A_routed_name_has_one_window_and_it_is_the_largest()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["a", "b"], s => s with
        {
            Policy = s.Policy with { Models = [GatewayRig.Card("a") with { ContextWindow = 100_000 }, GatewayRig.Card("b") with { ContextWindow = 400_000, MaxOutput = 32_000 }] },
        });
        var listed = JsonDocument.Parse(await rig.Http.GetStringAsync("/v1/models", TestContext.Current.CancellationToken)).RootElement.GetProperty("data");
        Assert.Equal(400_000, listed.EnumerateArray().Single(m => m.GetProperty("id").GetString() == Policy.AutoGroup).GetProperty("context_window").GetInt32());
    }

    private static (int Code, string Told) Explain(string request, string config, bool json)
    {
        var output = new StringWriter();
        return (ExplainVerb.Run(request, config, json, output, output), output.ToString());
    }
}
