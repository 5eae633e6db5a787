using System.Text;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using Xunit;

namespace CodeRouter.Core.Tests.Dialects;

/// <summary>An answer kept from any format is a valid stream of any other.</summary>
public sealed class KeptAnswerTests
{
    private static readonly Usage Used = new(12, 0, 0, 0, 5, 0);

    public static TheoryData<WireFormat, WireFormat> Pairs()
    {
        var pairs = new TheoryData<WireFormat, WireFormat>();
        foreach (var from in Enum.GetValues<WireFormat>())
        {
            foreach (var to in Enum.GetValues<WireFormat>())
            {
                pairs.Add(from, to);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_kept_answer_replays_as_a_stream_that_keeps_the_order_of_its_format(WireFormat from, WireFormat to)
    {
        byte[]? kept = KeptAnswer.Of(from, OwnAnswer.Write(from, "Es grüßt\n\"you\".", "m", "id1", asEvents: true, 7), isEvents: true, Used);
        Assert.NotNull(kept);
        byte[]? replayed = KeptAnswer.Replay(kept, from, Recordings.View(to, Encoding.UTF8.GetBytes(Through.Smallest(to))), asEvents: true, "id2", 9);
        Assert.NotNull(replayed);
        Assert.Null(StreamRules.Broken(to, Events(replayed)));

        byte[]? again = KeptAnswer.Of(to, replayed, isEvents: true, Used);
        Assert.Equal(kept.Length, KeptAnswer.Of(from, kept, isEvents: false, Used)!.Length);
        Assert.Contains("grüßt", System.Text.RegularExpressions.Regex.Unescape(Encoding.UTF8.GetString(again!)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":"a","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"cut"},"finish_reason":"length"}]}""")]
    [InlineData("""{"id":"a","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":"no"},"finish_reason":"stop"}]}""")]
    [InlineData("""{"id":"a","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"ls","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}""")]
    [InlineData("""{"id":"a","model":"m","choices":[]}""")]
    [InlineData("""{"id":"a","mod""")]
    public void What_is_no_finished_text_is_not_kept(string body) =>
        Assert.Null(KeptAnswer.Of(WireFormat.OpenAIChat, Encoding.UTF8.GetBytes(body), isEvents: false, Used));

    private static List<SseEvent> Events(byte[] stream) =>
        [.. Encoding.UTF8.GetString(stream).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(block =>
        {
            string[] lines = block.Split('\n');
            string Field(string name) => lines.FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Trim() ?? "";
            return new SseEvent(Encoding.UTF8.GetBytes(Field("event:")), Encoding.UTF8.GetBytes(Field("data:")));
        })];
}
