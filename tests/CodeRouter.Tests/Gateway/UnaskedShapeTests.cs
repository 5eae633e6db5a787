using System.Text.Json;
using CodeRouter.Core.Conversations;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>A server that streams where it was not asked to, or does not where it was: callers get what they asked for.</summary>
public sealed class UnaskedShapeTests
{
    private const string Whole = """{"id":"c","object":"chat.completion","model":"x","choices":[{"index":0,"message":{"role":"assistant","content":"All said."},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":3,"total_tokens":13}}""";
    private const string Events = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"model\":\"x\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"All said.\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":3,\"total_tokens\":13}}\n\ndata: [DONE]\n\n";

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public static TheoryData<WireFormat> Callers => [.. Enum.GetValues<WireFormat>()];

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Who_asks_for_events_gets_events_from_a_server_that_does_not_stream(WireFormat caller)
    {
        await using var upstream = await AnsweringAsync(Whole, "application/json");
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("named")], [GatewayRig.Channel("chat", WireFormat.OpenAIChat, upstream.BaseUri, ["named"])]));

        using var answer = await rig.AskAsync(caller, "named", stream: true);
        string told = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("All said.", told, StringComparison.Ordinal);
        Assert.Contains(caller switch { WireFormat.OpenAIChat => "[DONE]", WireFormat.OpenAIResponses => "response.completed", WireFormat.AnthropicMessages => "message_stop", _ => "\"finishReason\":\"STOP\"" }, told, StringComparison.Ordinal);
        Assert.Equal(3, (await rig.DecisionAsync(answer)).GetProperty("usage").GetProperty("output_tokens").GetInt64());
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Who_asks_for_one_answer_gets_one_from_a_server_that_always_streams(WireFormat caller)
    {
        await using var upstream = await AnsweringAsync(Events, "text/event-stream");
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("named")], [GatewayRig.Channel("chat", WireFormat.OpenAIChat, upstream.BaseUri, ["named"])]));

        using var answer = await rig.AskAsync(caller, "named");
        string told = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(told).RootElement.ValueKind);
        Assert.Contains("All said.", told, StringComparison.Ordinal);
        Assert.Equal(3, (await rig.DecisionAsync(answer)).GetProperty("usage").GetProperty("output_tokens").GetInt64());
    }

    [Fact]
    public async Task A_stream_that_nobody_asked_for_and_that_breaks_off_is_no_answer()
    {
        await using var upstream = await AnsweringAsync(Events[..40], "text/event-stream");
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("named")], [GatewayRig.Channel("chat", WireFormat.OpenAIChat, upstream.BaseUri, ["named"])]));

        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "named");

        Assert.Equal(502, (int)answer.StatusCode);
    }

    private static Task<BareUpstream> AnsweringAsync(string body, string type) => BareUpstream.StartAsync(http =>
    {
        http.Response.ContentType = type;
        return http.Response.WriteAsync(body);
    });
}
