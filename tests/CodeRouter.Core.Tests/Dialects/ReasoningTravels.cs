using System.Text;
using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using Xunit;

namespace CodeRouter.Core.Tests.Dialects;

public sealed class ReasoningTravels
{
    private const WireFormat Chat = WireFormat.OpenAIChat;
    private const WireFormat Responses = WireFormat.OpenAIResponses;
    private const WireFormat Anthropic = WireFormat.AnthropicMessages;
    private const WireFormat Gemini = WireFormat.Gemini;

    private const string ResponsesAnswer = """{"id":"resp_1","model":"g","status":"completed","output":[{"id":"rs_7","type":"reasoning","summary":[{"type":"summary_text","text":"thought"}],"encrypted_content":"CIPHER=="},{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":"{}"}],"usage":{"input_tokens":1,"output_tokens":2}}""";
    private const string AnthropicAnswer = """{"id":"msg_1","type":"message","model":"c","content":[{"type":"thinking","thinking":"thought","signature":"SIG=="},{"type":"tool_use","id":"toolu_1","name":"f","input":{}}],"stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":2}}""";
    private const string GeminiAnswer = """{"candidates":[{"content":{"role":"model","parts":[{"text":"thought","thought":true},{"functionCall":{"name":"f","args":{}},"thoughtSignature":"U0lH"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":2}}""";
    private const string ChatAnswer = """{"id":"c1","model":"d","choices":[{"index":0,"message":{"role":"assistant","content":null,"reasoning_content":"thought","tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}""";

