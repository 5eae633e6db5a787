#pragma warning disable OPENAI001 // Responses is marked as subject to change in the client library.
using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json.Nodes;
using Anthropic;
using Anthropic.Models.Messages;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Responses;

namespace CodeRouter.Tests.Peers;

/// <summary>What a vendor's own client library makes of an answer, in one form for all of them.</summary>
/// <param name="Input">All input tokens, cached ones too.</param>
internal sealed record Said(string Text, string Calls, string Stop, long Input, long Output)
{
    /// <summary>end, tools, length or refusal. OpenAI says "stop" of a call that the request forced.</summary>
    public string Stop { get; } = Stop == "end" && Calls.Length > 0 ? "tools" : Stop;

    public static Task<Said> ReadAsync(WireFormat caller, GatewayRig rig, string model, string question, bool stream, CancellationToken cancel) => (caller, stream) switch
    {
        (WireFormat.OpenAIChat, false) => ChatAsync(rig, model, question, cancel),
        (WireFormat.OpenAIChat, true) => ChatStreamAsync(rig, model, question, cancel),
        (WireFormat.OpenAIResponses, _) => ResponsesAsync(rig, model, question, stream, cancel),
        (_, false) => MessagesAsync(rig, model, question, cancel),
        (_, true) => MessagesStreamAsync(rig, model, question, cancel),
    };

    private static ChatClient ChatOf(GatewayRig rig, string model) => new(model, new ApiKeyCredential("any"), OpenAIPeerTests.Options(rig));

    private static AnthropicClient MessagesOf(GatewayRig rig) => new() { BaseUrl = rig.BaseUri.AbsoluteUri.TrimEnd('/'), ApiKey = "any", MaxRetries = 0 };

    private static MessageCreateParams Ask(string model, string question) => new() { Model = model, MaxTokens = 500, Messages = [new UserMessageParam(question)] };

    private static async Task<Said> ChatAsync(GatewayRig rig, string model, string question, CancellationToken cancel)
    {
        var answer = (await ChatOf(rig, model).CompleteChatAsync([new UserChatMessage(question)], cancellationToken: cancel)).Value;
        return new(
            string.Concat(answer.Content.Select(static p => p.Text)) + answer.Refusal, CallsOf(answer.ToolCalls.Select(static c => (c.FunctionName, c.FunctionArguments.ToString()))),
            Word(answer.FinishReason), answer.Usage?.InputTokenCount ?? 0, answer.Usage?.OutputTokenCount ?? 0);
    }

    private static async Task<Said> ChatStreamAsync(GatewayRig rig, string model, string question, CancellationToken cancel)
    {
        var text = new StringBuilder();
        var calls = new SortedDictionary<int, (string Name, StringBuilder Arguments)>();
        ChatFinishReason? finish = null;
        ChatTokenUsage? usage = null;
        await foreach (var update in ChatOf(rig, model).CompleteChatStreamingAsync([new UserChatMessage(question)], cancellationToken: cancel))
        {
            text.AppendJoin("", update.ContentUpdate.Select(static p => p.Text)).Append(update.RefusalUpdate);
            foreach (var piece in update.ToolCallUpdates)
            {
                calls.TryAdd(piece.Index, (piece.FunctionName, new StringBuilder()));
                calls[piece.Index].Arguments.Append(piece.FunctionArgumentsUpdate?.ToString());
            }

            (finish, usage) = (update.FinishReason ?? finish, update.Usage ?? usage);
        }

        return new(text.ToString(), CallsOf(calls.Values.Select(static c => (c.Name, c.Arguments.ToString()))), Word(finish), usage?.InputTokenCount ?? 0, usage?.OutputTokenCount ?? 0);
    }

