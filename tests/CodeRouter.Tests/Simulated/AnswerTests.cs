using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Simulated;

public sealed class AnswerTests
{
    [Fact]
    public async Task Every_dialect_answers_whole_with_usage()
    {
        await using var rig = await Rig.StartAsync();
        var chat = await rig.AskAsync(WireFormat.OpenAIChat, "m");
        Assert.StartsWith("This is m", chat.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.True(chat.GetProperty("usage").GetProperty("completion_tokens").GetInt32() > 10);
        var responses = await rig.AskAsync(WireFormat.OpenAIResponses, "m");
        Assert.Equal("completed", responses.GetProperty("status").GetString());
        Assert.StartsWith("This is m", responses.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString());
        var anthropic = await rig.AskAsync(WireFormat.AnthropicMessages, "m");
        Assert.Equal("end_turn", anthropic.GetProperty("stop_reason").GetString());
        Assert.True(anthropic.GetProperty("usage").GetProperty("output_tokens").GetInt32() > 10);
        var gemini = await rig.AskAsync(WireFormat.Gemini, "m");
        Assert.Equal("STOP", gemini.GetProperty("candidates")[0].GetProperty("finishReason").GetString());
        Assert.True(gemini.GetProperty("usageMetadata").GetProperty("candidatesTokenCount").GetInt32() > 10);
    }

    [Fact]
    public async Task Anthropic_streams_open_and_close_every_block_in_order()
    {
        await using var rig = await Rig.StartAsync(new() { Answers = _ => new() { Reasoning = "let me think about it", Text = "I will read it.", ToolCalls = [new("Read", "{\"file_path\":\"a.py\"}")] } });
        var events = await rig.StreamAsync(WireFormat.AnthropicMessages, "m");
        Assert.Equal("message_start", events[0].Name);
        Assert.Equal("message_stop", events[^1].Name);
        Assert.Equal("message_delta", events[^2].Name);
        int open = -1, next = 0;
        foreach (var (name, data) in events)
        {
            var json = JsonSerializer.Deserialize<JsonElement>(data);
            Assert.Equal(name, json.GetProperty("type").GetString());
            if (name is "content_block_start")
            {
                Assert.Equal(-1, open);
                open = json.GetProperty("index").GetInt32();
                Assert.Equal(next++, open);
            }
            else if (name is "content_block_delta")
            {
                Assert.Equal(open, json.GetProperty("index").GetInt32());
            }
            else if (name is "content_block_stop")
            {
                open = -1;
            }
        }

        Assert.Equal(3, next);
        Assert.Contains("tool_use", events[^2].Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Responses_streams_number_their_events_and_end_with_the_whole_answer()
    {
        await using var rig = await Rig.StartAsync(new() { Answers = _ => new() { Reasoning = "hm", Text = "Text.", ToolCalls = [new("exec_command", "{\"cmd\":\"ls\"}"), new("apply_patch", "*** Begin Patch", true)] } });
        var events = await rig.StreamAsync(WireFormat.OpenAIResponses, "m");
        Assert.Equal("response.created", events[0].Name);
        for (int i = 0; i < events.Count; i++)
        {
            Assert.Equal(i, JsonSerializer.Deserialize<JsonElement>(events[i].Data).GetProperty("sequence_number").GetInt32());
        }

        var last = JsonSerializer.Deserialize<JsonElement>(events[^1].Data);
        Assert.Equal("response.completed", events[^1].Name);
        var types = last.GetProperty("response").GetProperty("output").EnumerateArray().Select(item => item.GetProperty("type").GetString());
        Assert.Equal("reasoning message function_call custom_tool_call", string.Join(" ", types));
        Assert.True(last.GetProperty("response").GetProperty("usage").GetProperty("output_tokens").GetInt32() > 0);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task A_chat_stream_reports_usage_only_when_asked(bool ask, int chunks)
    {
        await using var rig = await Rig.StartAsync();
        string body = Rig.Body(WireFormat.OpenAIChat, "m", true);
        var events = await rig.StreamAsync(WireFormat.OpenAIChat, "m", ask ? body : body.Replace(",\"stream_options\":{\"include_usage\":true}", "", StringComparison.Ordinal));
        Assert.Equal("[DONE]", events[^1].Data);
        Assert.Equal(chunks, events.Count(e => e.Data.Contains("\"choices\":[]", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Gemini_streams_events_or_one_list()
    {
        await using var rig = await Rig.StartAsync();
        var events = await rig.StreamAsync(WireFormat.Gemini, "m");
        Assert.All(events, e => Assert.Contains("usageMetadata", e.Data, StringComparison.Ordinal));
        Assert.Single(events, e => e.Data.Contains("finishReason", StringComparison.Ordinal));
        using var response = await rig.Client.PostAsync("/v1/models/m:streamGenerateContent", new StringContent(Rig.Body(WireFormat.Gemini, "m", true)), TestContext.Current.CancellationToken);
        var list = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(events.Count, list.GetArrayLength());
    }

    [Fact]
    public async Task A_repeated_prefix_is_read_from_the_cache_until_five_minutes_have_passed()
    {
        var clock = new SettableClock();
        await using var rig = await Rig.StartAsync(new() { Clock = clock });
        string text = string.Concat(Enumerable.Repeat("a long system prompt ", 400));
        string Body(string more) => $$"""{"model":"m","messages":[{"role":"system","content":"{{text}}"},{"role":"user","content":"one"}{{more}}]}""";
        async Task<int> Cached(string more) => (await rig.AskAsync(WireFormat.OpenAIChat, "m", Body(more))).GetProperty("usage").GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32();

        Assert.Equal(0, await Cached(""));
        Assert.InRange(await Cached(",{\"role\":\"assistant\",\"content\":\"yes\"},{\"role\":\"user\",\"content\":\"two\"}"), 2000, 2300);
        clock.Now += TimeSpan.FromMinutes(6);
        Assert.Equal(0, await Cached(""));
    }

    [Fact]
    public async Task Anthropic_bills_the_writing_of_marked_prefixes_and_reads_them_when_the_mark_moves_on()
    {
        await using var rig = await Rig.StartAsync();
        string system = string.Concat(Enumerable.Repeat("a long system prompt ", 400));
        string Block(string text, bool mark) => $$"""{"type":"text","text":"{{text}}"{{(mark ? ",\"cache_control\":{\"type\":\"ephemeral\"}" : "")}}}""";
        string Body(params string[] blocks) => $$"""{"model":"m","max_tokens":9,"system":[{{Block(system, true)}}],"messages":[{"role":"user","content":[{{string.Join(',', blocks)}}]}]}""";
        var first = (await rig.AskAsync(WireFormat.AnthropicMessages, "m", Body(Block("one", true)))).GetProperty("usage");
        var second = (await rig.AskAsync(WireFormat.AnthropicMessages, "m", Body(Block("one", false), Block("two", true)))).GetProperty("usage");
        int written = first.GetProperty("cache_creation_input_tokens").GetInt32();
        Assert.True(written > 2000);
        Assert.Equal(0, first.GetProperty("cache_read_input_tokens").GetInt32());
        Assert.Equal(written, second.GetProperty("cache_read_input_tokens").GetInt32());
        Assert.InRange(second.GetProperty("cache_creation_input_tokens").GetInt32(), 1, 20);
    }

    private sealed class SettableClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
