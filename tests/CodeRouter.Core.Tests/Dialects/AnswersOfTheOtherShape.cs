using System.Text;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Tests.Steps;
using Xunit;

namespace CodeRouter.Core.Tests.Dialects;

/// <summary>A server that sends a whole answer where a stream was asked for, or a stream where nobody asked for one.</summary>
public sealed class AnswersOfTheOtherShape
{
    public static TheoryData<WireFormat> Formats => [.. Enum.GetValues<WireFormat>()];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_whole_answer_becomes_events_that_say_the_same(WireFormat format)
    {
        byte[] whole = Given(format, "answer.json");
        byte[] events = AnswerShape.AsEvents(whole, Recordings.View(format, Encoding.UTF8.GetBytes(Through.Smallest(format))), "m", "id1", 1)!;
        Assert.Null(StreamRules.Broken(format, Recordings.Events(Encoding.UTF8.GetString(events))));
        Assert.Equal(Said(format, whole), Said(format, AnswerShape.AsWhole(format, events, "m", "id1", 1, out _)!), StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_stream_becomes_a_whole_answer_unless_it_broke_off(WireFormat format)
    {
        string stream = Encoding.UTF8.GetString(Given(format, "stream.txt"));
        byte[]? whole = AnswerShape.AsWhole(format, Encoding.UTF8.GetBytes("\uFEFF" + stream.TrimEnd()), "m", "id1", 1, out _);
        Assert.NotNull(whole);
        Assert.Contains("call:", Said(format, whole), StringComparison.Ordinal);
        Assert.Null(AnswerShape.AsWhole(format, Encoding.UTF8.GetBytes(stream[..(stream.Length / 2)]), "m", "id1", 1, out _));
    }

    private static byte[] Given(WireFormat format, string file) => File.ReadAllBytes(Path.Combine(Corpus.Folder, "dialects", format.ApiName(), file));

    /// <summary>Text, calls, reasoning with its signature, stop and usage.</summary>
    private static string Said(WireFormat format, byte[] whole)
    {
        var answer = Translator.Of(format).ReadAnswer(JsonSpan.Of(whole), AnswerShape.Home(format, "m", "id1", 1, showsUsage: true), new Losses());
        return Essence.Of(answer) + "\n" + string.Join('\n', answer.Contents.Where(c => c.Kind == PartKind.Reasoning).Select(c => c.Text + " | " + c.State?.Data));
    }
}