    private static async Task<Said> ResponsesAsync(GatewayRig rig, string model, string question, bool stream, CancellationToken cancel)
    {
        var client = new ResponsesClient(new ApiKeyCredential("any"), new ResponsesClientOptions { Endpoint = new Uri(rig.BaseUri, "/v1"), RetryPolicy = new ClientRetryPolicy(0) });
        ResponseResult? answer = null;
        if (!stream)
        {
            answer = (await client.CreateResponseAsync(model, question, cancellationToken: cancel)).Value;
        }
        else
        {
            await foreach (var update in client.CreateResponseStreamingAsync(model, question, cancellationToken: cancel))
            {
                answer = (update as StreamingResponseCompletedUpdate)?.Response ?? (update as StreamingResponseIncompleteUpdate)?.Response ?? answer;
            }
        }

        var said = answer!.OutputItems.OfType<MessageResponseItem>().SelectMany(static m => m.Content).ToList();
        string calls = CallsOf(answer.OutputItems.OfType<FunctionCallResponseItem>().Select(static c => (c.FunctionName, c.FunctionArguments.ToString())));
        string stop = answer.Status == ResponseStatus.Incomplete ? answer.IncompleteStatusDetails?.Reason == ResponseIncompleteStatusReason.ContentFilter ? "refusal" : "length"
            : said.Exists(static p => p.Kind == ResponseContentPartKind.Refusal) ? "refusal" : calls.Length > 0 ? "tools" : "end";
        return new(string.Concat(said.Select(static p => p.Text ?? p.Refusal)), calls, stop, answer.Usage?.InputTokenCount ?? 0, answer.Usage?.OutputTokenCount ?? 0);
    }

    private static async Task<Said> MessagesAsync(GatewayRig rig, string model, string question, CancellationToken cancel)
    {
        using var client = MessagesOf(rig);
        var answer = await client.Messages.Create(Ask(model, question), cancel);
        return new(
            string.Concat(answer.Content.Select(static b => (b.Value as TextBlock)?.Text)),
            CallsOf(answer.Content.Select(static b => b.Value).OfType<ToolUseBlock>().Select(static c => (c.Name, System.Text.Json.JsonSerializer.Serialize(c.Input)))),
            Word(answer.StopReason?.Raw()), answer.Usage.InputTokens + (answer.Usage.CacheReadInputTokens ?? 0) + (answer.Usage.CacheCreationInputTokens ?? 0), answer.Usage.OutputTokens);
    }

    private static async Task<Said> MessagesStreamAsync(GatewayRig rig, string model, string question, CancellationToken cancel)
    {
        using var client = MessagesOf(rig);
        var text = new StringBuilder();
        var calls = new SortedDictionary<long, (string Name, StringBuilder Arguments)>();
        long input = 0, output = 0;
        string? stop = null;
        await foreach (var update in client.Messages.CreateStreaming(Ask(model, question), cancel))
        {
            switch (update.Value)
            {
                case RawMessageStartEvent start:
                    input = start.Message.Usage.InputTokens + (start.Message.Usage.CacheReadInputTokens ?? 0) + (start.Message.Usage.CacheCreationInputTokens ?? 0);
                    break;
                case RawContentBlockStartEvent { ContentBlock.Value: ToolUseBlock call } begun:
                    calls.Add(begun.Index, (call.Name, new StringBuilder()));
                    break;
                case RawContentBlockDeltaEvent { Delta.Value: TextDelta said }:
                    text.Append(said.Text);
                    break;
                case RawContentBlockDeltaEvent { Delta.Value: InputJsonDelta piece } more when calls.TryGetValue(more.Index, out var call):
                    call.Arguments.Append(piece.PartialJson);
                    break;
                case RawMessageDeltaEvent end:
                    stop = end.Delta.StopReason?.Raw() ?? stop;
                    output = end.Usage.OutputTokens;
                    input = end.Usage.InputTokens is { } told ? told + (end.Usage.CacheReadInputTokens ?? 0) + (end.Usage.CacheCreationInputTokens ?? 0) : input;
                    break;
            }
        }

        return new(text.ToString(), CallsOf(calls.Values.Select(static c => (c.Name, c.Arguments.ToString()))), Word(stop), input, output);
    }

    private static string Word(ChatFinishReason? reason) => reason switch
    {
        ChatFinishReason.ToolCalls or ChatFinishReason.FunctionCall => "tools",
        ChatFinishReason.Length => "length",
        ChatFinishReason.ContentFilter => "refusal",
        _ => "end",
    };

    private static string Word(string? reason) => reason switch
    {
        "tool_use" => "tools",
        "max_tokens" or "model_context_window_exceeded" => "length",
        "refusal" => "refusal",
        _ => "end",
    };

    /// <summary>Names and arguments, these without the spelling of their JSON.</summary>
    private static string CallsOf(IEnumerable<(string Name, string Arguments)> calls) =>
        string.Join('\n', calls.Select(static c => c.Name + " " + JsonNode.Parse(c.Arguments.Length == 0 ? "{}" : c.Arguments)!.ToJsonString()));
}
