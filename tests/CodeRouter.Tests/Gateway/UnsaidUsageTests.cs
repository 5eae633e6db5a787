using System.Text.Json;
using CodeRouter.Core.Conversations;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>An upstream that does not say what an answer used: callers of another format are told what the books reckon.</summary>
public sealed class UnsaidUsageTests
{
    private const string Said = "It adds where it should multiply, and the tests say so.";

    public static TheoryData<WireFormat, bool> Callers => new(
        from caller in (WireFormat[])[WireFormat.AnthropicMessages, WireFormat.OpenAIResponses, WireFormat.Gemini] from stream in (bool[])[true, false] select (caller, stream));

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task A_chat_server_without_usage_gives_an_estimate_that_is_marked(WireFormat caller, bool stream)
    {
        await using var upstream = await BareUpstream.StartAsync(async http =>
        {
            http.Response.ContentType = stream ? "text/event-stream" : "application/json";
            await http.Response.WriteAsync(stream
                ? $"data: {{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"model\":\"x\",\"choices\":[{{\"index\":0,\"delta\":{{\"role\":\"assistant\",\"content\":\"{Said}\"}}}}]}}\n\ndata: {{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"model\":\"x\",\"choices\":[{{\"index\":0,\"delta\":{{}},\"finish_reason\":\"stop\"}}]}}\n\ndata: [DONE]\n\n"
                : $"{{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"x\",\"choices\":[{{\"index\":0,\"message\":{{\"role\":\"assistant\",\"content\":\"{Said}\"}},\"finish_reason\":\"stop\"}}]}}");
        });
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("named")], [GatewayRig.Channel("chat", WireFormat.OpenAIChat, upstream.BaseUri, ["named"])]));

        using var answer = await rig.AskAsync(caller, "named", stream: stream);
        string told = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains($"\"{Member(caller)}\":{(Said.Length + 3) / 4}", told, StringComparison.Ordinal);
        var decision = await rig.DecisionAsync(answer);
        Assert.True(decision.GetProperty("usage").GetProperty("estimated").GetBoolean());
        Assert.Equal((Said.Length + 3) / 4, decision.GetProperty("usage").GetProperty("output_tokens").GetInt64());
        Assert.Contains("usage", decision.GetProperty("loss").ToString(), StringComparison.Ordinal);
        Assert.True(stream || answer.Headers.GetValues("X-CodeRouter-Loss").Single().Contains("usage", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_that_breaks_off_after_telling_its_input_alone_is_booked_as_an_estimate()
    {
        await using var upstream = await BareUpstream.StartAsync(async http =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"x\",\"content\":[],\"usage\":{\"input_tokens\":70,\"output_tokens\":1}}}\n\n"
                + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
                + $"event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{{\"type\":\"text_delta\",\"text\":\"{Said}\"}}}}\n\n");
        });
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("named")], [GatewayRig.Channel("home", WireFormat.AnthropicMessages, upstream.BaseUri, ["named"])]));

        using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "named", stream: true);
        _ = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var usage = (await rig.DecisionAsync(answer)).GetProperty("usage");
        Assert.Equal(70, usage.GetProperty("input_tokens").GetInt64());
        Assert.Equal((Said.Length + 3) / 4, usage.GetProperty("output_tokens").GetInt64());
        Assert.True(usage.GetProperty("estimated").GetBoolean());
    }

    private static string Member(WireFormat caller) => caller == WireFormat.Gemini ? "candidatesTokenCount" : "output_tokens";
}
