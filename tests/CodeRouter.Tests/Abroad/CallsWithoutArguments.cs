using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CodeRouter.Tests.Abroad;

/// <summary>The vendor's own streams send even empty arguments as a piece, and callers put calls together from pieces.</summary>
public sealed class CallsWithoutArguments
{
    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"path\":\"a\"}")]
    public async Task On_a_Responses_stream_the_pieces_of_a_call_are_its_arguments(string arguments)
    {
        string call = $$$"""{"index":0,"id":"c1","type":"function","function":{"name":"look","arguments":{{{JsonSerializer.Serialize(arguments)}}}}}""";
        await using var upstream = await BareUpstream.StartAsync(http =>
        {
            http.Response.ContentType = "text/event-stream";
            return http.Response.WriteAsync(
                $$$"""data: {"id":"x","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{{{call}}}]}}]}""" + "\n\n"
                + """data: {"id":"x","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""" + "\n\ndata: [DONE]\n\n");
        });
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("m")], [GatewayRig.Channel("chat", WireFormat.OpenAIChat, upstream.BaseUri, ["m"])]));
        using var answer = await rig.Http.PostAsync("/v1/responses", GatewayRig.JsonContent("""{"model":"m","input":"look","stream":true,"tools":[{"type":"function","name":"look","parameters":{"type":"object"}}]}"""), TestContext.Current.CancellationToken);
        var events = Simulated.Rig.Events(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ToList();

        string pieces = string.Concat(events.Where(static e => e.Name is "response.function_call_arguments.delta").Select(static e => Member(e.Data, "delta")));
        Assert.Equal(arguments.Length == 0 ? "{}" : arguments, pieces);
        Assert.Equal(pieces, Member(events.Single(static e => e.Name is "response.function_call_arguments.done").Data, "arguments"));
    }

    private static string Member(string data, string name) => JsonDocument.Parse(data).RootElement.GetProperty(name).GetString()!;
}
