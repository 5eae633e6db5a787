using System.Security.Cryptography;
using System.Text;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CodeRouter.Tests.Faults;

/// <summary>Answers of any size pass unharmed, and large ones are never gathered in memory.</summary>
[Collection(nameof(BigAnswerTests))]
public sealed class BigAnswerTests
{
    private const int Held = 32 << 20;
    private const int Block = 64 * 1024;

    [Theory]
    [InlineData(WireFormat.OpenAIChat, true)]
    [InlineData(WireFormat.AnthropicMessages, true)]
    [InlineData(WireFormat.OpenAIChat, false)]
    [InlineData(WireFormat.Gemini, false)]
    public async Task A_hundred_megabytes_pass_in_constant_memory_and_unharmed(WireFormat format, bool stream)
    {
        using var sent = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var upstream = await BareUpstream.StartAsync(http => stream ? StreamAsync(http, format, 100, sent) : WholeAsync(http, 100L << 20, whole: true, sent));
        await using var rig = await FaultRig.StartAsync([new("m", "only", "x", At: upstream.BaseUri)]);
        GC.Collect();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        using var answer = await rig.AskAsync(format, "m", stream);
        var (hash, bytes) = await HashAsync(answer);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.Equal(Convert.ToHexString(sent.GetHashAndReset()), hash);
        Assert.True(bytes >= 100L << 20);
        // Pooled and reused: what is newly allocated (by upstream, gateway and client together) stays far below what passed.
        Assert.True(allocated < 80 << 20, $"{allocated >> 20} MB were allocated for {bytes >> 20} MB");
        var decision = await rig.DecisionAsync(answer);
        Assert.Equal("answered", decision.GetProperty("state").GetString());
        Assert.Equal(bytes, decision.GetProperty("response_bytes").GetInt64());
    }

    [Theory]
    [InlineData(Held - 1)]
    [InlineData(Held)]
    [InlineData(Held + 1)]
    public async Task At_the_border_of_what_is_held_nothing_changes(int size)
    {
        using var sent = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var upstream = await BareUpstream.StartAsync(http => WholeAsync(http, size, whole: true, sent));
        await using var rig = await FaultRig.StartAsync([new("m", "only", "x", At: upstream.BaseUri)]);
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "m");
        var (hash, bytes) = await HashAsync(answer);

        Assert.Equal(size, bytes);
        Assert.Equal(Convert.ToHexString(sent.GetHashAndReset()), hash);
        var usage = (await rig.DecisionAsync(answer)).GetProperty("usage");
        Assert.Equal(11, usage.GetProperty("output_tokens").GetInt64());
        Assert.False(usage.GetProperty("estimated").GetBoolean());
    }

    [Theory]
    [InlineData(1 << 20, true)]
    [InlineData(40 << 20, false)]
    public async Task Half_an_answer_never_looks_whole(int size, bool held)
    {
        using var sent = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var upstream = await BareUpstream.StartAsync(http => WholeAsync(http, size, whole: false, sent));
        await using var rig = await FaultRig.StartAsync([new("m", "only", "x", At: upstream.BaseUri)]);
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "m");
        if (held)
        {
            Assert.Equal(502, (int)answer.StatusCode);
            return;
        }

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => HashAsync(answer));
        var decision = await rig.DecisionAsync(answer);
        Assert.Equal("truncated", decision.GetProperty("state").GetString());
        Assert.True(decision.GetProperty("cost_usd").GetDecimal() <= decision.GetProperty("reserved_usd").GetDecimal());
    }

    [Fact]
    public async Task An_event_without_an_end_is_not_waited_for_for_ever()
    {
        await using var upstream = await BareUpstream.StartAsync(async http =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"begun\"}}]}\n\ndata: ");
            byte[] block = new byte[Block];
            block.AsSpan().Fill((byte)'a');
            for (int i = 0; i < 80 << 20; i += Block)
            {
                await http.Response.Body.WriteAsync(block, http.RequestAborted);
            }
        });
        await using var rig = await FaultRig.StartAsync([new("m", "only", "x", At: upstream.BaseUri)]);
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "m", stream: true);
        string body = await Told.BodyAsync(answer);
        Assert.Contains("begun", body, StringComparison.Ordinal);
        Assert.True(body.Length < 10_000);
        Told.EndsWithError(WireFormat.OpenAIChat, body);
    }

    private static async Task WholeAsync(HttpContext http, long size, bool whole, IncrementalHash sent)
    {
        byte[] head = Encoding.UTF8.GetBytes("""{"choices":[{"index":0,"message":{"role":"assistant","content":" """.TrimEnd());
        byte[] tail = Encoding.UTF8.GetBytes("""\" end"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":11,"total_tokens":16}}""");
        http.Response.ContentType = "application/json";
        await WriteAsync(head);
        byte[] block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("some words {[ and \\\" more ", Block / 26)));
        for (long left = size - head.Length - tail.Length; left > 0;)
        {
            byte[] piece = left >= block.Length ? block : Enumerable.Repeat((byte)'x', (int)left).ToArray();
            await WriteAsync(piece);
            left -= piece.Length;
        }

        if (whole)
        {
            await WriteAsync(tail);
        }

        async Task WriteAsync(byte[] bytes)
        {
            sent.AppendData(bytes);
            await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
        }
    }

    private static async Task StreamAsync(HttpContext http, WireFormat format, int megabytes, IncrementalHash sent)
    {
        http.Response.ContentType = "text/event-stream";
        string words = new('w', 30_000);
        byte[] piece = Encoding.UTF8.GetBytes(format == WireFormat.OpenAIChat
            ? "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + words + "\"}}]}\n\n"
            : "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + words + "\"}}\n\n");
        byte[] end = Encoding.UTF8.GetBytes(format == WireFormat.OpenAIChat
            ? "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"
            : "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":9}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        for (long done = 0; done <= (long)megabytes << 20; done += piece.Length)
        {
            sent.AppendData(piece);
            await http.Response.Body.WriteAsync(piece, http.RequestAborted);
        }

        sent.AppendData(end);
        await http.Response.Body.WriteAsync(end, http.RequestAborted);
    }

    private static async Task<(string Hash, long Bytes)> HashAsync(HttpResponseMessage answer)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        byte[] piece = new byte[Block];
        long all = 0;
        int read;
        try
        {
            while ((read = await body.ReadAsync(piece, TestContext.Current.CancellationToken)) > 0)
            {
                hash.AppendData(piece, 0, read);
                all += read;
            }
        }
        catch (IOException e)
        {
            throw new HttpRequestException("cut", e);
        }

        return (Convert.ToHexString(hash.GetHashAndReset()), all);
    }
}

/// <summary>Runs alone: it counts what the process allocates.</summary>
[CollectionDefinition(nameof(BigAnswerTests), DisableParallelization = true)]
public sealed class BigAnswers;
