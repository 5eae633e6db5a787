using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Signals;
using CodeRouter.Storage;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CodeRouter.Tests.Caching;

/// <summary>A question asked in other words is answered again, over real HTTP; one that only looks alike is not.</summary>
public sealed class SemanticCacheTests
{
    private const string Asked = "How do I reverse a string in Python?";
    private const string Again = "In python, how can I reverse a string?";
    private const string Other = "How do I reverse a list in Python?";

    [Theory]
    [InlineData(WireFormat.OpenAIChat, false, WireFormat.OpenAIChat, true)]
    [InlineData(WireFormat.OpenAIChat, true, WireFormat.Gemini, true)]
    [InlineData(WireFormat.AnthropicMessages, false, WireFormat.AnthropicMessages, true)]
    [InlineData(WireFormat.OpenAIResponses, true, WireFormat.OpenAIResponses, false)]
    public async Task Other_words_for_the_same_question_get_the_same_answer_as_a_body_or_a_stream(WireFormat format, bool stream, WireFormat again, bool streamAgain)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], Semantic);
        string first = await Say(rig, format, Asked, stream), second = await Say(rig, again, Again, streamAgain), other = await Say(rig, format, Other, stream);

        Assert.Equal(("miss", "hit", "miss"), (first, second, other));
        Assert.Equal(2, rig.Provider.Requests.Count);
        Assert.Equal(1, (await rig.UsageAsync()).GetProperty("totals").GetProperty("cache_hits").GetInt32());
    }

    [Fact]
    public async Task Another_system_text_another_parameter_or_an_earlier_turn_makes_another_question()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], Semantic);
        string[] bodies =
        [
            Chat(Asked), Chat(Again, """{"role":"system","content":"Be brief."},"""), Chat(Again, "", ""","top_p":0.5"""),
            Chat(Again, """{"role":"user","content":"hi"},{"role":"assistant","content":"hello"},"""),
        ];
        foreach (string body in bodies)
        {
            using var answer = await rig.Http.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), GatewayRig.JsonContent(body), TestContext.Current.CancellationToken);
            Assert.Equal("miss", Cache(answer));
        }
    }

    [Fact]
    public async Task In_shadow_nothing_is_answered_and_the_decision_says_what_would_have_been()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], s => s with { Cache = new CacheSettings { Semantic = true, Shadow = true } });
        using var first = await rig.AskAsync(WireFormat.OpenAIChat, "sim", text: Asked);
        _ = await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var second = await rig.AskAsync(WireFormat.OpenAIChat, "sim", text: Again);

        Assert.Equal("miss", Cache(second));
        Assert.Equal(2, rig.Provider.Requests.Count);
        var noted = (await rig.DecisionAsync(second)).GetProperty("semantic_cache");
        Assert.Equal(first.Headers.GetValues("X-CodeRouter-Decision").Single(), noted.GetProperty("would_answer").GetString());
        Assert.True(noted.GetProperty("similarity").GetDouble() > 0.85);
    }

    [Fact]
    public async Task It_is_found_after_a_restart_and_not_where_the_row_was_tampered_with()
    {
        var folder = Directory.CreateTempSubdirectory("coderouter-test-");
        await using var provider = new SimulatedProvider();
        await provider.StartAsync(TestContext.Current.CancellationToken);
        var settings = Semantic(GatewayRig.Settings([GatewayRig.Card("sim")], [GatewayRig.Channel("chat", WireFormat.OpenAIChat, provider.BaseUri, ["sim"])]));
        foreach (var (text, cache) in ((string, string)[])[(Asked, "miss"), (Again, "hit")])
        {
            var rig = await GatewayRig.StartAsync(settings, folder: folder.FullName);
            Assert.Equal(cache, await Say(rig, WireFormat.OpenAIChat, text, false));
            rig.Http.Dispose();
            await rig.Gateway.DisposeAsync();
        }

        using (var database = SqliteDatabase.Open(Path.Combine(folder.FullName, "coderouter.db")))
        using (var link = ((IDatabase)database).Connect())
        {
            Assert.Equal(1, link.Run("UPDATE asked_question SET gist = replace(gist, 'string', 'list')"));
        }

        await using var poisoned = await GatewayRig.StartAsync(settings, folder: folder.FullName);
        Assert.Equal("miss", await Say(poisoned, WireFormat.OpenAIChat, Other, false));
    }

    [Fact]
    public async Task Asked_at_one_time_in_different_words_the_model_is_asked_once()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["slow-first-byte-400"], Semantic);
        string[] words = [Asked, Again, "how to reverse a string in python", "Please show me how to reverse a string in Python"];
        var answers = await Task.WhenAll(words.Select(w => rig.AskAsync(WireFormat.OpenAIChat, "slow-first-byte-400", text: w)));
        Assert.Single(rig.Provider.Requests);
        Assert.Equal(3, answers.Count(a => Cache(a) == "hit"));
        foreach (var answer in answers)
        {
            answer.Dispose();
        }
    }

    [Fact]
    public async Task An_embedding_model_is_asked_and_while_it_is_down_the_built_in_one_does()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim", "embed"], s => s with { Cache = new CacheSettings { Semantic = true, Embedder = "embed", Similarity = 0 } });
        Assert.Equal(("miss", "hit"), (await Say(rig, WireFormat.OpenAIChat, Asked, false), await Say(rig, WireFormat.OpenAIChat, Again, false)));
        Assert.Contains(rig.Provider.Requests, r => r.Path.EndsWith("/embeddings", StringComparison.Ordinal));

        await using var down = await GatewayRig.SimulatedAsync(["sim"], s => s with
        {
            Cache = new CacheSettings { Semantic = true, Embedder = "gone" },
            Policy = s.Policy with { Models = [.. s.Policy.Models, GatewayRig.Card("gone")] },
            Channels = [.. s.Channels, GatewayRig.Channel("dead", WireFormat.OpenAIChat, new Uri("http://127.0.0.1:9"), ["gone"])],
        });
        Assert.Equal(("miss", "hit"), (await Say(down, WireFormat.OpenAIChat, Asked, false), await Say(down, WireFormat.OpenAIChat, Again, false)));
    }

    [Theory]
    [InlineData("""{"data":[{"embedding":[0,0,0,0]}]}""")]
    [InlineData("""{"data":[{"embedding":[1e999,1,1,1]}]}""")]
    [InlineData("""{"data":[{"embedding":"AAAA"}]}""")]
    [InlineData("""{"data":[]}""")]
    [InlineData("<html>sk-ant-api03-nothing</html>")]
    [InlineData("")]
    public async Task An_embedding_model_that_answers_nonsense_is_stood_in_for_and_health_and_the_page_say_so(string nonsense)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var server = builder.Build();
        string said = nonsense;
        server.Run(http =>
        {
            http.Response.ContentType = "application/json";
            http.Response.StatusCode = said.Length > 0 ? 200 : 503;
            return http.Response.WriteAsync(said, http.RequestAborted);
        });
        await server.StartAsync(TestContext.Current.CancellationToken);
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], s => s with
        {
            Cache = new CacheSettings { Semantic = true, Embedder = "odd" },
            Policy = s.Policy with { Models = [.. s.Policy.Models, GatewayRig.Card("odd")] },
            Channels = [.. s.Channels, GatewayRig.Channel("odd", WireFormat.OpenAIChat, new Uri(server.Urls.Single()), ["odd"])],
        });
        Assert.Equal(("miss", "hit"), (await Say(rig, WireFormat.OpenAIChat, Asked, false), await Say(rig, WireFormat.OpenAIChat, Again, false)));

        string health = await rig.Http.GetStringAsync("/health", TestContext.Current.CancellationToken);
        var embedder = JsonDocument.Parse(health).RootElement.GetProperty("embedder");
        Assert.Equal("odd", embedder.GetProperty("model").GetString());
        Assert.NotEmpty(embedder.GetProperty("trouble").GetString()!);
        Assert.Contains("The embedding model odd does not answer", await rig.Http.GetStringAsync("/dashboard/cache", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_turns_it_on_for_what_it_matches()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], s => s with
        {
            Policy = s.Policy with
            {
                Rules = [new DecisionRule { Name = "faq", Priority = 1, Condition = new RuleNode.All([]), Models = [new ModelRef("sim", false, null, null)], Plugins = [new RulePlugin("semantic-cache", OptionNode.Empty)] }],
            },
        });
        using var first = await rig.AskAsync(WireFormat.OpenAIChat, "coding-auto", text: Asked);
        _ = await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var second = await rig.AskAsync(WireFormat.OpenAIChat, "coding-auto", text: Again);
        Assert.Equal(("miss", "hit"), (Cache(first), Cache(second)));
    }

    private static Settings Semantic(Settings settings) => settings with { Cache = new CacheSettings { Semantic = true } };

    private static string Chat(string text, string before = "", string more = "") => $$"""{"model":"sim","messages":[{{before}}{"role":"user","content":{{JsonSerializer.Serialize(text)}}}]{{more}}}""";

    private static async Task<string> Say(GatewayRig rig, WireFormat format, string text, bool stream)
    {
        using var answer = await rig.AskAsync(format, "sim", stream, text);
        string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, body);
        return Cache(answer);
    }

    private static string Cache(HttpResponseMessage answer) => answer.Headers.GetValues("X-CodeRouter-Cache").Single();
}
