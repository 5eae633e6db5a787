using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CodeRouter.Tests.Abroad;

/// <summary>Gemini ends answers in which its model wrote a call that is none, and sends nothing else.</summary>
public sealed class CallsThatCannotBeRead
{
    private const string Unfit = """{"candidates":[{"content":{},"finishReason":"MALFORMED_FUNCTION_CALL","index":0}],"usageMetadata":{"promptTokenCount":5,"totalTokenCount":5}}""";
    private const string Fit = """{"candidates":[{"content":{"role":"model","parts":[{"text":"Done."}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2,"totalTokenCount":7}}""";

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(WireFormat.AnthropicMessages, true)]
    [InlineData(WireFormat.AnthropicMessages, false)]
    [InlineData(WireFormat.OpenAIResponses, true)]
    [InlineData(WireFormat.OpenAIChat, true)]
    public async Task An_agent_of_another_format_is_answered_by_the_next_channel_or_told_to_ask_again(WireFormat caller, bool stream)
    {
        await using var unfit = await AnsweringAsync(Unfit);
        await using var fit = await AnsweringAsync(Fit);
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings(
            [GatewayRig.Card("two"), GatewayRig.Card("alone")],
            [GatewayRig.Channel("first", WireFormat.Gemini, unfit.BaseUri, ["two", "alone"]), GatewayRig.Channel("second", WireFormat.Gemini, fit.BaseUri, ["two"], priority: 1)]));

        using var answered = await rig.AskAsync(caller, "two", stream);
        Assert.Contains("Done.", await answered.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        using var told = await rig.AskAsync(caller, "alone", stream);
        Assert.Equal(502, (int)told.StatusCode);
        Assert.Contains("MALFORMED_FUNCTION_CALL", await told.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_home_the_answer_passes_as_it_is()
    {
        await using var unfit = await AnsweringAsync(Unfit);
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("alone")], [GatewayRig.Channel("first", WireFormat.Gemini, unfit.BaseUri, ["alone"])]));
        using var answer = await rig.AskAsync(WireFormat.Gemini, "alone");
        Assert.Equal(Unfit, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static Task<BareUpstream> AnsweringAsync(string answer) => BareUpstream.StartAsync(http =>
    {
        bool streams = http.Request.Path.Value!.Contains("stream", StringComparison.Ordinal);
        http.Response.ContentType = streams ? "text/event-stream" : "application/json";
        return http.Response.WriteAsync(streams ? $"data: {answer}\r\n\r\n" : answer);
    });
}
