using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using CodeRouter.Tests.Traffic;
using CodeRouter.Upstreams.Kinds;
using Xunit;

namespace CodeRouter.Tests.Kinds;

/// <summary>Amazon's binary event stream, as recorded and as damaged on the way.</summary>
public sealed class FramingTests
{
    [Theory]
    [Trait("needs", "shared")]
    [InlineData("bedrock.converse-stream")]
    [InlineData("bedrock.invoke-with-response-stream")]
    public void Recorded_streams_come_apart_the_same_however_they_are_cut(string api)
    {
        int seen = 0;
        foreach (string line in File.ReadLines(Path.Combine(Recording.Folder(), "dev", api + ".jsonl")))
        {
            var response = JsonNode.Parse(line)!["response"]!;
            if (response["body_b64"] is not { } packed)
            {
                continue;
            }

            byte[] bytes = Convert.FromBase64String(packed.GetValue<string>());
            string[] expected = [.. response["events"]!.AsArray().Select(e => $"{e!["event_type"]} {e["payload"]?["contentBlockIndex"]}")];
            var random = new Random(seen);
            foreach (int most in (int[])[1, 7, 4096, bytes.Length])
            {
                var list = new Listing();
                using var framing = new AwsEventStream();
                for (int at = 0; at < bytes.Length;)
                {
                    int size = Math.Min(bytes.Length - at, most == 1 ? 1 : random.Next(1, most + 1));
                    framing.Feed(bytes.AsSpan(at, size), list, new ArrayBufferWriter<byte>());
                    at += size;
                }

                framing.End(list, new ArrayBufferWriter<byte>());
                Assert.Equal(expected, list.Told);
            }

            seen++;
        }

        Assert.True(seen > 20, $"only {seen} streams");
    }

    [Fact]
    public void A_damaged_byte_anywhere_ends_the_stream_instead_of_being_believed()
    {
        byte[] good = [.. AwsFrames.Event("contentBlockDelta", """{"delta":{"text":"one"}}"""), .. AwsFrames.Event("messageStop", """{"stopReason":"end_turn"}""")];
        Assert.Equal(2, Read(good).Count);
        for (int i = 0; i < good.Length; i++)
        {
            byte[] bad = [.. good];
            bad[i] ^= 0x10;
            Assert.Throws<IOException>(() => Read(bad));
        }
    }

    [Fact]
    public void Half_an_event_at_the_end_is_a_cut() => Assert.Throws<IOException>(() => Read(AwsFrames.Event("messageStop", "{}")[..^3]));

    [Fact]
    public void An_exception_is_told_by_its_name() => Assert.Equal(["ThrottlingException failed"], Read(AwsFrames.Exception("throttlingException", """{"message":"slow down"}""")));

    private static List<string> Read(byte[] bytes)
    {
        var list = new Listing();
        using var framing = new AwsEventStream();
        framing.Feed(bytes, list, new ArrayBufferWriter<byte>());
        framing.End(list, new ArrayBufferWriter<byte>());
        return list.Told;
    }

    private sealed class Listing : IEventSink
    {
        public List<string> Told { get; } = [];

        public void On(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json, bool failed, IBufferWriter<byte> output) =>
            Told.Add($"{Encoding.UTF8.GetString(name)} {(failed ? "failed" : JsonNode.Parse(json)?["contentBlockIndex"])}");

        public void End(IBufferWriter<byte> output)
        {
        }
    }
}
