using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Simulated;

public sealed class ScriptTests
{
    [Theory]
    [InlineData("429", ScriptAct.Status, 429, 0, null)]
    [InlineData("sim-cheap-429-twice", ScriptAct.Status, 429, 2, null)]
    [InlineData("vendor/429-once-retry-after-3", ScriptAct.Status, 429, 1, 3)]
    [InlineData("502-twice", ScriptAct.Status, 502, 2, null)]
    [InlineData("m-error-event-early", ScriptAct.ErrorEventEarly, 0, 0, null)]
    [InlineData("m-error-event", ScriptAct.ErrorEvent, 0, 0, null)]
    [InlineData("big-100", ScriptAct.Big, 100, 0, null)]
    [InlineData("slow-between-200", ScriptAct.SlowBetween, 200, 0, null)]
    [InlineData("bench-100k", ScriptAct.Bench, 102400, 0, null)]
    [InlineData("reset-once", ScriptAct.Reset, 0, 1, null)]
    internal void Names_ask_for_mishaps(string model, ScriptAct act, int number, int times, int? retryAfter) =>
        Assert.Equal(new Script(act, number, times, retryAfter), Script.Parse(model));

    [Theory]
    [InlineData("gpt-5.5")]
    [InlineData("claude-opus-4-20250514")]
    [InlineData("sim-strong")]
    [InlineData("mistral-large-2407")]
    [InlineData("qwen3-coder-480b")]
    public void Ordinary_names_ask_for_nothing(string model) => Assert.Equal(Script.None, Script.Parse(model));

