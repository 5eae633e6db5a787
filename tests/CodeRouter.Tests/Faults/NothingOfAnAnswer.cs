using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CodeRouter.Tests.Faults;

/// <summary>A 2xx that is well formed and holds nothing of an answer: told on, it would look like one that is whole and says nothing.</summary>
public sealed class NothingOfAnAnswer
{
    [Fact]
    public async Task A_stream_that_only_closes_counts_as_failed_and_the_next_endpoint_is_asked()
    {
        const string Closing = "data: [DONE]\n\n";
        await using var upstream = await StartAsync("text/event-stream", Closing);
        await using var rig = await FaultRig.StartAsync([new("alone", "alone", "x", At: upstream.BaseUri), new("m", "first", "x", 0, At: upstream.BaseUri), new("m", "second", "sim", 1)]);
        using (var answer = await rig.AskAsync(WireFormat.OpenAIChat, "m", stream: true))
        {
            Assert.Contains("sim", await Told.BodyAsync(answer), StringComparison.Ordinal);
        }

        using var refused = await rig.AskAsync(WireFormat.OpenAIChat, "alone", stream: true);
        Told.OurError(WireFormat.OpenAIChat, refused.StatusCode, await Told.BodyAsync(refused));
        Assert.Equal(502, (int)refused.StatusCode);
    }

    [Theory]
    [InlineData("""{"ok":true}""")]
    [InlineData("""{"id":"x","choices":[]}""")]
    [InlineData("""{"id":"x","object":"chat.completion","model":"m","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":0,"total_tokens":7}}""")]
    public async Task Towards_another_format_such_a_body_is_a_failure_and_at_home_it_is_the_providers(string body)
    {
        await using var upstream = await StartAsync("application/json", body);
        var channel = GatewayRig.Channel("only", WireFormat.OpenAIChat, upstream.BaseUri, ["m"]);
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("m")], [channel]));
        using (var home = await rig.AskAsync(WireFormat.OpenAIChat, "m"))
        {
            Assert.Equal(body, await Told.BodyAsync(home));
        }

        foreach (var format in (WireFormat[])[WireFormat.AnthropicMessages, WireFormat.OpenAIResponses, WireFormat.Gemini])
        {
            using var abroad = await rig.AskAsync(format, "m");
            Assert.Equal(502, (int)abroad.StatusCode);
            Told.OurError(format, abroad.StatusCode, await Told.BodyAsync(abroad));
        }
    }

    [Fact]
    public async Task A_body_that_only_counts_leads_to_the_next_endpoint()
    {
        await using var upstream = await StartAsync("application/json", """{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":0,"total_tokens":7}}""");
        await using var sound = await StartAsync("application/json", """{"choices":[{"index":0,"message":{"role":"assistant","content":"Here I am."},"finish_reason":"stop"}]}""");
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings(
            [GatewayRig.Card("m")],
            [GatewayRig.Channel("first", WireFormat.OpenAIChat, upstream.BaseUri, ["m"]), GatewayRig.Channel("second", WireFormat.OpenAIChat, sound.BaseUri, ["m"], priority: 1)]));
        foreach (var format in (WireFormat[])[WireFormat.AnthropicMessages, WireFormat.OpenAIResponses, WireFormat.Gemini])
        {
            using var answer = await rig.AskAsync(format, "m");
            Assert.Contains("Here I am.", await Told.BodyAsync(answer), StringComparison.Ordinal);
        }
    }

    private static Task<BareUpstream> StartAsync(string type, string body) => BareUpstream.StartAsync(http =>
    {
        http.Response.ContentType = type;
        return http.Response.WriteAsync(body);
    });
}
