using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using CodeRouter.Guards;
using Xunit;

namespace CodeRouter.Tests.Guards;

/// <summary>What was redacted on the way out stands again in the answer, however the model and the network cut it.</summary>
public sealed class RestoringTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private const string Secret = "AKIAQ9B6\"JR\nYXWUXWP1ER";
    private static readonly string Name = Placeholder.For(Key, "s1", "aws_access_key_id", Secret);

    [Fact]
    public void The_same_value_reads_the_same_in_one_session_and_otherwise_in_another()
    {
        Assert.Equal(Name, Placeholder.For(Key, "s1", "aws_access_key_id", Secret));
        Assert.NotEqual(Name, Placeholder.For(Key, "s2", "aws_access_key_id", Secret));
        Assert.Matches("^REDACTED_AWS_ACCESS_KEY_ID_[0-9a-f]{12}$", Name);
    }

    [Fact]
    public void A_whole_answer_is_restored_in_its_texts_and_twice_escaped_in_arguments()
    {
        string arguments = JsonSerializer.Serialize(new { key = Name });
        string body = JsonSerializer.Serialize(new { text = $"use {Name}!", arguments, thinking = Name, other = "REDACTED_AWS_ACCESS_KEY_ID_000000000000" });
        using var made = JsonDocument.Parse(AnswerRestorer.Whole(Encoding.UTF8.GetBytes(body), Known()));
        Assert.Equal($"use {Secret}!", made.RootElement.GetProperty("text").GetString());
        Assert.Equal(Secret, JsonDocument.Parse(made.RootElement.GetProperty("arguments").GetString()!).RootElement.GetProperty("key").GetString());
        Assert.Equal(Name, made.RootElement.GetProperty("thinking").GetString());
        Assert.Equal("REDACTED_AWS_ACCESS_KEY_ID_000000000000", made.RootElement.GetProperty("other").GetString());
    }

    [Theory]
    [InlineData("anthropic")]
    [InlineData("anthropic-arguments")]
    [InlineData("chat")]
    [InlineData("chat-arguments")]
    [InlineData("chat-custom")]
    [InlineData("chat-legacy-arguments")]
    [InlineData("responses")]
    [InlineData("responses-arguments")]
    [InlineData("gemini")]
    public void A_stream_is_restored_wherever_the_model_cuts_it(string shape)
    {
        var dice = new Random(11);
        bool arguments = shape.EndsWith("arguments", StringComparison.Ordinal);
        string spoken = arguments ? JsonSerializer.Serialize(new { a = $"REDACTED {Name}", b = Name + "x", c = "RED" }) : $"first {Name}, RED {Name}{Name} REDACTED_ and REDACT";
        string wanted = arguments ? JsonSerializer.Serialize(new { a = $"REDACTED {Secret}", b = Secret + "x", c = "RED" }) : spoken.Replace(Name, Secret, StringComparison.Ordinal);
        for (int round = 0; round < 400; round++)
        {
            var restorer = new StreamRestorer(Known());
            var heard = new StringBuilder();
            for (int at = 0; at < spoken.Length;)
            {
                int size = Math.Min(spoken.Length - at, 1 + dice.Next(round % 90 + 1));
                Hear(shape, Fed(restorer, Event(shape, spoken.Substring(at, size))), heard);
                at += size;
            }

            Hear(shape, Fed(restorer, "event: end\ndata: {\"type\":\"message_stop\"}\n\n"), heard);
            var rest = new ArrayBufferWriter<byte>();
            restorer.Finish(rest);
            Hear(shape, rest.WrittenMemory, heard);
            if (arguments)
            {
                using var made = JsonDocument.Parse(heard.ToString());
                using var asked = JsonDocument.Parse(wanted);
                Assert.Equal(asked.RootElement.EnumerateObject().Select(p => p.Value.GetString()), made.RootElement.EnumerateObject().Select(p => p.Value.GetString()));
            }
            else
            {
                Assert.Equal(wanted, heard.ToString());
            }
        }
    }

    [Fact]
    public void Events_without_a_placeholder_pass_byte_for_byte()
    {
        string events = ": ping\n\nevent: x\ndata: {\"type\" : \"content_block_delta\", \"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Reading \\u0041 file\"}}\n\ndata: [DONE]\n\n";
        Assert.Equal(events, Encoding.UTF8.GetString(Fed(new StreamRestorer(Known()), events).Span));
    }

    [Fact]
    public void Every_part_of_an_event_is_restored_and_a_call_is_never_said_twice()
    {
        string text = "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"§ R\"},{\"text\":\"and §\"},{\"functionCall\":{\"name\":\"f\",\"args\":{\"id\":\"§\"}}}]},\"finishReason\":\"STOP\"}]}\n\n";
        var restorer = new StreamRestorer(Known());
        string heard = Encoding.UTF8.GetString(Fed(restorer, text.Replace("§", Name, StringComparison.Ordinal)).Span);
        Assert.Equal(text.Replace("§", JsonEncodedText.Encode(Secret, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(), StringComparison.Ordinal), heard);
        Assert.False(restorer.Holds);
    }

    [Theory]
    [InlineData("""{"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":"§"}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"§"}}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"reasoning_content":"§"}}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"§","thought":true}]}}]}""")]
    public void Reasoning_is_passed_on_as_it_came_in_one_piece_or_in_two(string shape)
    {
        foreach (int cut in (int[])[0, 5, Name.Length - 1])
        {
            string events = string.Concat(((string[])[Name[..cut], Name[cut..]]).Select(p => "data: " + shape.Replace("§", p, StringComparison.Ordinal) + "\n\n"));
            Assert.Equal(events, Encoding.UTF8.GetString(Fed(new StreamRestorer(Known()), events).Span));
        }
    }

    [Fact]
    public void Two_choices_that_are_written_in_turns_are_both_restored()
    {
        var restorer = new StreamRestorer(Known());
        var said = new StringBuilder[] { new(), new() };
        var made = new ArrayBufferWriter<byte>();
        for (int at = 0; at < Name.Length; at += 3)
        {
            for (int choice = 0; choice < 2; choice++)
            {
                string piece = Name.Substring(at, Math.Min(3, Name.Length - at));
                restorer.Feed(Encoding.UTF8.GetBytes($"data: {{\"choices\":[{{\"index\":{choice},\"delta\":{{\"content\":\"{piece}\"}}}}]}}\n\n"), made, all: false);
            }
        }

        restorer.Finish(made);
        foreach (string line in Encoding.UTF8.GetString(made.WrittenSpan).Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var one = JsonDocument.Parse(line[6..]).RootElement.GetProperty("choices")[0];
            said[one.GetProperty("index").GetInt32()].Append(one.GetProperty("delta").GetProperty("content").GetString());
        }

        Assert.All(said, static s => Assert.Equal(Secret, s.ToString()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task What_the_session_remembers_is_asked_for_however_many_events_the_network_brings_at_once(int atOnce)
    {
        string spoken = $"It was {Name}.";
        var known = new Redactions();
        known.MayHaveMore(static () => Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string> { [Name] = Secret }));
        using var caller = new MemoryStream();
        var writer = new RestoringWriter(PipeWriter.Create(caller), known);
        string[] events = [.. spoken.Chunk(4).Select(static c => Event("responses", new string(c)))];
        foreach (string[] together in events.Chunk(atOnce))
        {
            await writer.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(together)), TestContext.Current.CancellationToken);
        }

        await writer.EndAsync();
        await writer.FlushAsync(TestContext.Current.CancellationToken);
        var heard = new StringBuilder();
        Hear("responses", caller.ToArray(), heard);
        Assert.Equal($"It was {Secret}.", heard.ToString());
    }

    private static ReadOnlyMemory<byte> Fed(StreamRestorer restorer, string events)
    {
        var made = new ArrayBufferWriter<byte>();
        Assert.Equal(Encoding.UTF8.GetByteCount(events), restorer.Feed(Encoding.UTF8.GetBytes(events), made, all: false));
        return made.WrittenMemory;
    }

    private static Redactions Known()
    {
        var known = new Redactions();
        known.Add(Name, Secret);
        return known;
    }

    private static string Event(string shape, string text)
    {
        string json = JsonSerializer.Serialize(text);
        return "data: " + shape switch
        {
            "anthropic" => $"{{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{{\"type\":\"text_delta\",\"text\":{json}}}}}",
            "anthropic-arguments" => $"{{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{{\"type\":\"input_json_delta\",\"partial_json\":{json}}}}}",
            "chat" => $"{{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{json}}}}}]}}",
            "chat-arguments" => $"{{\"choices\":[{{\"index\":0,\"delta\":{{\"tool_calls\":[{{\"index\":0,\"function\":{{\"arguments\":{json}}}}}]}}}}]}}",
            "chat-custom" => $"{{\"choices\":[{{\"index\":0,\"delta\":{{\"tool_calls\":[{{\"index\":0,\"custom\":{{\"input\":{json}}}}}]}}}}]}}",
            "chat-legacy-arguments" => $"{{\"choices\":[{{\"index\":0,\"delta\":{{\"function_call\":{{\"arguments\":{json}}}}}}}]}}",
            "responses-arguments" => $"{{\"type\":\"response.function_call_arguments.delta\",\"output_index\":0,\"delta\":{json}}}",
            "responses" => $"{{\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":{json}}}",
            _ => $"{{\"candidates\":[{{\"content\":{{\"parts\":[{{\"text\":{json}}}]}}}}]}}",
        } + "\n\n";
    }

    private static void Hear(string shape, ReadOnlyMemory<byte> events, StringBuilder heard)
    {
        foreach (string line in Encoding.UTF8.GetString(events.Span).Split('\n').Where(l => l.StartsWith("data: {", StringComparison.Ordinal)))
        {
            using var json = JsonDocument.Parse(line[6..]);
            var root = json.RootElement;
            if (root.TryGetProperty("type", out var type) && type.GetString() == "message_stop")
            {
                continue;
            }

            heard.Append(shape switch
            {
                "anthropic" => root.GetProperty("delta").GetProperty("text").GetString(),
                "anthropic-arguments" => root.GetProperty("delta").GetProperty("partial_json").GetString(),
                "chat" => root.GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString(),
                "chat-arguments" => root.GetProperty("choices")[0].GetProperty("delta").GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString(),
                "chat-custom" => root.GetProperty("choices")[0].GetProperty("delta").GetProperty("tool_calls")[0].GetProperty("custom").GetProperty("input").GetString(),
                "chat-legacy-arguments" => root.GetProperty("choices")[0].GetProperty("delta").GetProperty("function_call").GetProperty("arguments").GetString(),
                "responses" or "responses-arguments" => root.GetProperty("delta").GetString(),
                _ => root.GetProperty("candidates")[0].GetProperty("content").GetProperty("parts")[0].GetProperty("text").GetString(),
            });
        }
    }
}