    public static TheoryData<WireFormat, bool> Everywhere()
    {
        var data = new TheoryData<WireFormat, bool>();
        foreach (var format in Rig.Formats)
        {
            data.Add(format, false);
            data.Add(format, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task Twice_counts_per_model_and_conversation(WireFormat format, bool stream)
    {
        await using var rig = await Rig.StartAsync();
        foreach (string id in new[] { "a", "b" })
        {
            var seen = new List<int>();
            for (int i = 0; i < 3; i++)
            {
                using var response = await rig.SendAsync(format, "429-twice-retry-after-7", stream, testId: id);
                seen.Add((int)response.StatusCode);
                Assert.Equal(i < 2 ? "7" : null, response.Headers.RetryAfter?.ToString());
            }

            Assert.Equal([429, 429, 200], seen);
        }
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task Connections_break_before_the_first_byte(WireFormat format, bool stream)
    {
        await using var rig = await Rig.StartAsync();
        foreach (string model in new[] { "reset", "refuse" })
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => rig.SendAsync(format, model, stream));
        }
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task A_dying_answer_breaks_off_after_some_of_it(WireFormat format, bool stream)
    {
        await using var rig = await Rig.StartAsync();
        using var response = await rig.SendAsync(format, "dies-mid-stream", stream);
        Assert.Equal(200, (int)response.StatusCode);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var copy = new MemoryStream();
        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(copy, TestContext.Current.CancellationToken));
        Assert.True(copy.Length > 0);
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task A_cut_answer_ends_properly_and_too_soon(WireFormat format, bool stream)
    {
        await using var rig = await Rig.StartAsync();
        using var whole = await rig.SendAsync(format, "m", stream);
        using var response = await rig.SendAsync(format, "cut", stream);
        using var early = await rig.SendAsync(format, "cut-early", stream);
        string cut = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.InRange(cut.Length, 1, (await whole.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Length - 1);
        foreach (string end in new[] { "[DONE]", "message_stop", "response.completed", "finishReason\":\"STOP", "finish_reason\":\"stop" })
        {
            Assert.DoesNotContain(end, cut, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("This is", await early.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_events_come_early_or_amid_content_in_each_dialect()
    {
        await using var rig = await Rig.StartAsync();
        foreach (var format in Rig.Formats)
        {
            var amid = await rig.StreamAsync(format, "error-event");
            var early = await rig.StreamAsync(format, "error-event-early");
            Assert.Contains("error", amid[^1].Data, StringComparison.Ordinal);
            Assert.Contains("error", early[^1].Data, StringComparison.Ordinal);
            Assert.Contains(amid, e => e.Data.Contains("This is", StringComparison.Ordinal));
            Assert.DoesNotContain(early, e => e.Data.Contains("This is", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("garbage-event")]
    [InlineData("garbage-early")]
    public async Task Garbage_is_one_event_that_is_not_json(string model)
    {
        await using var rig = await Rig.StartAsync();
        foreach (var format in Rig.Formats)
        {
            var events = await rig.StreamAsync(format, model);
            Assert.Single(events, e => !IsJson(e.Data) && e.Data is not "[DONE]");
            using var whole = await rig.SendAsync(format, model, false);
            Assert.False(IsJson(await whole.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        }
    }

    [Theory]
    [InlineData("comments")]
    [InlineData("crlf")]
    [InlineData("padding")]
    [InlineData("no-done")]
    [InlineData("no-usage")]
    [InlineData("usage-every-chunk")]
    public async Task Peculiar_answers_are_still_answers(string model)
    {
        await using var rig = await Rig.StartAsync();
        foreach (var format in Rig.Formats)
        {
            var events = await rig.StreamAsync(format, model);
            Assert.All(events, e => Assert.True(IsJson(e.Data) || e.Data is "[DONE]"));
            Assert.Contains("This is", string.Concat(events.Select(e => e.Data)), StringComparison.Ordinal);
            if (model is "no-usage")
            {
                Assert.DoesNotContain(events, e => e.Data.Contains("output_tokens\":", StringComparison.Ordinal) && !e.Data.Contains("max_output_tokens", StringComparison.Ordinal));
            }

            Assert.NotEqual(JsonValueKind.Undefined, (await rig.AskAsync(format, model)).ValueKind);
        }
    }

    [Fact]
    public async Task A_stalled_stream_is_silent_until_the_caller_leaves()
    {
        await using var rig = await Rig.StartAsync();
        using (var response = await rig.SendAsync(WireFormat.OpenAIChat, "stalls", true))
        {
            await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            Assert.True(await body.ReadAsync(new byte[10], TestContext.Current.CancellationToken) > 0);
            Assert.Equal(SimulatedEnding.Pending, rig.Provider.Requests[0].Ending);
        }

        for (int i = 0; i < 200 && rig.Provider.Requests[0].Ending == SimulatedEnding.Pending; i++)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.Equal(SimulatedEnding.CallerLeft, rig.Provider.Requests[0].Ending);
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task Big_answers_hold_the_megabytes_they_promise(WireFormat format, bool stream)
    {
        await using var rig = await Rig.StartAsync();
        using var response = await rig.SendAsync(format, "big-2", stream);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        int words = text.Split("quick brown").Length - 1;
        Assert.InRange(words, (2 << 20) / 65, (2 << 20) / 65 + 2);
        Assert.True(stream || IsJson(text));
    }

    [Fact]
    public async Task Echo_tells_what_arrived_and_the_requests_can_be_read_back()
    {
        await using var rig = await Rig.StartAsync();
        var answer = await rig.AskAsync(WireFormat.OpenAIChat, "echo");
        var told = JsonSerializer.Deserialize<JsonElement>(answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!);
        Assert.Equal("2023-06-01", told.GetProperty("headers").GetProperty("anthropic-version").GetString());
        Assert.Equal(rig.Provider.Requests[0].Body.Length, told.GetProperty("bytes").GetInt32());
        Assert.Equal("/v1/chat/completions", rig.Provider.Requests[0].Path);
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task Bench_models_answer_fixed_bytes_unrecorded(WireFormat format, bool stream)
    {
        await using var rig = await Rig.StartAsync();
        using var one = await rig.SendAsync(format, "bench-2k", stream);
        using var two = await rig.SendAsync(format, "bench-2k", stream);
        byte[] bytes = await one.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True(bytes.Length > 2048);
        Assert.Equal(bytes, await two.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Empty(rig.Provider.Requests);
    }

    [Fact]
    public async Task Tokens_are_written_up_to_what_the_caller_allows()
    {
        await using var rig = await Rig.StartAsync();
        var all = await rig.AskAsync(WireFormat.AnthropicMessages, "tokens-500");
        var few = await rig.AskAsync(WireFormat.AnthropicMessages, "tokens-500", Rig.Body(WireFormat.AnthropicMessages, "tokens-500", false).Replace("4096", "100", StringComparison.Ordinal));
        Assert.Equal((500, "end_turn"), (all.GetProperty("usage").GetProperty("output_tokens").GetInt32(), all.GetProperty("stop_reason").GetString()));
        Assert.Equal((100, "max_tokens"), (few.GetProperty("usage").GetProperty("output_tokens").GetInt32(), few.GetProperty("stop_reason").GetString()));
    }

    private static bool IsJson(string text)
    {
        try
        {
            JsonSerializer.Deserialize<JsonElement>(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