    public static TheoryData<WireFormat, WireFormat, string, string> Ways => new()
    {
        { Anthropic, Responses, ResponsesAnswer, "\"id\":\"rs_7\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"thought\"}],\"encrypted_content\":\"CIPHER==\"" },
        { Gemini, Responses, ResponsesAnswer, "\"encrypted_content\":\"CIPHER==\"" },
        { Chat, Responses, ResponsesAnswer, "\"encrypted_content\":\"CIPHER==\"" },
        { Responses, Anthropic, AnthropicAnswer, "\"thinking\":\"thought\",\"signature\":\"SIG==\"" },
        { Gemini, Anthropic, AnthropicAnswer, "\"signature\":\"SIG==\"" },
        { Chat, Anthropic, AnthropicAnswer, "\"thinking\":\"thought\",\"signature\":\"SIG==\"" },
        { Anthropic, Gemini, GeminiAnswer, "\"thoughtSignature\":\"U0lH\"" },
        { Responses, Gemini, GeminiAnswer, "\"thoughtSignature\":\"U0lH\"" },
        { Chat, Gemini, GeminiAnswer, "\"thoughtSignature\":\"U0lH\"" },
        { Anthropic, Chat, ChatAnswer, "\"reasoning_content\":\"thought\"" },
        { Responses, Chat, ChatAnswer, "\"reasoning_content\":\"thought\"" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void What_a_vendor_signed_returns_to_it_through_a_client_of_another_format(WireFormat caller, WireFormat upstream, string answer, string restored)
    {
        string next = NextRequest(caller, Through.Answer(Through.Context(caller, upstream), answer));
        var back = Through.Request(caller, upstream, next);
        Assert.Contains(restored, Encoding.UTF8.GetString(back.Body), StringComparison.Ordinal);
        Assert.DoesNotContain("reasoning", back.Losses, StringComparer.Ordinal);

        // A third vendor gets none of it, and home neither.
        foreach (var other in Enum.GetValues<WireFormat>().Where(f => f != caller && f != upstream && upstream != Chat))
        {
            var third = Through.Request(caller, other, next);
            Assert.DoesNotContain("crs1.", Encoding.UTF8.GetString(third.Body), StringComparison.Ordinal);
            Assert.DoesNotContain("Y3JzMS", Encoding.UTF8.GetString(third.Body), StringComparison.Ordinal);
            Assert.Contains("reasoning", third.Losses, StringComparer.Ordinal);
        }

        byte[]? home = ForeignReasoning.Strip(Recordings.View(caller, Encoding.UTF8.GetBytes(next)));
        Assert.NotNull(home);
        string text = Encoding.UTF8.GetString(home);
        Assert.True(JsonScanner.IsWellFormed(home), text);
        Assert.DoesNotContain("crs1.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Y3JzMS", text, StringComparison.Ordinal);
        Assert.Contains("\"f\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_without_foreign_reasoning_is_not_touched() =>
        Assert.Null(ForeignReasoning.Strip(Recordings.View(Anthropic, """{"model":"m","max_tokens":5,"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"EqQBCgIY"}]}]}"""u8.ToArray())));

    [Fact]
    public void A_tool_loop_that_lost_its_thinking_on_the_way_home_goes_on_without_it()
    {
        string next = NextRequest(Anthropic, Through.Answer(Through.Context(Anthropic, Responses), ResponsesAnswer));
        next = next[..^1] + ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000}}";
        var home = JsonNode.Parse(ForeignReasoning.Strip(Recordings.View(Anthropic, Encoding.UTF8.GetBytes(next))))!;
        Assert.Equal("disabled", home["thinking"]!["type"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(Chat)]
    [InlineData(Anthropic)]
    [InlineData(Responses)]
    public void The_signature_of_a_call_returns_to_the_call_also_where_a_text_stood_before_it(WireFormat caller)
    {
        const string Answer = """{"candidates":[{"content":{"role":"model","parts":[{"text":"hmm","thought":true},{"text":"I look."},{"functionCall":{"name":"f","args":{}},"thoughtSignature":"U0lH"},{"functionCall":{"name":"f","args":{}}}]},"finishReason":"STOP"}]}""";
        string next = NextRequest(caller, Through.Answer(Through.Context(caller, Gemini), Answer));
        var parts = Through.Body(Through.Request(caller, Gemini, next))["contents"]![1]!["parts"]!.AsArray();
        Assert.Equal(["text", "functionCall", "functionCall"], parts.Select(p => p!.AsObject().First().Key), StringComparer.Ordinal);
        Assert.Equal([null, "U0lH", null], parts.Select(p => p!["thoughtSignature"]?.GetValue<string>()), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Each_signature_returns_through_a_chat_client_with_the_text_that_it_signs(bool streamed)
    {
        var context = Through.Context(Chat, Anthropic);
        JsonNode message;
        if (streamed)
        {
            message = Joined(Through.Stream(
                context,
                """{"type":"message_start","message":{"id":"msg_1","model":"c","usage":{"input_tokens":1}}}""",
                """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
                """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"first"}}""",
                """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"SIGA=="}}""",
                """{"type":"content_block_stop","index":0}""",
                """{"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"RED=="}}""",
                """{"type":"content_block_stop","index":1}""",
                """{"type":"content_block_start","index":2,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
                """{"type":"content_block_delta","index":2,"delta":{"type":"thinking_delta","thinking":"second"}}""",
                """{"type":"content_block_delta","index":2,"delta":{"type":"signature_delta","signature":"SIGB=="}}""",
                """{"type":"content_block_stop","index":2}""",
                """{"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"toolu_1","name":"f","input":{}}}""",
                """{"type":"content_block_stop","index":3}""",
                """{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":2}}""",
                """{"type":"message_stop"}"""));
        }
        else
        {
            message = Through.Answer(context, """{"id":"msg_1","type":"message","model":"c","content":[{"type":"thinking","thinking":"first","signature":"SIGA=="},{"type":"redacted_thinking","data":"RED=="},{"type":"thinking","thinking":"second","signature":"SIGB=="},{"type":"tool_use","id":"toolu_1","name":"f","input":{}}],"stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":2}}""")["choices"]![0]!["message"]!;
        }

        Assert.Equal("firstsecond", message["reasoning_content"]!.GetValue<string>());
        var answer = new JsonObject { ["choices"] = new JsonArray(new JsonObject { ["message"] = message.DeepClone() }) };
        var back = Through.Body(Through.Request(Chat, Anthropic, NextRequest(Chat, answer)))["messages"]![1]!["content"]!.AsArray();
        Assert.Equal("""{"type":"thinking","thinking":"first","signature":"SIGA=="}""", back[0]!.ToJsonString());
        Assert.Equal("""{"type":"redacted_thinking","data":"RED=="}""", back[1]!.ToJsonString());
        Assert.Equal("""{"type":"thinking","thinking":"second","signature":"SIGB=="}""", back[2]!.ToJsonString());
    }

    [Fact]
    public void A_history_made_elsewhere_asks_Gemini_not_to_look_for_signatures()
    {
        var body = Through.Body(Through.Request(Chat, Gemini, """{"model":"m","messages":[{"role":"user","content":"x"},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"r"}]}"""));
        Assert.Equal("skip_thought_signature_validator", body["contents"]![1]!["parts"]![0]!["thoughtSignature"]!.GetValue<string>());
    }

    [Fact]
    public void Streams_carry_the_same_state_as_whole_answers()
    {
        var context = Through.Context(Anthropic, Responses);
        var events = Through.Stream(
            context,
            """{"type":"response.created","response":{"id":"resp_1","model":"g"}}""",
            """{"type":"response.output_item.added","output_index":0,"item":{"id":"rs_7","type":"reasoning","summary":[]}}""",
            """{"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":"thought"}""",
            """{"type":"response.output_item.done","output_index":0,"item":{"id":"rs_7","type":"reasoning","summary":[{"type":"summary_text","text":"thought"}],"encrypted_content":"CIPHER=="}}""",
            """{"type":"response.completed","response":{"id":"resp_1","status":"completed","usage":{"input_tokens":1,"output_tokens":2}}}""");
        string signature = JsonNode.Parse(events.Single(e => Encoding.UTF8.GetString(e.Data).Contains("signature_delta", StringComparison.Ordinal)).Data)!["delta"]!["signature"]!.GetValue<string>();
        var whole = Through.Answer(context, ResponsesAnswer);
        Assert.Equal(whole["content"]![0]!["signature"]!.GetValue<string>(), signature);
    }

    /// <summary>The message as a client of chat chunks puts it together.</summary>
    private static JsonObject Joined(List<SseEvent> events)
    {
        string thought = "";
        var details = new JsonArray();
        var calls = new JsonArray();
        foreach (var delta in events.Where(static e => e.Data[0] == '{').SelectMany(static e => JsonNode.Parse(e.Data)!["choices"]!.AsArray()).Select(static c => c!["delta"]!))
        {
            thought += delta["reasoning_content"]?.GetValue<string>();
            foreach (var detail in delta["reasoning_details"]?.AsArray() ?? [])
            {
                details.Add(detail!.DeepClone());
            }

            foreach (var call in (delta["tool_calls"]?.AsArray() ?? []).Where(static c => c!["id"] is not null))
            {
                call!["function"]!["arguments"] = "{}";
                calls.Add(call.DeepClone());
            }
        }

        return new JsonObject { ["role"] = "assistant", ["reasoning_content"] = thought, ["reasoning_details"] = details, ["tool_calls"] = calls };
    }

    /// <summary>The request in which a client of this format answers the call it was given, with everything it was given.</summary>
    private static string NextRequest(WireFormat format, JsonNode answer)
    {
        string said = format switch
        {
            Anthropic => answer["content"]!.ToJsonString(),
            Responses => answer["output"]!.ToJsonString()[1..^1],
            Gemini => answer["candidates"]![0]!["content"]!.ToJsonString(),
            _ => answer["choices"]![0]!["message"]!.ToJsonString(),
        };
        return format switch
        {
            Anthropic => $$"""{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"},{"role":"assistant","content":{{said}}},{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{answer["content"]!.AsArray().Last()!["id"]}}","content":"ok"}]}]}""",
            Responses => $$"""{"model":"m","input":[{"role":"user","content":"x"},{{said}},{"type":"function_call_output","call_id":"{{answer["output"]!.AsArray().Last()!["call_id"]}}","output":"ok"}]}""",
            Gemini => $$"""{"contents":[{"role":"user","parts":[{"text":"x"}]},{{said}},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"output":"ok"} } }]}]}""",
            _ => $$"""{"model":"m","messages":[{"role":"user","content":"x"},{{said}},{"role":"tool","tool_call_id":"{{answer["choices"]![0]!["message"]!["tool_calls"]![0]!["id"]}}","content":"ok"}]}""",
        };
    }
}
