#pragma warning disable OPENAI001 // Responses is marked as subject to change in the client library.
using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Abroad;
using CodeRouter.Tests.Gateway;
using OpenAI.Responses;
using Xunit;

namespace CodeRouter.Tests.Peers;

/// <summary>OpenAI's own client library over the Responses format.</summary>
public sealed class ResponsesPeerTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static ResponsesClient Client(GatewayRig rig) =>
        new(new ApiKeyCredential("any"), new ResponsesClientOptions { Endpoint = new Uri(rig.BaseUri, "/v1"), RetryPolicy = new ClientRetryPolicy(0) });

    [Theory]
    [MemberData(nameof(AbroadRig.AllFormats), MemberType = typeof(AbroadRig))]
    public async Task An_answer_comes_whole_and_as_a_stream_with_the_same_words(WireFormat upstream)
    {
        await using var rig = await AbroadRig.StartAsync(upstream, ["sim"], Peer.Options);
        var client = Client(rig);
        var whole = (await client.CreateResponseAsync("sim", "How is the weather?", cancellationToken: Cancel)).Value;
        var streamed = new StringBuilder();
        ResponseResult? completed = null;
        await foreach (var update in client.CreateResponseStreamingAsync("sim", "How is the weather?", cancellationToken: Cancel))
        {
            streamed.Append((update as StreamingResponseOutputTextDeltaUpdate)?.Delta);
            completed = (update as StreamingResponseCompletedUpdate)?.Response ?? completed;
        }

        Assert.Equal(Peer.Weather, whole.GetOutputText());
        Assert.Equal(ResponseStatus.Completed, whole.Status);
        Assert.Equal(Peer.Weather, streamed.ToString());
        Assert.Equal(Peer.Weather, completed?.GetOutputText());
    }

    [Theory]
    [MemberData(nameof(AbroadRig.AllFormats), MemberType = typeof(AbroadRig))]
    public async Task A_tool_is_called_and_its_result_answered(WireFormat upstream)
    {
        await using var rig = await AbroadRig.StartAsync(upstream, ["sim"], Peer.Options);
        var client = Client(rig);
        var options = new CreateResponseOptions("sim", [ResponseItem.CreateUserMessageItem("How is the weather in Oslo?")]) { Tools = { ResponseTool.CreateFunctionTool("get_weather", Peer.Schema, strictModeEnabled: true) } };
        var first = (await client.CreateResponseAsync(options, Cancel)).Value;
        var call = first.OutputItems.OfType<FunctionCallResponseItem>().Single();
        Assert.Equal("get_weather", call.FunctionName);
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(Peer.Arguments).RootElement, JsonDocument.Parse(call.FunctionArguments).RootElement));

        foreach (var item in first.OutputItems)
        {
            options.InputItems.Add(item);
        }

        options.InputItems.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, "21 degrees"));
        Assert.Equal(Peer.Weather, (await client.CreateResponseAsync(options, Cancel)).Value.GetOutputText());
    }

    [Fact]
    public async Task An_unknown_model_is_a_404_that_names_the_nearest()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["gpt-5-mini"]);
        var failure = await Assert.ThrowsAsync<ClientResultException>(() => Client(rig).CreateResponseAsync("gpt-5-mimi", "hi", cancellationToken: Cancel));
        Assert.Equal(404, failure.Status);
        Assert.Contains("gpt-5-mini", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_dies_midway_never_looks_finished()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim-dies-mid-stream"], options: Peer.Options);
        bool completed = false;
        bool failed = false;
        try
        {
            await foreach (var update in Client(rig).CreateResponseStreamingAsync("sim-dies-mid-stream", "How is the weather?", cancellationToken: Cancel))
            {
                completed |= update is StreamingResponseCompletedUpdate;
                failed |= update is StreamingResponseFailedUpdate;
            }
        }
        catch (Exception e) when (e is ClientResultException or HttpRequestException or IOException)
        {
            failed = true;
        }

        Assert.True(failed && !completed);
    }
}
