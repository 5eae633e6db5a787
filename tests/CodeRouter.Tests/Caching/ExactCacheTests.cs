using System.Text;
using System.Text.Json;
using CodeRouter.Access;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Storage;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Caching;

/// <summary>A question asked again is answered again, at no cost; and only where it is the same question of the same caller.</summary>
public sealed class ExactCacheTests
{
    public static TheoryData<WireFormat, bool, WireFormat, bool> Ways()
    {
        var ways = new TheoryData<WireFormat, bool, WireFormat, bool>();
        WireFormat[] neutral = [WireFormat.OpenAIChat, WireFormat.Gemini];
        foreach (var format in Enum.GetValues<WireFormat>())
        {
            foreach (bool first in (bool[])[false, true])
            {
                ways.Add(format, first, format, !first);
                ways.Add(format, first, format, first);
            }
        }

        foreach (bool stream in (bool[])[false, true])
        {
            ways.Add(neutral[0], stream, neutral[1], true);
            ways.Add(neutral[1], stream, neutral[0], true);
            ways.Add(neutral[0], stream, neutral[1], false);
        }

        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_question_asked_again_gets_the_same_words_in_any_format_and_costs_nothing(WireFormat format, bool stream, WireFormat again, bool streamAgain)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], Exact);
        using var first = await rig.AskAsync(format, "sim", stream);
        string said = await Words(first, format, stream);
        using var second = await rig.AskAsync(again, "sim", streamAgain);
        string repeated = await Words(second, again, streamAgain);

        Assert.Equal(200, (int)second.StatusCode);
        Assert.Equal(("miss", "hit"), (Cache(first), Cache(second)));
        Assert.Single(rig.Provider.Requests);
        Assert.NotEmpty(said);
        Assert.Equal(said, repeated);
        Assert.Equal("0.000000", second.Headers.GetValues("X-CodeRouter-Cost").Single());
        Assert.Equal("100.0%", second.Headers.GetValues("X-CodeRouter-Savings").Single());
        var decision = await rig.DecisionAsync(second);
        Assert.True(decision.GetProperty("cache_hit").GetBoolean());
        Assert.Equal(1, (await rig.UsageAsync()).GetProperty("totals").GetProperty("cache_hits").GetInt32());
    }

    [Fact]
    public async Task Two_keys_asking_the_same_do_not_share()
    {
        var provider = new SimulatedProvider();
        await provider.StartAsync(TestContext.Current.CancellationToken);
        var settings = GatewayRig.Settings([GatewayRig.Card("sim")], [GatewayRig.Channel("chat", WireFormat.OpenAIChat, provider.BaseUri, ["sim"])]);
        var folder = Directory.CreateTempSubdirectory("coderouter-test-");
        var (one, two) = (NewKey.Make("one", DateTimeOffset.UtcNow), NewKey.Make("two", DateTimeOffset.UtcNow));
        using (var database = SqliteDatabase.Open(Path.Combine(folder.FullName, "coderouter.db")))
        {
            var store = new KeyTables(database);
            store.Add(one.Key);
            store.Add(two.Key);
        }

        await using var rig = await GatewayRig.StartAsync(Exact(settings) with { Access = new AccessSettings { RequireKeys = RequireKeys.Always } }, provider, folder.FullName);
        foreach (string key in (string[])[one.Text, two.Text, one.Text, two.Text])
        {
            using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "sim", change: r => r.Headers.Add("Authorization", "Bearer " + key));
            Assert.Equal(200, (int)answer.StatusCode);
        }

        Assert.Equal(2, rig.Provider.Requests.Count);
    }

    [Fact]
    public async Task Identical_requests_at_one_time_ask_the_model_once()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["slow-first-byte-400"], Exact);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => rig.AskAsync(WireFormat.AnthropicMessages, "slow-first-byte-400")));
        Assert.All(answers, a => Assert.Equal(200, (int)a.StatusCode));
        Assert.Single(rig.Provider.Requests);
        Assert.Equal(7, answers.Count(a => Cache(a) == "hit"));
        foreach (var answer in answers)
        {
            answer.Dispose();
        }
    }

    [Theory]
    [InlineData("""{"model":"sim","temperature":0.7,"messages":[{"role":"user","content":"Say hello."}]}""")]
    [InlineData("""{"model":"sim","n":2,"messages":[{"role":"user","content":"Say hello."}]}""")]
    [InlineData("""{"model":"sim","messages":[{"role":"user","content":"List."},{"role":"assistant","tool_calls":[{"id":"call_1","type":"function","function":{"name":"ls","arguments":"{}"}}]},{"role":"tool","tool_call_id":"call_1","content":"a.txt"}],"tools":[{"type":"function","function":{"name":"ls","parameters":{"type":"object"}}}]}""")]
    public async Task Steps_of_a_tool_loop_and_answers_drawn_anew_pass_the_cache_by(string body)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], Exact);
        for (int i = 0; i < 2; i++)
        {
            using var answer = await rig.Http.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), GatewayRig.JsonContent(body), TestContext.Current.CancellationToken);
            Assert.Equal("bypass", Cache(answer));
        }

        Assert.Equal(2, rig.Provider.Requests.Count);
    }

    [Theory]
    [InlineData("""{"model":"sim","messages":[{"role":"user","content":"Say hello!"}]}""")]
    [InlineData("""{"model":"other","messages":[{"role":"user","content":"Say hello."}]}""")]
    [InlineData("""{"model":"sim","logit_bias":{"50256":-100},"messages":[{"role":"user","content":"Say hello."}]}""")]
    [InlineData("""{"model":"sim","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Say hello."}]}""")]
    [InlineData("""{"model":"sim","response_format":{"type":"json_object"},"messages":[{"role":"user","content":"Say hello."}]}""")]
    public async Task Whatever_differs_in_the_question_is_another_question(string body)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim", "other"], Exact);
        using var first = await rig.AskAsync(WireFormat.OpenAIChat, "sim");
        using var second = await rig.Http.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), GatewayRig.JsonContent(body), TestContext.Current.CancellationToken);
        Assert.Equal("miss", Cache(second));
        Assert.Equal(2, rig.Provider.Requests.Count);
    }

    [Theory]
    [InlineData("UPDATE cached_answer SET body = CAST(replace(CAST(body AS TEXT), 'e', 'o') AS BLOB)")]
    [InlineData("UPDATE cached_answer SET body = x''")]
    [InlineData("UPDATE cached_answer SET tenant = 'key:other'")]
    [InlineData("UPDATE cached_answer SET expires_at = 0")]
    public async Task A_stored_answer_that_was_damaged_edited_moved_or_is_old_is_not_given(string damage)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], Exact);
        using var first = await rig.AskAsync(WireFormat.OpenAIChat, "sim");
        using (var database = SqliteDatabase.Open(Path.Combine(rig.DataFolder, "coderouter.db")))
        {
            using var link = database.Connect();
            link.Execute(damage);
        }

        using var second = await rig.AskAsync(WireFormat.OpenAIChat, "sim");
        Assert.Equal((200, "miss"), ((int)second.StatusCode, Cache(second)));
        Assert.Equal(2, rig.Provider.Requests.Count);
    }

    [Fact]
    public async Task Only_so_many_answers_are_kept_and_the_oldest_go()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], s => s with { Cache = new CacheSettings { Exact = true, MaxEntries = 2 } });
        foreach (string text in (string[])["one", "two", "three", "one", "one"])
        {
            using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "sim", text: text);
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(4, rig.Provider.Requests.Count);
    }

    [Fact]
    public async Task A_caller_may_ask_for_a_fresh_answer_and_without_the_cache_no_header_speaks_of_it()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], Exact);
        using var first = await rig.AskAsync(WireFormat.OpenAIChat, "sim");
        foreach (string wish in (string[])["no-cache", "no-store", "max-age=0"])
        {
            using var fresh = await rig.AskAsync(WireFormat.OpenAIChat, "sim", change: r => r.Headers.Add("Cache-Control", wish));
            Assert.Equal("bypass", Cache(fresh));
        }

        // Another feature of the provider's makes another question.
        using var beta = await rig.AskAsync(WireFormat.OpenAIChat, "sim", change: static r => r.Headers.Add("anthropic-beta", "context-1m"));
        using var again = await rig.AskAsync(WireFormat.OpenAIChat, "sim", change: static r => r.Headers.Add("anthropic-beta", "context-1m"));
        Assert.Equal(["miss", "hit"], [Cache(beta), Cache(again)]);

        await using var plain = await GatewayRig.SimulatedAsync(["sim"]);
        using var answer = await plain.AskAsync(WireFormat.OpenAIChat, "sim");
        Assert.False(answer.Headers.Contains("X-CodeRouter-Cache"));
    }

    private static Settings Exact(Settings settings) => settings with { Cache = new CacheSettings { Exact = true } };

    private static string Cache(HttpResponseMessage answer) => answer.Headers.GetValues("X-CodeRouter-Cache").Single();

    /// <summary>The text of an answer, whatever its format and whether it came as a stream.</summary>
    private static async Task<string> Words(HttpResponseMessage answer, WireFormat format, bool stream)
    {
        string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var words = new StringBuilder();
        string[] parts = stream
            ? [.. body.Split('\n').Where(l => l.StartsWith("data:", StringComparison.Ordinal) && !l.Contains("[DONE]", StringComparison.Ordinal)).Select(l => l[5..].Trim())]
            : [body];
        foreach (string part in parts)
        {
            var root = JsonDocument.Parse(part).RootElement;
            words.Append(format switch
            {
                WireFormat.OpenAIChat => Text(root, "choices", stream ? "delta" : "message", "content"),
                WireFormat.Gemini => Text(root, "candidates", "content", "parts", "text"),
                WireFormat.AnthropicMessages => stream ? Text(root, "delta", "text") : Text(root, "content", "text"),
                _ => !stream ? Text(root, "output", "content", "text") : root.GetProperty("type").GetString() == "response.output_text.delta" ? Text(root, "delta") : "",
            });
        }

        return words.ToString();
    }

    /// <summary>The texts at the end of the path; lists on the way are gone through.</summary>
    private static string Text(JsonElement at, params ReadOnlySpan<string> path)
    {
        if (at.ValueKind == JsonValueKind.Array)
        {
            var all = new StringBuilder();
            foreach (var item in at.EnumerateArray())
            {
                all.Append(Text(item, path));
            }

            return all.ToString();
        }

        return path.IsEmpty ? (at.ValueKind == JsonValueKind.String ? at.GetString()! : "")
            : at.ValueKind == JsonValueKind.Object && at.TryGetProperty(path[0], out var next) ? Text(next, path[1..]) : "";
    }
}
