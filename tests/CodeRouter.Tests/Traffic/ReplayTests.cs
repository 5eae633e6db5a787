using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;
using CodeRouter.Upstreams;
using Xunit;

namespace CodeRouter.Tests.Traffic;

/// <summary>Every recorded exchange goes through the gateway as it was: bytes, status, headers; and the books agree with a second reckoning.</summary>
[Trait("needs", "shared")]
public sealed class ReplayTests
{
    private static readonly string[] OnEveryAnswer =
        ["Phase", "Phase-Confidence", "Agent", "Model", "Cost", "Cost-If-Opus", "Baseline", "Savings", "Decision", "Session", "Tier", "Reason", "Request-Hash"];

    private static readonly string[] OnlyTransport = ["date", "transfer-encoding", "cache-control", "server"];

    public static TheoryData<string, WireFormat, string> Files() => new()
    {
        { "openai.chat", WireFormat.OpenAIChat, "generate" },
        { "openai.responses", WireFormat.OpenAIResponses, "generate" },
        { "anthropic.messages", WireFormat.AnthropicMessages, "generate" },
        { "gemini.generateContent", WireFormat.Gemini, "generate" },
        { "gemini.streamGenerateContent", WireFormat.Gemini, "generate" },
        { "anthropic.count_tokens", WireFormat.AnthropicMessages, "count" },
        { "gemini.countTokens", WireFormat.Gemini, "count" },
        { "openai.responses_input_tokens", WireFormat.OpenAIResponses, "count" },
        { "openai.responses_compact", WireFormat.OpenAIResponses, "compact" },
        { "openai.embeddings", WireFormat.OpenAIChat, "embeddings" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public Task A_recorded_exchange_passes_byte_for_byte_and_is_booked_right(string api, WireFormat format, string operation)
    {
        var recordings = Recording.Read(Path.Combine(Recording.Folder(), "dev", api + ".jsonl"), format, operation).ToList();
        return PlayAllAsync(recordings.Select(r => Replay.Of(r)));
    }

    [Fact]
    public Task Usage_that_the_caller_of_a_chat_stream_did_not_ask_for_is_withheld_and_nothing_else()
    {
        var recordings = Recording.Read(Path.Combine(Recording.Folder(), "dev", "openai.chat.jsonl"), WireFormat.OpenAIChat, "generate").Where(Replay.AsksUsage);
        return PlayAllAsync(recordings.Select(r => Replay.Of(r, forgetUsage: true)));
    }

    [Theory]
    [InlineData("openai.chat", WireFormat.OpenAIChat)]
    [InlineData("openai.responses", WireFormat.OpenAIResponses)]
    [InlineData("anthropic.messages", WireFormat.AnthropicMessages)]
    [InlineData("gemini.streamGenerateContent", WireFormat.Gemini)]
    public Task An_edge_case_that_somebody_wrote_by_hand_passes_too(string api, WireFormat format)
    {
        string file = Path.Combine(Recording.Folder(), "handwritten_edge_cases.jsonl");
        return PlayAllAsync(Recording.Read(file, format, "generate", l => l.GetProperty("api").GetString() == api).Select(r => Replay.Of(r)));
    }

    private static async Task PlayAllAsync(IEnumerable<Replay> all)
    {
        var replays = all.ToList();
        Assert.NotEmpty(replays);
        await using var rig = await ReplayRig.StartAsync(replays.Select(r => Replay.UpstreamModel(r.Recording)), [replays[0].Recording.Format]);
        var wrong = new ConcurrentBag<string>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(replays, options, async (replay, cancel) =>
        {
            // An answer that never ends is a finding too, told with its id.
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(TimeSpan.FromSeconds(20));
            try
            {
                await JudgeAsync(rig, replay, patience.Token);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                string message = e is OperationCanceledException ? "no end within 20 s" : e.Message.Replace("\n", " | ", StringComparison.Ordinal);
                wrong.Add($"{replay.Recording.Id}: {(message.Length > 900 ? message[..900] : message)}");
            }
        });
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {replays.Count}:\n" + string.Join('\n', wrong.Order(StringComparer.Ordinal)));
    }

    private static async Task JudgeAsync(ReplayRig rig, Replay replay, CancellationToken cancel)
    {
        var recording = replay.Recording;
        var (answer, body, seen) = await rig.PlayAsync(replay, cancel);
        using (answer)
        {
            Assert.NotNull(seen);
            Assert.Equal(replay.ExpectedPath, seen.PathAndQuery);
            Assert.Equal(replay.ExpectedBody, Encoding.UTF8.GetString(seen.Body));
            WithheldUpstream(seen);
            foreach (string header in OnEveryAnswer)
            {
                Assert.True(answer.Headers.Contains("X-CodeRouter-" + header), $"X-CodeRouter-{header} is missing on {(int)answer.StatusCode}");
            }

            var expected = Expected.Of(replay);
            Assert.True(expected.Status == 0 ? (int)answer.StatusCode >= 400 : (int)answer.StatusCode == expected.Status, $"status {(int)answer.StatusCode} instead of {expected.Status}: {Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(300, body.Length)))}");
            if (expected.Body is not null)
            {
                string got = Encoding.UTF8.GetString(body);
                Assert.Equal(Encoding.UTF8.GetString(expected.Body), expected.EndsInOurError ? got[..Math.Min(got.Length, expected.Body.Length)] : got);
                Assert.True(!expected.EndsInOurError || EventText.Split(body)[^1].IsError, "a stream that was cut does not end in an error");
                Assert.Equal(recording.ContentType, answer.Content.Headers.NonValidated["Content-Type"].ToString());
            }
            else
            {
                Assert.Contains(expected.Says!, JsonNode.Parse(body)!["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
            }

            HeadersBack(recording, answer);
            if (recording is { Operation: not "count" } && expected is { Status: 200, EndsInOurError: false })
            {
                await BooksAsync(rig, replay, answer, expected);
            }
        }
    }

    private static void WithheldUpstream(Seen seen)
    {
        foreach (var (name, value) in seen.Headers)
        {
            bool known = name.ToLowerInvariant() is "host" or "content-type" or "content-length" or "user-agent" or "accept" or "idempotency-key" or "authorization" or "x-api-key" or "x-goog-api-key"
                || name.StartsWith("anthropic-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("openai-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("x-goog-", StringComparison.OrdinalIgnoreCase);
            Assert.True(known, $"{name} went upstream");
            Assert.DoesNotContain("callers-own-secret", value, StringComparison.Ordinal);
        }
    }

    private static void HeadersBack(Recording recording, HttpResponseMessage answer)
    {
        var back = answer.Headers.NonValidated.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in recording.Headers)
        {
            if (PassedHeaders.ComesBack(name))
            {
                Assert.True(back.TryGetValue(name, out string? kept) && kept == value, $"{name}: {value} did not come back, but {kept ?? "nothing"}");
            }
        }

        foreach (string name in back.Keys)
        {
            Assert.True(
                name.StartsWith("X-CodeRouter-", StringComparison.OrdinalIgnoreCase) || OnlyTransport.Contains(name, StringComparer.OrdinalIgnoreCase)
                || (name.Equals("retry-after", StringComparison.OrdinalIgnoreCase) && (int)answer.StatusCode is 429 or 503 or 529)
                || (name.Equals("x-should-retry", StringComparison.OrdinalIgnoreCase) && (int)answer.StatusCode is 401 or 402 or 403 or 429)
                || recording.Headers.Any(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase) && PassedHeaders.ComesBack(name)),
                $"{name} is neither ours nor one that passes");
        }
    }

    private static async Task BooksAsync(ReplayRig rig, Replay replay, HttpResponseMessage answer, Expected expected)
    {
        var decision = await rig.Gateway.DecisionAsync(answer);
        var booked = decision.GetProperty("usage");
        if (expected.Usage is not { } usage)
        {
            Assert.True(booked.GetProperty("estimated").GetBoolean(), "no usage was reported, yet the books do not say estimated");
            return;
        }

        Assert.Equal(
            $"in {usage.Input} read {usage.CacheRead} write5m {usage.CacheWrite5m} write1h {usage.CacheWrite1h} out {usage.Output} reasoning {usage.Reasoning}",
            $"in {N("input_tokens")} read {N("cached_input_tokens")} write5m {N("cache_write_5m_tokens")} write1h {N("cache_write_1h_tokens")} out {N("output_tokens")} reasoning {N("reasoning_tokens")}");
        decimal cost = ((usage.Input * 3m) + (usage.CacheRead * 0.3m) + (usage.CacheWrite5m * 3.75m) + (usage.CacheWrite1h * 3.75m) + (usage.Output * 15m)) / 1_000_000m;
        if (expected.Failed && decision.GetProperty("reserved_usd") is { ValueKind: JsonValueKind.Number } reserved)
        {
            cost = Math.Min(cost, reserved.GetDecimal());
        }

        Assert.Equal(expected.Failed ? "truncated" : "answered", decision.GetProperty("state").GetString());
        Assert.True(usage.CacheWrite1h > 0 || Math.Abs(decision.GetProperty("cost_usd").GetDecimal() - cost) < 0.000001m, $"cost {decision.GetProperty("cost_usd")} instead of {cost}");

        long N(string name) => booked.GetProperty(name).GetInt64();
    }
}
