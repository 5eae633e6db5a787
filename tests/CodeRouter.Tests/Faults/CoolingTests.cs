using System.Globalization;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams;
using Xunit;

namespace CodeRouter.Tests.Faults;

/// <summary>Which endpoint is tried: cool-downs, priorities, weights, and the one the session's prompt cache lives behind.</summary>
public sealed class CoolingTests
{
    [Theory]
    [InlineData("m")]
    [InlineData("fast")]
    [InlineData(Policy.AutoGroup)]
    public async Task A_lone_cooling_endpoint_is_still_tried(string asked)
    {
        await using var rig = await FaultRig.StartAsync([new("m", "only", "sim-429-once-retry-after-90")],
            s => WithGroup(s) with { Channels = [.. s.Channels.Where(c => c.Format == WireFormat.OpenAIChat)] });
        using var first = await rig.AskAsync(WireFormat.OpenAIChat, asked);
        Assert.Equal(429, (int)first.StatusCode);
        Assert.Equal("90", first.Headers.GetValues("retry-after").Single());
        // Health is gathered every tenth of a second: the second request must see the cool-down.
        await Task.Delay(150, TestContext.Current.CancellationToken);
        using var second = await rig.AskAsync(WireFormat.OpenAIChat, asked);
        Assert.Equal(200, (int)second.StatusCode);
    }

