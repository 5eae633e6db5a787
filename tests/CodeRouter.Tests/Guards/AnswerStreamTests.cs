using System.Buffers;
using System.Text;
using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Guards;
using CodeRouter.Guards.Answers;
using Xunit;

namespace CodeRouter.Tests.Guards;

/// <summary>A streamed answer under guard, however the model and the network cut it.</summary>
public sealed class AnswerStreamTests
{
    // Made up; the forms are real.
    private const string Aws = "AKIAQ9B6JRYXWUXWP1ER";
    private const string Pem = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIEowIBAAKCAQEA7bq0Xy1mZk3hH2vVt9sQnLr5pWcJdGfEaUoYbTxKiRzPwMnS\nq8F4vD6gHjKlQwErTyUiOpAsDfGhJkLzXcVbNm1234567890abcdefghijklmnopq\n-----END RSA PRIVATE KEY-----";

    public static TheoryData<string> Shapes() => ["anthropic", "anthropic-arguments", "chat", "chat-arguments", "responses", "responses-arguments", "gemini"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_value_is_taken_out_wherever_the_stream_is_cut_and_nothing_else_is(string shape)
    {
        var dice = new Random(7);
        string spoken = Prose(60) + $" key {Aws}, then " + Prose(40) + " mail bob.miller@nordwind-textil.de and\n" + Pem + "\n" + Prose(50) + $" again {Aws}";
        for (int round = 0; round < 60; round++)
        {
            var guard = Guard(shape, new AnswerGuardSettings(GuardAction.Redact, GuardAction.Redact, new Dictionary<string, GuardAction>()));
            string heard = Heard(shape, Play(shape, guard, spoken, dice, 1 + (round % 45)));
            Assert.DoesNotContain(Aws, heard, StringComparison.Ordinal);
            Assert.DoesNotContain("MIIEow", heard, StringComparison.Ordinal);
            Assert.DoesNotContain("bob.miller", heard, StringComparison.Ordinal);
            Assert.Equal(Marked(spoken, "§"), Marked(heard, "§"));
            Assert.Equal(2, guard.Found.Where(static f => f.Key.StartsWith("secrets:", StringComparison.Ordinal)).Sum(static f => f.Value));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_stream_that_holds_nothing_passes_byte_for_byte(string shape)
    {
        var dice = new Random(3);
        string spoken = Prose(500) + new string('x', 40_000) + " 你好，世界。这里没有空格。\"quoted\" \\ \ud83d\ude00 " + Prose(20);
        string[] events = [.. Events(shape, spoken, dice, 60)];
        byte[] all = Encoding.UTF8.GetBytes(string.Concat(events));
        for (int round = 0; round < 6; round++)
        {
            var guard = Guard(shape, AnswerGuardSettings.Off with { Secrets = GuardAction.Block, Pii = GuardAction.Redact });
            var caller = new ArrayBufferWriter<byte>();
            var waiting = new List<byte>();
            for (int at = 0; at < all.Length;)
            {
                int size = Math.Min(all.Length - at, 1 + dice.Next(4000));
                waiting.AddRange(all.AsSpan(at, size));
                waiting.RemoveRange(0, guard.Feed(waiting.ToArray(), caller, all: false));
                at += size;
            }

            guard.Feed(waiting.ToArray(), caller, all: true);
            guard.Finish(caller);
            Assert.Null(guard.Refusal);
            Assert.True(all.AsSpan().SequenceEqual(caller.WrittenSpan));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_block_lets_nothing_of_the_value_out(string shape)
    {
        var dice = new Random(5);
        for (int round = 0; round < 60; round++)
        {
            var guard = Guard(shape, AnswerGuardSettings.Off with { Secrets = GuardAction.Block });
            string heard = Heard(shape, Play(shape, guard, Prose(100) + " " + Aws + " " + Prose(100), dice, 1 + (round % 30)));
            Assert.NotNull(guard.Refusal);
            Assert.DoesNotContain("AKIA", heard, StringComparison.Ordinal);
            Assert.StartsWith(heard.TrimEnd('}', '"'), Prose(101), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_held_is_bounded_and_prose_is_not_held_long()
    {
        var guard = Guard("chat", AnswerGuardSettings.Off with { Secrets = GuardAction.Redact });
        var caller = new ArrayBufferWriter<byte>();
        int spoken = 0;
        foreach (string one in Events("chat", Prose(2000), new Random(1), 20).SkipLast(2))
        {
            guard.Feed(Encoding.UTF8.GetBytes(one), caller, all: false);
            spoken += Heard("chat", Encoding.UTF8.GetBytes(one)).Length;
            Assert.InRange(spoken - Heard("chat", caller.WrittenSpan).Length, 0, 400);
        }
    }

    [Fact]
    public void Two_choices_that_are_written_in_turns_do_not_hide_a_value()
    {
        var guard = Guard("chat", AnswerGuardSettings.Off with { Secrets = GuardAction.Redact });
        var caller = new ArrayBufferWriter<byte>();
        for (int at = 0; at < Aws.Length; at += 2)
        {
            for (int choice = 0; choice < 2; choice++)
            {
                guard.Feed(Encoding.UTF8.GetBytes($$$"""data: {"choices":[{"index":{{{choice}}},"delta":{"content":"{{{Aws.Substring(at, 2)}}}"}}]}""" + "\n\n"), caller, all: false);
            }
        }

        guard.Finish(caller);
        Assert.Equal(1, guard.Redacted);
        string[] contents = [.. Encoding.UTF8.GetString(caller.WrittenSpan).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(static e => JsonDocument.Parse(e[6..]).RootElement.GetProperty("choices")[0]).GroupBy(static c => c.GetProperty("index").GetInt32()).Select(static g => string.Concat(g.Select(static c => c.GetProperty("delta").GetProperty("content").GetString())))];
        Assert.All(contents, static c => Assert.Matches("^REDACTED_AWS_ACCESS_KEY_ID_[0-9a-f]{12}$", c));
    }

    [Fact]
    public void Signed_reasoning_is_never_edited_so_the_answer_ends_there()
    {
        var guard = Guard("anthropic", AnswerGuardSettings.Off with { Secrets = GuardAction.Redact });
        var caller = new ArrayBufferWriter<byte>();
        guard.Feed(Encoding.UTF8.GetBytes($$$"""data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"it is {{{Aws}}} I think"}}""" + "\n\n"), caller, all: false);
        guard.Finish(caller);
        Assert.Contains("signs", guard.Refusal, StringComparison.Ordinal);
        Assert.Equal(0, caller.WrittenCount);
    }

    [Theory]
    [InlineData("data: {\"choices\":[{\"index\":0,\ndata: \"delta\":{\"content\":\"§ \"}}]}\n\n")]
    [InlineData("\uFEFFdata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"§ \"}}]}\r\n\r\n")]
    [InlineData("event: x\rdata:{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"§ \"}}]}\r\r")]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"§ \"}}]}\n\n")]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"audio\":{\"transcript\":\"§ \"}}}]}\n\n")]
    [InlineData("data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"x \"},{\"text\":\"§ \"},{\"functionCall\":{\"name\":\"f\",\"args\":{\"id\":\"§\"}}}]},\"finishReason\":\"STOP\"}]}\n\n")]
    [InlineData("data: {\"type\":\"response.output_text.done\",\"output_index\":0,\"content_index\":0,\"text\":\"§ \"}\n\n")]
    [InlineData("data: {\"type\":\"response.completed\",\"response\":{\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"\\u0041§\"},{\"text\":\"§\"}]}]}}\n\n")]
    [InlineData("data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"§ \"}}\n\n")]
    public void A_value_is_found_wherever_an_event_says_it(string text)
    {
        var guard = Guard("chat", AnswerGuardSettings.Off with { Secrets = GuardAction.Redact });
        var caller = new ArrayBufferWriter<byte>();
        guard.Feed(Encoding.UTF8.GetBytes(text.Replace("\\u0041§", "\\u0041" + Aws[1..], StringComparison.Ordinal).Replace("§", Aws, StringComparison.Ordinal)), caller, all: false);
        guard.Finish(caller);
        string heard = Encoding.UTF8.GetString(caller.WrittenSpan);
        Assert.DoesNotContain(Aws[1..], heard, StringComparison.Ordinal);
        Assert.Contains("REDACTED_AWS", heard, StringComparison.Ordinal);
    }

    private static string Prose(int words) => string.Join(' ', Enumerable.Range(0, words).Select(static i => i % 7 == 6 ? "done." : "walk"));

    // Placeholders and the values they stand for alike.
    private static string Marked(string text, string mark) => System.Text.RegularExpressions.Regex.Replace(
        text.Replace(Pem, mark, StringComparison.Ordinal).Replace(Aws, mark, StringComparison.Ordinal).Replace("bob.miller@nordwind-textil.de", mark, StringComparison.Ordinal), "REDACTED_[A-Z_]+_[0-9a-f]{12}", mark);

    private static AnswerGuard Guard(string shape, AnswerGuardSettings answers)
    {
        var dialect = BuiltInDialects.Of(shape.Split('-')[0] switch { "anthropic" => WireFormat.AnthropicMessages, "chat" => WireFormat.OpenAIChat, "responses" => WireFormat.OpenAIResponses, _ => WireFormat.Gemini });
        return new GuardChain(new PieceScanner(), new RuleScanner(), new SessionPlaceholders(TimeProvider.System), new Lazy<byte[]>(new byte[32]))
            .BeforeAnswer(new GuardSettings { Answers = answers }, new GuardSubject("tenant", null, null, null), "session", dialect)!;
    }

    private static byte[] Play(string shape, AnswerGuard guard, string spoken, Random dice, int longest)
    {
        var caller = new ArrayBufferWriter<byte>();
        foreach (string one in Events(shape, spoken, dice, longest))
        {
            guard.Feed(Encoding.UTF8.GetBytes(one), caller, all: false);
        }

        guard.Finish(caller);
        return caller.WrittenSpan.ToArray();
    }

    private static IEnumerable<string> Events(string shape, string spoken, Random dice, int longest)
    {
        string said = shape.EndsWith("arguments", StringComparison.Ordinal) ? JsonSerializer.Serialize(new { a = spoken }, new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) : spoken;
        for (int at = 0; at < said.Length;)
        {
            int size = Math.Min(said.Length - at, 1 + dice.Next(longest));
            size += at + size < said.Length && char.IsHighSurrogate(said[at + size - 1]) ? 1 : 0;
            yield return Event(shape, said.Substring(at, size));
            at += size;
        }

        yield return shape.Split('-')[0] switch
        {
            "anthropic" => "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":1}\n\n",
            "chat" => "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
            "responses" => "data: {\"type\":\"response.output_item.done\",\"output_index\":0}\n\n",
            _ => "data: {\"candidates\":[{\"finishReason\":\"STOP\"}]}\n\n",
        };
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
            "responses" => $"{{\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":{json}}}",
            "responses-arguments" => $"{{\"type\":\"response.function_call_arguments.delta\",\"output_index\":0,\"delta\":{json}}}",
            _ => $"{{\"candidates\":[{{\"content\":{{\"parts\":[{{\"text\":{json}}}]}}}}]}}",
        } + "\n\n";
    }

    private static string Heard(string shape, ReadOnlySpan<byte> events)
    {
        var heard = new StringBuilder();
        foreach (string line in Encoding.UTF8.GetString(events).Split('\n').Where(static l => l.StartsWith("data: {", StringComparison.Ordinal)))
        {
            using var json = JsonDocument.Parse(line[6..]);
            Strings(json.RootElement, "", heard);
        }

        string said = heard.ToString();
        return shape.EndsWith("arguments", StringComparison.Ordinal) && said.EndsWith("\"}", StringComparison.Ordinal) ? JsonDocument.Parse(said).RootElement.GetProperty("a").GetString()! : said.StartsWith("{\"a\":\"", StringComparison.Ordinal) ? said[6..] : said;
    }

    private static void Strings(JsonElement value, string name, StringBuilder heard)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Strings(member.Value, member.Name, heard);
                }

                break;
            case JsonValueKind.Array:
                foreach (var element in value.EnumerateArray())
                {
                    Strings(element, name, heard);
                }

                break;
            case JsonValueKind.String when name is "text" or "content" or "delta" or "arguments" or "partial_json":
                heard.Append(value.GetString());
                break;
        }
    }
}
