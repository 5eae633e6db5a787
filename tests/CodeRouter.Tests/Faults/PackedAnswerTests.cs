using System.IO.Compression;
using System.Text;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using CodeRouter.Tests.Kinds;
using Xunit;

namespace CodeRouter.Tests.Faults;

/// <summary>Servers, and proxies before them, that compress what nobody asked them to.</summary>
public sealed class PackedAnswerTests
{
    private const string Whole = """{"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"fine"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}""";
    private const string Events = "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"fine\"},\"finish_reason\":null}]}\n\ndata: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    [Theory]
    [InlineData("gzip", WireFormat.OpenAIChat, false)]
    [InlineData("gzip", WireFormat.OpenAIChat, true)]
    [InlineData("GZIP", WireFormat.AnthropicMessages, true)]
    [InlineData("br", WireFormat.AnthropicMessages, false)]
    [InlineData("br", WireFormat.OpenAIChat, true)]
    [InlineData("deflate", WireFormat.Gemini, false)]
    public async Task Such_an_answer_is_unpacked(string encoding, WireFormat caller, bool stream)
    {
        await using var rig = await StartAsync(encoding, Packed(encoding, stream ? Events : Whole), stream);
        using var answer = await rig.Gateway.AskAsync(caller, "named", stream);
        string body = await Told.BodyAsync(answer);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Contains("fine", body, StringComparison.Ordinal);
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.Equal("answered", (await rig.Gateway.DecisionAsync(answer)).GetProperty("state").GetString());
        Assert.All(rig.Seen, static seen => Assert.DoesNotContain("Accept-Encoding", seen.Headers.Keys));
    }

    [Fact]
    public async Task A_refusal_is_unpacked_too()
    {
        await using var rig = await StartAsync("gzip", Packed("gzip", """{"error":{"message":"slow down","type":"rate_limit_error"}}"""), stream: false, status: 429);
        using var answer = await rig.Gateway.AskAsync(WireFormat.AnthropicMessages, "named");
        Assert.Equal(429, (int)answer.StatusCode);
        Assert.Contains("slow down", await Told.BodyAsync(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip", "no such thing")]
    [InlineData("br", "no such thing")]
    [InlineData("zstd", "no such thing")]
    public async Task What_cannot_be_unpacked_is_a_failure_of_the_upstream(string encoding, string bytes)
    {
        await using var rig = await StartAsync(encoding, Encoding.UTF8.GetBytes(bytes), stream: false);
        using var answer = await rig.Gateway.AskAsync(WireFormat.OpenAIChat, "named");
        string body = await Told.BodyAsync(answer);
        Assert.Equal(502, (int)answer.StatusCode);
        Told.OurError(WireFormat.OpenAIChat, answer.StatusCode, body);
        Assert.Equal(encoding is "zstd", body.Contains("(zstd)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_that_breaks_off_packed_never_looks_finished()
    {
        byte[] packed = Packed("gzip", Events[..(Events.IndexOf("finish_reason\":\"stop", StringComparison.Ordinal) - 60)]);
        await using var rig = await StartAsync("gzip", packed, stream: true);
        using var answer = await rig.Gateway.AskAsync(WireFormat.OpenAIChat, "named", stream: true);
        string body = await Told.BodyAsync(answer);
        Assert.DoesNotContain("[DONE]", body, StringComparison.Ordinal);
        Assert.Contains("\"error\"", body, StringComparison.Ordinal);
    }

    private static Task<KindRig> StartAsync(string encoding, byte[] body, bool stream, int status = 200) => KindRig.StartAsync(
        (http, _) =>
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = stream ? "text/event-stream" : "application/json";
            http.Response.Headers.ContentEncoding = encoding;
            return http.Response.Body.WriteAsync(body).AsTask();
        },
        static c => c with { BaseUri = new Uri(c.BaseUri, "/v1") });

    private static byte[] Packed(string encoding, string text)
    {
        using var packed = new MemoryStream();
        using (Stream packing = encoding.ToLowerInvariant() switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            packing.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
