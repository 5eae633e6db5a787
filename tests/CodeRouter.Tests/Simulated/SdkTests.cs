using System.ClientModel;
using CodeRouter.Upstreams.Simulated;
using OpenAI;
using OpenAI.Chat;
using Xunit;

namespace CodeRouter.Tests.Simulated;

/// <summary>The vendors' own clients must find nothing odd about the simulated services.</summary>
public sealed class SdkTests
{
    private static readonly SimulatedOptions Talkative = new() { Answers = _ => new() { Text = "I will look at it.", ToolCalls = [new("read_file", "{\"path\":\"a.py\"}")] } };

    [Fact]
    public async Task The_openai_client_reads_chat_answers_and_streams()
    {
        await using var rig = await Rig.StartAsync(Talkative);
        var client = new ChatClient("sim-cheap", new ApiKeyCredential("x"), new OpenAIClientOptions { Endpoint = new Uri(rig.Provider.BaseUri, "/v1") });
        var whole = await client.CompleteChatAsync(["hello"], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("I will look at it.", whole.Value.Content[0].Text);
        Assert.Equal("read_file", whole.Value.ToolCalls[0].FunctionName);
        Assert.Equal(ChatFinishReason.ToolCalls, whole.Value.FinishReason);
        Assert.True(whole.Value.Usage.OutputTokenCount > 0);

        string text = "", arguments = "";
        int usage = 0;
        await foreach (var update in client.CompleteChatStreamingAsync(["hello"], cancellationToken: TestContext.Current.CancellationToken))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            arguments += string.Concat(update.ToolCallUpdates.Select(call => call.FunctionArgumentsUpdate?.ToString()));
            usage = update.Usage?.OutputTokenCount ?? usage;
        }

        Assert.Equal(("I will look at it.", "{\"path\":\"a.py\"}"), (text, arguments));
        Assert.True(usage > 0);
    }

    [Fact]
    public async Task The_openai_client_sees_the_vendors_errors()
    {
        await using var rig = await Rig.StartAsync();
        var options = new OpenAIClientOptions { Endpoint = new Uri(rig.Provider.BaseUri, "/v1"), RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(0) };
        var client = new ChatClient("404", new ApiKeyCredential("x"), options);
        var error = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync(["hello"], cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(404, error.Status);
        Assert.Contains("does not exist", error.Message, StringComparison.Ordinal);
    }
}