    [Theory]
    [InlineData(WireFormat.Gemini)]
    [InlineData(WireFormat.AnthropicMessages)]
    public async Task How_long_Google_asks_to_wait_stands_in_its_words_alone_and_is_told_as_others_say_it(WireFormat caller)
    {
        const string Refusal = """{"error":{"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"33.4s"}]}}""";
        await using var upstream = await BareUpstream.StartAsync(http =>
        {
            http.Response.StatusCode = 429;
            http.Response.ContentType = "application/json";
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, Refusal);
        });
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("m") with { Formats = [WireFormat.Gemini] }], [GatewayRig.Channel("google", WireFormat.Gemini, upstream.BaseUri, ["m"])]));
        using var answer = await rig.AskAsync(caller, "m");
        Assert.Equal("34", answer.Headers.GetValues("retry-after").Single());
        var health = System.Text.Json.JsonDocument.Parse(await rig.Http.GetStringAsync("/health", TestContext.Current.CancellationToken)).RootElement;
        Assert.InRange(health.GetProperty("providers")[0].GetProperty("retry_in_s").GetDouble(), 25, 34);
    }

    [Fact]
    public async Task A_caller_of_Google_is_told_in_Googles_words_how_long_to_wait()
    {
        await using var rig = await FaultRig.StartAsync([new("m", "only", "sim-429-once-retry-after-90")], static s => s with { Channels = [.. s.Channels.Where(static c => c.Format == WireFormat.OpenAIChat)], Policy = s.Policy with { Models = [.. s.Policy.Models.Select(static m => m with { Formats = [WireFormat.OpenAIChat] })] } });
        using var answer = await rig.AskAsync(WireFormat.Gemini, "m");
        Assert.Contains("\"retryDelay\":\"90s\"", await Told.BodyAsync(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("m")]
    [InlineData("fast")]
    [InlineData(Policy.AutoGroup)]
    public async Task When_all_are_cooling_the_soonest_is_tried(string asked)
    {
        await using var rig = await FaultRig.StartAsync(
            [new("m", "late", "sim-429-once-retry-after-90"), new("m", "soon", "other-429-once-retry-after-30", 1)], WithGroup);
        using var first = await rig.AskAsync(WireFormat.AnthropicMessages, asked);
        Assert.Equal(429, (int)first.StatusCode);
        await Task.Delay(150, TestContext.Current.CancellationToken);
        using var second = await rig.AskAsync(WireFormat.AnthropicMessages, asked);
        Assert.Equal(200, (int)second.StatusCode);
        Assert.Equal("soon-anthropic", (await rig.DecisionAsync(second)).GetProperty("channel").GetString());
    }

    [Fact]
    public async Task Among_models_that_are_all_cooling_the_soonest_is_tried()
    {
        await using var rig = await FaultRig.StartAsync(
            [new("a", "late", "sim-429-once-retry-after-90"), new("b", "soon", "other-429-once-retry-after-30")],
            s => s with { Channels = [.. s.Channels.Where(c => c.Format == WireFormat.OpenAIChat)] });
        using var first = await rig.AskAsync(WireFormat.OpenAIChat, Policy.AutoGroup);
        Assert.Equal(429, (int)first.StatusCode);
        await Task.Delay(150, TestContext.Current.CancellationToken);
        using var second = await rig.AskAsync(WireFormat.OpenAIChat, Policy.AutoGroup);
        Assert.Equal(200, (int)second.StatusCode);
        Assert.Equal("b", second.Headers.GetValues("X-CodeRouter-Model").Single());
    }

    [Fact]
    public async Task An_endpoint_that_asked_for_a_pause_is_left_alone_meanwhile()
    {
        await using var rig = await FaultRig.StartAsync([new("m", "first", "bad-429-retry-after-60"), new("m", "second", "sim", 1)]);
        for (int i = 0; i < 4; i++)
        {
            using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "m", text: "Hello " + i.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(200, (int)answer.StatusCode);
        }

        Assert.Single(rig.Provider.Requests, r => r.BodyText.Contains("bad-429", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Repeated_failures_open_the_circuit()
    {
        await using var rig = await FaultRig.StartAsync([new("m", "first", "bad-500"), new("m", "second", "sim", 1)]);
        for (int i = 0; i < 12; i++)
        {
            using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "m", text: "Hello " + i.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(200, (int)answer.StatusCode);
        }

        Assert.InRange(rig.Provider.Requests.Count(r => r.BodyText.Contains("bad-500", StringComparison.Ordinal)), ChannelHealth.FailuresToOpen, ChannelHealth.FailuresToOpen + 1);
    }

    [Fact]
    public void Weights_share_out_new_sessions_and_priorities_come_first()
    {
        using var nobody = new HttpMessageInvoker(new HttpClientHandler());
        Channel[] channels = [Make("a", 300, 1), Make("b", 100, 1), Make("c", 1, 0)];
        int a = 0;
        const int draws = 4000;
        for (int i = 0; i < draws; i++)
        {
            var order = ChannelOrder.Order(channels, WireFormat.OpenAIChat, sticky: null, only: null, draw: (i + 0.5) / draws);
            Assert.Equal("c", order[0].Name);
            a += order[1].Name == "a" ? 1 : 0;
        }

        Assert.InRange(a / (double)draws, 0.72, 0.78);
        // Three times the calls on three times the weight is no more load; on top of that it is.
        Assert.InRange(Share(3, 1), 0.72, 0.78);
        Assert.InRange(Share(30, 1), 0.2, 0.4);
        for (int i = 0; i < 6; i++)
        {
            channels[0].Health.Failed(new UpstreamFailure(FailureKind.Inexpressible, 0, ""), null);
            channels[0].Health.Succeeded(1);
        }

        Assert.InRange(Share(3, 1), 0.5, 0.72);
        Assert.Equal("b", ChannelOrder.Order(channels, WireFormat.OpenAIChat, "b", null, 0.3)[1].Name);

        double Share(int callsAtA, int callsAtB)
        {
            Load(channels[0], callsAtA);
            Load(channels[1], callsAtB);
            int first = Enumerable.Range(0, draws).Count(i => ChannelOrder.Order(channels, WireFormat.OpenAIChat, null, null, (i + 0.5) / draws)[1].Name == "a");
            return first / (double)draws;
        }

        static void Load(Channel channel, int calls)
        {
            for (; channel.Health.UnderWay < calls;)
            {
                channel.Health.Begin();
            }

            for (; channel.Health.UnderWay > calls;)
            {
                channel.Health.End();
            }
        }

        Channel Make(string name, int weight, int priority) => new(
            GatewayRig.Channel(name, WireFormat.OpenAIChat, new Uri("http://127.0.0.1:1"), [], weight, priority), nobody, new ChannelHealth(TimeProvider.System), new SubscriptionQuota(TimeProvider.System));
    }

    [Fact]
    public async Task New_sessions_are_spread_and_each_stays_where_its_cache_is()
    {
        await using var rig = await FaultRig.StartAsync([new("m", "left", "sim"), new("m", "right", "sim")]);
        var used = new HashSet<string>(StringComparer.Ordinal);
        for (int session = 0; session < 24; session++)
        {
            var own = new HashSet<string>(StringComparer.Ordinal);
            for (int step = 0; step < 3; step++)
            {
                using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "m", change: r => r.Headers.Add("X-CodeRouter-Session", "s" + session.ToString(CultureInfo.InvariantCulture)));
                own.Add((await rig.DecisionAsync(answer)).GetProperty("channel").GetString()!);
            }

            used.UnionWith(own);
            Assert.Single(own);
        }

        Assert.Equal(2, used.Count);
    }

    [Fact]
    public async Task A_session_known_by_its_history_stays_through_a_change_of_weights()
    {
        await using var rig = await FaultRig.StartAsync([new("m", "left", "sim", Weight: 1), new("m", "right", "sim", Weight: 1_000_000)]);
        for (int i = 0; i < 6; i++)
        {
            string text = "Please fix bug number " + i.ToString(CultureInfo.InvariantCulture);
            rig.Gateway.State.Replace(Weighing(rig, "left"));
            using var first = await rig.AskAsync(WireFormat.AnthropicMessages, "m", text: text);
            rig.Gateway.State.Replace(Weighing(rig, "right"));
            string history = $$"""{"model":"m","max_tokens":50,"messages":[{"role":"user","content":"{{text}}"},{"role":"assistant","content":"Done."},{"role":"user","content":"And now?"}]}""";
            using var second = await rig.Http.PostAsync("/v1/messages", GatewayRig.JsonContent(history), TestContext.Current.CancellationToken);
            Assert.Equal(first.Headers.GetValues("X-CodeRouter-Session").Single(), second.Headers.GetValues("X-CodeRouter-Session").Single());
            Assert.Equal("left-anthropic", (await rig.DecisionAsync(first)).GetProperty("channel").GetString());
            Assert.Equal("left-anthropic", (await rig.DecisionAsync(second)).GetProperty("channel").GetString());
        }
    }

    private static Settings Weighing(GatewayRig rig, string heavy)
    {
        var settings = rig.Gateway.State.Current.Settings;
        return settings with { Channels = [.. settings.Channels.Select(c => c with { Weight = c.Name.StartsWith(heavy, StringComparison.Ordinal) ? 1_000_000_000 : 1 })] };
    }

    private static Settings WithGroup(Settings settings) =>
        settings with { Policy = settings.Policy with { Groups = RefusedTests.Group(("m", 1)) } };
}
