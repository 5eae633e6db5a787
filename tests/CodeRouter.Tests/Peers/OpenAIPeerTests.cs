using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Abroad;
using CodeRouter.Tests.Gateway;
using CodeRouter.Tests.Traffic;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Models;
using Xunit;

namespace CodeRouter.Tests.Peers;

/// <summary>OpenAI's own client library, pointed at the gateway as anybody would.</summary>
public sealed class OpenAIPeerTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    internal static OpenAIClientOptions Options(GatewayRig rig) => new() { Endpoint = new Uri(rig.BaseUri, "/v1"), RetryPolicy = new ClientRetryPolicy(0) };

    private static ChatClient Chat(GatewayRig rig, string model, string key = "any") => new(model, new ApiKeyCredential(key), Options(rig));

    [Theory]
    [MemberData(nameof(AbroadRig.AllFormats), MemberType = typeof(AbroadRig))]
    public async Task A_chat_answer_comes_whole_and_as_a_stream_with_the_same_words(WireFormat upstream)
    {
        await using var rig = await AbroadRig.StartAsync(upstream, ["sim"], Peer.Options);
        var client = Chat(rig, "sim");
        var whole = (await client.CompleteChatAsync([new UserChatMessage("How is the weather?")], cancellationToken: Cancel)).Value;
        var streamed = new StringBuilder();
        ChatFinishReason? finish = null;
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage("How is the weather?")], cancellationToken: Cancel))
        {
            foreach (var part in update.ContentUpdate)
            {
                streamed.Append(part.Text);
            }

            finish = update.FinishReason ?? finish;
        }

        Assert.Equal(Peer.Weather, whole.Content[0].Text);
        Assert.Equal(Peer.Weather, streamed.ToString());
        Assert.Equal(ChatFinishReason.Stop, finish);
        Assert.True(whole.Usage.OutputTokenCount > 0);
    }

    [Theory]
    [MemberData(nameof(AbroadRig.FormatsBothWays), MemberType = typeof(AbroadRig))]
    public async Task A_tool_is_called_and_its_result_answered(WireFormat upstream, bool stream)
    {
        await using var rig = await AbroadRig.StartAsync(upstream, ["sim"], Peer.Options);
        var client = Chat(rig, "sim");
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("get_weather", "Weather of a city", Peer.Schema) } };
        List<ChatMessage> messages = [new UserChatMessage("How is the weather in Oslo?")];
        var call = stream ? await StreamedCallAsync(client, messages, options) : (await client.CompleteChatAsync(messages, options, Cancel)).Value.ToolCalls.Single();
        Assert.Equal("get_weather", call.FunctionName);
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(Peer.Arguments).RootElement, JsonDocument.Parse(call.FunctionArguments).RootElement));

        messages.Add(new AssistantChatMessage([call]));
        messages.Add(new ToolChatMessage(call.Id, "21 degrees"));
        var last = (await client.CompleteChatAsync(messages, options, Cancel)).Value;
        Assert.Equal(ChatFinishReason.Stop, last.FinishReason);
        Assert.Equal(Peer.Weather, last.Content[0].Text);
    }

    [Fact]
    public async Task Embeddings_models_and_one_model_are_read()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim", "other"]);
        var vectors = (await new EmbeddingClient("sim", new ApiKeyCredential("any"), Options(rig)).GenerateEmbeddingsAsync(["one", "two"], cancellationToken: Cancel)).Value;
        Assert.Equal(2, vectors.Count);
        Assert.True(vectors[0].ToFloats().Length > 0);

        var models = new OpenAIModelClient(new ApiKeyCredential("any"), Options(rig));
        var names = (await models.GetModelsAsync(Cancel)).Value.Select(m => m.Id).ToList();
        Assert.Contains("sim", names);
        Assert.Contains("coding-auto", names);
        Assert.Equal("other", (await models.GetModelAsync("other", Cancel)).Value.Id);
    }

    [Fact]
    public async Task An_unknown_model_is_a_404_that_names_the_nearest()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["gpt-5-mini", "claude-haiku-4.5"]);
        var failure = await Assert.ThrowsAsync<ClientResultException>(() => Chat(rig, "gpt-5-mimi").CompleteChatAsync([new UserChatMessage("hi")], cancellationToken: Cancel));
        Assert.Equal(404, failure.Status);
        Assert.Contains("gpt-5-mini", failure.Message, StringComparison.Ordinal);
        Assert.Contains("model_not_found", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_is_a_401_and_the_right_one_opens()
    {
        var (rig, key) = await KeyedRig.StartAsync("sim");
        await using var _ = rig;
        var failure = await Assert.ThrowsAsync<ClientResultException>(() => Chat(rig, "sim", "sk-not-ours").CompleteChatAsync([new UserChatMessage("hi")], cancellationToken: Cancel));
        Assert.Equal(401, failure.Status);
        Assert.Contains("invalid_api_key", failure.Message, StringComparison.Ordinal);
        Assert.NotEmpty((await Chat(rig, "sim", key).CompleteChatAsync([new UserChatMessage("hi")], cancellationToken: Cancel)).Value.Content);
    }

    [Fact]
    public async Task A_rate_limit_of_the_upstream_is_a_429_with_its_own_retry_after()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim-429-retry-after-7"]);
        var failure = await Assert.ThrowsAsync<ClientResultException>(() => Chat(rig, "sim-429-retry-after-7").CompleteChatAsync([new UserChatMessage("hi")], cancellationToken: Cancel));
        Assert.Equal(429, failure.Status);
        Assert.True(failure.GetRawResponse()!.Headers.TryGetValue("retry-after", out string? wait));
        Assert.Equal("7", wait);
    }

    private static async Task<ChatToolCall> StreamedCallAsync(ChatClient client, List<ChatMessage> messages, ChatCompletionOptions options)
    {
        string id = "", name = "";
        var arguments = new StringBuilder();
        await foreach (var update in client.CompleteChatStreamingAsync(messages, options, Cancel))
        {
            foreach (var piece in update.ToolCallUpdates)
            {
                id = string.IsNullOrEmpty(piece.ToolCallId) ? id : piece.ToolCallId;
                name = string.IsNullOrEmpty(piece.FunctionName) ? name : piece.FunctionName;
                arguments.Append(piece.FunctionArgumentsUpdate?.ToString());
            }
        }

        return ChatToolCall.CreateFunctionToolCall(id, name, BinaryData.FromString(arguments.ToString()));
    }
}
