using System.Text;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using Xunit;

namespace CodeRouter.Core.Tests.Dialects;

public sealed class StreamsAreMarked
{
    [Theory]
    [InlineData(WireFormat.OpenAIChat, """{"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}""", EventMarks.None)]
    [InlineData(WireFormat.OpenAIChat, """{"choices":[],"prompt_filter_results":[]}""", EventMarks.None)]
    [InlineData(WireFormat.OpenAIChat, """{"choices":[{"index":0,"delta":{"content":"a"}}]}""", EventMarks.Content)]
    [InlineData(WireFormat.OpenAIChat, """{"choices":[{"index":0,"delta":{"reasoning_content":"a"}}]}""", EventMarks.Content)]
    [InlineData(WireFormat.OpenAIChat, """{"choices":[{"index":0,"delta":{"refusal":"a"}}]}""", EventMarks.Content)]
    [InlineData(WireFormat.OpenAIChat, """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":""}}]}}]}""", EventMarks.Content)]
    [InlineData(WireFormat.OpenAIChat, """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""", EventMarks.Content)]
    [InlineData(WireFormat.OpenAIChat, """{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}""", EventMarks.UsageOnly)]
    [InlineData(WireFormat.OpenAIChat, "[DONE]", EventMarks.End)]
    [InlineData(WireFormat.OpenAIChat, "[DONE] ", EventMarks.End)]
    [InlineData(WireFormat.OpenAIResponses, """{"type":"response.created","response":{}}""", EventMarks.None)]
    [InlineData(WireFormat.OpenAIResponses, """{"type":"response.in_progress","response":{}}""", EventMarks.None)]
    [InlineData(WireFormat.OpenAIResponses, """{"type":"keepalive"}""", EventMarks.KeepAlive)]
    [InlineData(WireFormat.OpenAIResponses, """{"type":"response.output_item.added","item":{}}""", EventMarks.Content)]
    [InlineData(WireFormat.OpenAIResponses, """{"type":"response.output_item.added","item":{"type":"message","content":[]}}""", EventMarks.None)]
    [InlineData(WireFormat.OpenAIResponses, """{"type":"response.output_item.added","item":{"type":"reasoning","summary":[]}}""", EventMarks.None)]
    [InlineData(WireFormat.OpenAIResponses, """{"type":"response.output_item.added","item":{"type":"function_call","name":"f","arguments":""}}""", EventMarks.Content)]
    [InlineData(WireFormat.OpenAIResponses, """{"type":"response.content_part.added","part":{"type":"output_text","text":""}}""", EventMarks.None)]
    [InlineData(WireFormat.OpenAIResponses, """{"type":"response.output_text.delta","delta":"x"}""", EventMarks.Content)]
    [InlineData(WireFormat.OpenAIResponses, """{"type":"response.incomplete","response":{"status":"incomplete"}}""", EventMarks.Content | EventMarks.End)]
    [InlineData(WireFormat.OpenAIResponses, """{"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"m"}}}""", EventMarks.Error)]
    [InlineData(WireFormat.AnthropicMessages, """{"type":"message_start","message":{"content":[],"usage":{"input_tokens":3,"output_tokens":1}}}""", EventMarks.None)]
    [InlineData(WireFormat.AnthropicMessages, """{"type":"ping"}""", EventMarks.KeepAlive)]
    [InlineData(WireFormat.AnthropicMessages, """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""", EventMarks.None)]
    [InlineData(WireFormat.AnthropicMessages, """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}""", EventMarks.None)]
    [InlineData(WireFormat.AnthropicMessages, """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}""", EventMarks.Content)]
    [InlineData(WireFormat.AnthropicMessages, """{"type":"content_block_start","index":0,"content_block":{"type":"redacted_thinking","data":"x"}}""", EventMarks.Content)]
    [InlineData(WireFormat.AnthropicMessages, """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":3}}""", EventMarks.Content)]
    [InlineData(WireFormat.AnthropicMessages, """{"type":"message_stop"}""", EventMarks.End)]
    [InlineData(WireFormat.Gemini, """{"candidates":[{"content":{"parts":[{"text":"a"}]}}]}""", EventMarks.Content)]
    [InlineData(WireFormat.Gemini, """{"usageMetadata":{"promptTokenCount":3}}""", EventMarks.None)]
    [InlineData(WireFormat.Gemini, """{"promptFeedback":{"blockReason":"SAFETY"}}""", EventMarks.Content)]
    public void Each_event_is_marked_as_what_it_means(WireFormat format, string data, EventMarks marks) =>
        Assert.Equal(marks, BuiltInDialects.Of(format).NewStreamReader().Read(default, Encoding.UTF8.GetBytes(data)));

