using System.Text;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CodeRouter.Tests.Traffic;

/// <summary>Answers that are not quite what their status or type says, as providers were seen to give them.</summary>
public sealed class OddAnswerTests
{
    private const string Refusal = """{ "error": { "message": "Filtered by policy.",  "code": "content_filter", "status": 400 } } """;

    private const string Overload = """{"error":{"message":"Busy.","code":503}}""";

    private const string Events = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    private const string Answer = """{"choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}""";

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task Events_under_a_wrong_content_type_are_still_a_stream(string? type)
    {
        await using var upstream = await SayAsync(type, Events);
        await using var rig = await GatewayRig.StartAsync(Settings(WireFormat.OpenAIChat, upstream));
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "sim", stream: true);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(Events, await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_list_that_Gemini_sends_instead_of_events_is_waited_for_in_silence()
    {
        const string list = """[{"candidates":[{"content":{"parts":[{"text":"hi"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":1}}]""";
        await using var upstream = await BareUpstream.StartAsync(async http =>
        {
            await Task.Delay(300);
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(list);
        });
        await using var rig = await GatewayRig.StartAsync(Settings(WireFormat.Gemini, upstream) with { Limits = new LimitSettings { HoldSeconds = 0 } });
        using var answer = await rig.Http.PostAsync("/v1beta/models/sim:streamGenerateContent", GatewayRig.JsonContent(GatewayRig.Body(WireFormat.Gemini, "sim", true)), Cancel);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(list, await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_refusal_under_status_200_is_told_by_its_own_number_in_its_own_words_and_tried_nowhere_else()
    {
        int asked = 0;
        await using var first = await SayAsync("application/json", Refusal, () => asked++);
        await using var second = await SayAsync("application/json", Refusal, () => asked++);
        await using var rig = await GatewayRig.StartAsync(Settings(WireFormat.OpenAIChat, first, second));
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "sim");
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal(Refusal, await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_failure_under_status_200_moves_on_to_the_next_endpoint()
    {
        await using var first = await SayAsync("application/json", Overload);
        await using var second = await SayAsync("application/json", Answer);
        await using var rig = await GatewayRig.StartAsync(Settings(WireFormat.OpenAIChat, first, second));
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "sim");
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(Answer, await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_decision_can_be_read_the_moment_its_answer_is_there()
    {
        await using var upstream = await SayAsync("application/json", Answer);
        await using var rig = await GatewayRig.StartAsync(Settings(WireFormat.OpenAIChat, upstream));
        for (int i = 0; i < 100; i++)
        {
            using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "sim");
            await answer.Content.ReadAsByteArrayAsync(Cancel);
            var decision = await rig.DecisionAsync(answer);
            Assert.Equal("answered", decision.GetProperty("state").GetString());
            Assert.Equal(3, decision.GetProperty("usage").GetProperty("input_tokens").GetInt64());
        }
    }

    [Theory]
    [InlineData(400)]
    [InlineData(422)]
    public async Task A_server_that_refuses_the_usage_option_is_asked_without_it_and_not_again(int status)
    {
        var bodies = new List<string>();
        await using var upstream = await BareUpstream.StartAsync(async http =>
        {
            string body = Encoding.UTF8.GetString(await BareUpstream.BodyAsync(http.Request));
            bodies.Add(body);
            bool asks = body.Contains("stream_options", StringComparison.Ordinal);
            http.Response.StatusCode = asks ? status : 200;
            http.Response.ContentType = asks ? "application/json" : "text/event-stream";
            await http.Response.WriteAsync(asks ? """{"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"Extra inputs are not permitted"}]}""" : Events);
        });
        await using var rig = await GatewayRig.StartAsync(Settings(WireFormat.OpenAIChat, upstream));
        for (int i = 0; i < 2; i++)
        {
            using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "sim", stream: true);
            Assert.Equal(Events, await answer.Content.ReadAsStringAsync(Cancel));
        }

        Assert.Equal([true, false, false], bodies.Select(b => b.Contains("stream_options", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_redirect_is_a_failure_of_the_upstream_and_is_not_followed()
    {
        await using var upstream = await BareUpstream.StartAsync(http =>
        {
            http.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });
        await using var rig = await GatewayRig.StartAsync(Settings(WireFormat.OpenAIChat, upstream));
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "sim");
        Assert.Equal(502, (int)answer.StatusCode);
        Assert.Contains("base_url", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    private static Settings Settings(WireFormat format, params BareUpstream[] upstreams) =>
        GatewayRig.Settings([GatewayRig.Card("sim")], [.. upstreams.Select((u, i) => GatewayRig.Channel($"c{i}", format, u.BaseUri, ["sim"], priority: i))]);

    private static Task<BareUpstream> SayAsync(string? type, string text, Action? asked = null) => BareUpstream.StartAsync(async http =>
    {
        asked?.Invoke();
        http.Response.ContentType = type;
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text));
    });
}
