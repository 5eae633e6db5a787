using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;
using Xunit;

namespace CodeRouter.Core.Tests.Dialects;

/// <summary>OpenAI ends an answer in which the model refuses in words like any other; only what a filter stopped is marked as filtered.</summary>
public sealed class RefusalsInWords
{
    private const string OfChat = """{"id":"c1","model":"d","choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":"No."},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}""";
    private const string OfResponses = """{"id":"resp_1","model":"g","status":"completed","output":[{"id":"msg_1","type":"message","role":"assistant","content":[{"type":"refusal","refusal":"No."}]}],"usage":{"input_tokens":1,"output_tokens":2}}""";

    [Fact]
    public void A_refusal_of_a_chat_model_is_a_complete_response()
    {
        var context = Through.Context(WireFormat.OpenAIResponses, WireFormat.OpenAIChat);
        Assert.Equal("completed", Through.Answer(context, OfChat)["status"]!.GetValue<string>());
        var last = JsonNode.Parse(Through.Stream(context, """{"id":"c1","model":"d","choices":[{"index":0,"delta":{"role":"assistant","refusal":"No."}}]}""", """{"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""", "[DONE]")[^1].Data)!;
        Assert.Equal("response.completed", last["type"]!.GetValue<string>());
        Assert.Equal("No.", last["response"]!["output"]![0]!["content"]![0]!["refusal"]!.GetValue<string>());
    }

    [Fact]
    public void A_refusal_of_a_Responses_model_ends_a_chat_answer_like_any_other()
    {
        var context = Through.Context(WireFormat.OpenAIChat, WireFormat.OpenAIResponses);
        var choice = Through.Answer(context, OfResponses)["choices"]![0]!;
        Assert.Equal(("No.", "stop"), (choice["message"]!["refusal"]!.GetValue<string>(), choice["finish_reason"]!.GetValue<string>()));
        var finish = Through.Stream(
            context,
            """{"type":"response.created","response":{"id":"resp_1","model":"g"}}""",
            """{"type":"response.refusal.delta","output_index":0,"content_index":0,"delta":"No."}""",
            $$$"""{"type":"response.completed","response":{{{OfResponses}}}}""").Where(static e => e.Data[0] == '{').SelectMany(static e => JsonNode.Parse(e.Data)!["choices"]!.AsArray()).Select(static c => c!["finish_reason"]).Single(static f => f is not null);
        Assert.Equal("stop", finish!.GetValue<string>());
    }

    [Fact]
    public void What_a_filter_stopped_stays_filtered()
    {
        const string Filtered = """{"id":"msg_1","type":"message","model":"c","content":[{"type":"text","text":"I"}],"stop_reason":"refusal","usage":{"input_tokens":1,"output_tokens":2}}""";
        Assert.Equal("content_filter", Through.Answer(Through.Context(WireFormat.OpenAIChat, WireFormat.AnthropicMessages), Filtered)["choices"]![0]!["finish_reason"]!.GetValue<string>());
        Assert.Equal("incomplete", Through.Answer(Through.Context(WireFormat.OpenAIResponses, WireFormat.AnthropicMessages), Filtered)["status"]!.GetValue<string>());
    }

    [Fact]
    public void An_answer_that_filled_the_window_is_no_finished_one() =>
        Assert.Equal("model_context_window_exceeded", Through.Answer(Through.Context(WireFormat.AnthropicMessages, WireFormat.OpenAIChat), OfChat.Replace("\"refusal\":\"No.\"", "\"refusal\":null", StringComparison.Ordinal).Replace("null,\"refusal\"", "\"half\",\"refusal\"", StringComparison.Ordinal).Replace("\"stop\"", "\"model_length\"", StringComparison.Ordinal))["stop_reason"]!.GetValue<string>());
}