    [Fact]
    public void Two_choices_are_complete_only_when_both_have_finished()
    {
        var reader = Read(WireFormat.OpenAIChat,
            """{"choices":[{"index":0,"delta":{"content":"a"}}]}""", """{"choices":[{"index":1,"delta":{"content":"b"}}]}""",
            """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""");
        Assert.False(reader.Complete);
        reader.Read(default, """{"choices":[{"index":1,"delta":{},"finish_reason":"stop"}]}"""u8);
        Assert.True(reader.Complete);
    }

    [Theory]
    [InlineData(WireFormat.OpenAIChat, """{"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":20,"prompt_tokens_details":{"cached_tokens":64},"completion_tokens_details":{"reasoning_tokens":5}}}""", 36, 64, 0, 0, 20, 5)]
    [InlineData(WireFormat.OpenAIChat, """{"choices":[],"usage":{"prompt_tokens":100.0,"completion_tokens":20.0,"prompt_cache_hit_tokens":64,"prompt_cache_miss_tokens":36}}""", 36, 64, 0, 0, 20, 0)]
    [InlineData(WireFormat.OpenAIChat, """{"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":20,"prompt_tokens_details":{"cached_tokens":60,"cache_write_tokens":30}}}""", 10, 60, 30, 0, 20, 0)]
    [InlineData(WireFormat.OpenAIChat, """{"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":20,"completion_tokens_details":{"reasoning_tokens":8}}}""", 10, 0, 0, 0, 10, 8)]
    [InlineData(WireFormat.OpenAIChat, """{"choices":[],"usage":{"prompt_tokens":66,"completion_tokens":6,"total_tokens":100}}""", 66, 0, 0, 0, 34, 28)]
    [InlineData(WireFormat.OpenAIChat, """{"choices":[{"index":0,"delta":{"content":"x"}}],"x_groq":{"usage":{"prompt_tokens":3,"completion_tokens":4}}}""", 3, 0, 0, 0, 4, 0)]
    [InlineData(WireFormat.OpenAIResponses, """{"type":"response.completed","response":{"usage":{"input_tokens":50,"input_tokens_details":{"cached_tokens":40},"output_tokens":9,"output_tokens_details":{"reasoning_tokens":7},"total_tokens":59}}}""", 10, 40, 0, 0, 9, 7)]
    [InlineData(WireFormat.AnthropicMessages, """{"type":"message_start","message":{"usage":{"input_tokens":3,"cache_read_input_tokens":100,"cache_creation_input_tokens":30,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20},"output_tokens":1}}}""", 3, 100, 10, 20, 1, 0)]
    [InlineData(WireFormat.Gemini, """{"usageMetadata":{"promptTokenCount":100,"cachedContentTokenCount":40,"candidatesTokenCount":10,"thoughtsTokenCount":25,"toolUsePromptTokenCount":7,"totalTokenCount":142}}""", 67, 40, 0, 0, 35, 25)]
    public void Usage_falls_into_disjoint_buckets(WireFormat format, string data, long input, long read, long write5m, long write1h, long output, long reasoning) =>
        Assert.Equal(new Usage(input, read, write5m, write1h, output, reasoning), Read(format, data).Usage);

    [Fact]
    public void The_last_usage_of_an_Anthropic_stream_replaces_what_it_names_and_keeps_the_rest()
    {
        var reader = Read(WireFormat.AnthropicMessages,
            """{"type":"message_start","message":{"usage":{"input_tokens":3,"cache_read_input_tokens":100,"cache_creation_input_tokens":30,"cache_creation":{"ephemeral_1h_input_tokens":30},"output_tokens":1}}}""",
            """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":9,"cache_read_input_tokens":null,"output_tokens":44}}""");
        Assert.Equal(new Usage(9, 100, 0, 30, 44, 0), reader.Usage);
        Assert.True(reader.Complete);
    }

    [Fact]
    public void Null_usage_is_no_usage() => Assert.Null(Read(WireFormat.OpenAIChat, """{"choices":[],"usage":null}""").Usage);

    private static IAnswerReader Read(WireFormat format, params string[] events)
    {
        var reader = BuiltInDialects.Of(format).NewStreamReader();
        foreach (string data in events)
        {
            reader.Read(default, Encoding.UTF8.GetBytes(data));
        }

        return reader;
    }
}
