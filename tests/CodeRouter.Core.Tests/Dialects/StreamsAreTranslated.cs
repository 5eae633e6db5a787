using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace CodeRouter.Core.Tests.Dialects;

public sealed class StreamsAreTranslated
{
    public static TheoryData<WireFormat> Callers => new(WireFormat.OpenAIResponses, WireFormat.AnthropicMessages, WireFormat.Gemini);

    [Theory]
    [InlineData(WireFormat.OpenAIChat)]
    [InlineData(WireFormat.OpenAIResponses)]
    [InlineData(WireFormat.AnthropicMessages)]
    public void An_answer_that_names_no_model_bears_the_one_that_was_asked_for(WireFormat caller)
    {
        const string Whole = """{"candidates":[{"content":{"role":"model","parts":[{"text":"hello"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":1}}""";
        var context = Through.Context(caller, WireFormat.Gemini);

        Assert.Equal("some-model", Through.Answer(context, Whole)["model"]!.GetValue<string>());
        Assert.All(Through.Stream(context, Whole), static e => Assert.DoesNotContain("\"model\":\"\"", Encoding.UTF8.GetString(e.Data), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public void Calls_that_interleave_reach_every_caller_whole_and_in_order(WireFormat caller)
    {
        var gen = from calls in Gen.Choose(1, 4)
                  from cuts in Gen.Choose(0, 6).ArrayOf(calls)
                  from order in Gen.Choose(0, 1000).ArrayOf(40)
                  from text in Gen.Elements("", "hello", "a\"b\\c\n😀")
                  from announced in Gen.Elements(true, false)
                  select (cuts, order, text, announced);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(gen.ToArbitrary(), c =>
        {
            var pieces = c.cuts.Select((cuts, i) => new Queue<string>(Cut($$"""{"n":{{i}},"s":"{{new string('x', 3 + i)}}"}""", cuts))).ToList();
            var events = new List<string>();
            if (c.text.Length > 0)
            {
                events.Add(Chunk(new JsonObject { ["content"] = c.text }, null));
            }

            var opened = new HashSet<int>();
            int at = 0;
            while (pieces.Exists(p => p.Count > 0))
            {
                // The first piece of each call comes in order of the calls, as models begin them; then anything goes.
                int wish = c.order[at++ % c.order.Length] % pieces.Count;
                int pick = wish > opened.Count ? opened.Count : wish;
                if (pieces[pick].Count == 0)
                {
                    pick = pieces.FindIndex(p => p.Count > 0);
                }

                bool first = opened.Add(pick);
                var function = new JsonObject { ["arguments"] = pieces[pick].Dequeue() };
                var call = new JsonObject { ["index"] = pick, ["function"] = function };
                if (first)
                {
                    call["id"] = "call_" + pick;
                    function["name"] = "f" + pick;
                }

                events.Add(Chunk(new JsonObject { ["tool_calls"] = new JsonArray(call) }, null));
            }

            events.Add(Chunk([], "tool_calls"));
            events.Add("[DONE]");
            var written = Through.Stream(Through.Context(caller, WireFormat.OpenAIChat), [.. events]);
            var answer = RoundTrip.Join(caller, written, Through.Context(WireFormat.OpenAIChat, caller));
            var made = answer.Contents.Where(x => x.Kind == PartKind.ToolCall).ToList();
            Assert.Equal(pieces.Count, made.Count);
            foreach (var call in made)
            {
                int i = int.Parse(call.Name![1..], System.Globalization.CultureInfo.InvariantCulture);
                Assert.Equal("call_" + i, call.CallId);
                Assert.Equal($$"""{"n":{{i}},"s":"{{new string('x', 3 + i)}}"}""", Essence.Canonical(call.Arguments));
            }

            Assert.Equal(c.text, string.Concat(answer.Contents.Where(x => x.Kind == PartKind.Text).Select(x => x.Text)));
            Assert.Equal(StopClass.ToolUse, answer.Stop);
        }));
    }

    [Fact]
    public void Arguments_that_arrive_only_at_the_end_are_not_lost()
    {
        foreach (var caller in new[] { WireFormat.OpenAIChat, WireFormat.AnthropicMessages, WireFormat.Gemini })
        {
            var written = Through.Stream(
                Through.Context(caller, WireFormat.OpenAIResponses),
                """{"type":"response.created","response":{"id":"r","model":"m"}}""",
                """{"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","call_id":"c","name":"f","arguments":""}}""",
                """{"type":"response.output_item.done","output_index":0,"item":{"type":"function_call","call_id":"c","name":"f","arguments":"{\"a\":1}"}}""",
                """{"type":"response.output_item.done","output_index":1,"item":{"type":"message","role":"assistant","content":[{"type":"output_text","text":"only here"}]}}""",
                """{"type":"response.completed","response":{"id":"r","status":"completed","usage":{"input_tokens":1,"output_tokens":1}}}""");
            var answer = RoundTrip.Join(caller, written, Through.Context(WireFormat.OpenAIResponses, caller));
            Assert.Equal("""{"a":1}""", Essence.Canonical(answer.Contents.Single(c => c.Kind == PartKind.ToolCall).Arguments));
            Assert.Equal("only here", answer.Contents.Single(c => c.Kind == PartKind.Text).Text);
        }
    }

    [Theory]
    [MemberData(nameof(OtherCallers))]
    public void Arguments_that_come_by_their_places_are_put_together(WireFormat caller)
    {
        static string Part(string call, string finish = "") => $$$"""{"candidates":[{"content":{"parts":[{"functionCall":{{{call}}}}]}{{{finish}}}}]}""";
        var written = Through.Stream(
            Through.Context(caller, WireFormat.Gemini),
            Part("""{"name":"now"}"""),
            Part("""{"name":"write","willContinue":true}"""),
            Part("""{"partialArgs":[{"jsonPath":"$.items[0].name","stringValue":"red ap","willContinue":true}],"willContinue":true}"""),
            Part("""{"partialArgs":[{"jsonPath":"$.items[0].name","stringValue":"ple"}],"willContinue":true}"""),
            Part("""{"willContinue":true}"""),
            Part("""{"partialArgs":[{"jsonPath":"$.items[1]['a b']","numberValue":0.5},{"jsonPath":"$.done","boolValue":true},{"jsonPath":"$.items[999999999].x","stringValue":"no"}]}"""),
            Part("""{"name":"half","willContinue":true}""", ",\"finishReason\":\"STOP\""));
        var calls = RoundTrip.Join(caller, written, Through.Context(WireFormat.Gemini, caller)).Contents.Where(c => c.Kind == PartKind.ToolCall);
        Assert.Equal(["now {}", """write {"items":[{"name":"red apple"},{"a b":0.5}],"done":true}""", "half {}"], calls.Select(c => $"{c.Name} {Essence.Canonical(c.Arguments)}"));
    }

    public static TheoryData<WireFormat> OtherCallers => new(WireFormat.OpenAIChat, WireFormat.OpenAIResponses, WireFormat.AnthropicMessages);

    [Fact]
    public void A_stream_that_ends_without_its_finish_is_never_closed_and_fails_in_step()
    {
        foreach (var caller in Enum.GetValues<WireFormat>().Where(f => f != WireFormat.OpenAIChat))
        {
            var output = new ArrayBufferWriter<byte>();
            var stream = Translator.NewStream(Through.Context(caller, WireFormat.OpenAIChat));
            stream.Feed(default, Encoding.UTF8.GetBytes(Chunk(new JsonObject { ["content"] = "half" }, null)), output);
            int before = output.WrittenCount;
            Assert.False(stream.Finish(output));
            Assert.Equal(before, output.WrittenCount);
            stream.Fail(new WireError(502, "upstream_cut", "The stream broke off. Try again.", "e1"), output);
            var events = Recordings.Events(Encoding.UTF8.GetString(output.WrittenSpan));
            var reader = BuiltInDialects.Of(caller).NewStreamReader();
            var marks = events.Select(e => reader.Read(e.Name, e.Data)).ToList();
            Assert.Equal(EventMarks.Error, marks[^1]);
            Assert.False(reader.Complete);
            Assert.DoesNotContain(marks, m => m.HasFlag(EventMarks.End));
            if (caller == WireFormat.OpenAIResponses)
            {
                var numbers = events.Select(e => JsonNode.Parse(e.Data)!["sequence_number"]!.GetValue<int>()).ToList();
                Assert.Equal(Enumerable.Range(0, numbers.Count), numbers);
            }
        }
    }

    [Fact]
    public void What_comes_after_the_end_changes_nothing()
    {
        var output = new ArrayBufferWriter<byte>();
        var stream = Translator.NewStream(Through.Context(WireFormat.AnthropicMessages, WireFormat.OpenAIChat));
        stream.Feed(default, Encoding.UTF8.GetBytes(Chunk(new JsonObject { ["content"] = "x" }, "stop")), output);
        stream.Feed(default, "[DONE]"u8, output);
        int end = output.WrittenCount;
        stream.Feed(default, Encoding.UTF8.GetBytes(Chunk(new JsonObject { ["content"] = "y" }, null)), output);
        Assert.True(stream.Finish(output));
        stream.Fail(new WireError(502, "late", "Too late.", "e"), output);
        Assert.Equal(end, output.WrittenCount);
    }

    [Fact]
    public void A_finish_that_is_repeated_is_told_once_and_the_usage_behind_it_is_kept()
    {
        var written = Through.Stream(
            Through.Context(WireFormat.AnthropicMessages, WireFormat.OpenAIChat),
            Chunk(new JsonObject { ["content"] = "x" }, null),
            Chunk([], "stop"),
            Chunk([], "stop"),
            """{"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":20,"prompt_tokens_details":{"cached_tokens":64}}}""",
            "[DONE]");
        var delta = JsonNode.Parse(written[^2].Data)!;
        Assert.Equal("36 64 20", $"{delta["usage"]!["input_tokens"]} {delta["usage"]!["cache_read_input_tokens"]} {delta["usage"]!["output_tokens"]}");
    }

    [Fact]
    public void The_usage_chunk_is_told_only_to_chat_callers_that_asked()
    {
        const string Asks = """{"model":"m","stream":true,"messages":[{"role":"user","content":"x"}],"stream_options":{"include_usage":true}}""";
        string[] events =
        [
            """{"type":"message_start","message":{"id":"m1","model":"c","content":[],"usage":{"input_tokens":3,"output_tokens":1}}}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hi"}}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":4}}""",
            """{"type":"message_stop"}""",
        ];
        var asked = Through.Stream(Through.Context(WireFormat.OpenAIChat, WireFormat.AnthropicMessages, Asks), events);
        var silent = Through.Stream(Through.Context(WireFormat.OpenAIChat, WireFormat.AnthropicMessages, Asks.Replace("true}}", "false}}", StringComparison.Ordinal)), events);
        Assert.Equal(asked.Count - 1, silent.Count);
        Assert.Contains("\"prompt_tokens\":3", Encoding.UTF8.GetString(asked[^2].Data), StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_blocks_and_events_are_passed_over_with_a_loss()
    {
        var output = new ArrayBufferWriter<byte>();
        var stream = Translator.NewStream(Through.Context(WireFormat.OpenAIChat, WireFormat.AnthropicMessages));
        foreach (string data in new[]
        {
            """{"type":"message_start","message":{"id":"m1","model":"c","content":[]}}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"hologram","x":1}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"hologram_delta","text":"lost"}}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"weather"}""",
            """{"type":"content_block_start","index":1,"content_block":{"type":"text","text":"kept"}}""",
            """{"type":"content_block_stop","index":1}""",
            """{"type":"message_delta","delta":{"stop_reason":"end_turn"}}""",
            """{"type":"message_stop"}""",
        })
        {
            stream.Feed(default, Encoding.UTF8.GetBytes(data), output);
        }

        string text = Encoding.UTF8.GetString(output.WrittenSpan);
        Assert.Contains("kept", text, StringComparison.Ordinal);
        Assert.DoesNotContain("lost", text, StringComparison.Ordinal);
        Assert.Contains("server_tool_blocks", stream.Losses, StringComparer.Ordinal);
    }

    private static string Chunk(JsonObject delta, string? finish) =>
        new JsonObject { ["id"] = "c1", ["model"] = "m", ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }) }.ToJsonString();

    private static IEnumerable<string> Cut(string text, int cuts)
    {
        int size = Math.Max(1, text.Length / (cuts + 1));
        for (int i = 0; i < text.Length; i += size)
        {
            yield return text.Substring(i, Math.Min(size, text.Length - i));
        }
    }
}
