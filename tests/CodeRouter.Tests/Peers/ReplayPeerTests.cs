#pragma warning disable OPENAI001 // Responses is marked as subject to change in the client library.
using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using Anthropic;
using Anthropic.Models.Messages;
using CodeRouter.Config;
using CodeRouter.Tests.Gateway;
using OpenAI.Chat;
using OpenAI.Responses;
using Xunit;

namespace CodeRouter.Tests.Peers;

/// <summary>A stream replayed from the cache, for a question in other words, into each vendor's own client library.</summary>
public sealed class ReplayPeerTests
{
    private const string Asked = "How do I check the weather in Oslo?";
    private const string Again = "In Oslo, please show me how to check the weather";
    private const string Alike = "How can I check the weather in Oslo?";

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public Task OpenAIs_chat_client_reads_it() => ReplayedAsync(async (rig, question) =>
    {
        var client = new ChatClient("sim", new ApiKeyCredential("any"), OpenAIPeerTests.Options(rig));
        var said = new StringBuilder();
        ChatFinishReason? finish = null;
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage(question)], cancellationToken: Cancel))
        {
            said.AppendJoin("", update.ContentUpdate.Select(static p => p.Text));
            finish = update.FinishReason ?? finish;
        }

        Assert.Equal(ChatFinishReason.Stop, finish);
        return said.ToString();
    });

    [Fact]
    public Task OpenAIs_responses_client_reads_it() => ReplayedAsync(async (rig, question) =>
    {
        var client = new ResponsesClient(new ApiKeyCredential("any"), new ResponsesClientOptions { Endpoint = new Uri(rig.BaseUri, "/v1"), RetryPolicy = new ClientRetryPolicy(0) });
        var said = new StringBuilder();
        ResponseResult? completed = null;
        await foreach (var update in client.CreateResponseStreamingAsync("sim", question, cancellationToken: Cancel))
        {
            said.Append((update as StreamingResponseOutputTextDeltaUpdate)?.Delta);
            completed = (update as StreamingResponseCompletedUpdate)?.Response ?? completed;
        }

        Assert.Equal(said.ToString(), completed?.GetOutputText());
        return said.ToString();
    });

    [Fact]
    public Task Anthropics_client_reads_it() => ReplayedAsync(async (rig, question) =>
    {
        using var client = new AnthropicClient { BaseUrl = rig.BaseUri.AbsoluteUri.TrimEnd('/'), ApiKey = "any", MaxRetries = 0 };
        var said = new StringBuilder();
        bool stopped = false;
        await foreach (var update in client.Messages.CreateStreaming(new MessageCreateParams { Model = "sim", MaxTokens = 500, Messages = [new UserMessageParam(question)] }, Cancel))
        {
            said.Append(update.Value is RawContentBlockDeltaEvent { Delta.Value: TextDelta text } ? text.Text : null);
            stopped |= update.Value is RawMessageStopEvent;
        }

        Assert.True(stopped);
        return said.ToString();
    });

    private static async Task ReplayedAsync(Func<GatewayRig, string, Task<string>> ask)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], s => s with { Cache = new CacheSettings { Semantic = true } }, Peer.Options);
        foreach (string question in (string[])[Asked, Asked, Alike, Again])
        {
            Assert.Equal(Peer.Weather, await ask(rig, question));
        }

        Assert.Single(rig.Provider.Requests);
        Assert.Equal(3, (await rig.UsageAsync()).GetProperty("totals").GetProperty("cache_hits").GetInt32());
    }
}
