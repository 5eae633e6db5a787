using System.Buffers;
using System.Text;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;

namespace CodeRouter.Core.Tests.Dialects;

/// <summary>A recorded answer on its way into another format and back.</summary>
internal static class RoundTrip
{
    internal static (AnswerContext There, AnswerContext Back) Contexts(WireFormat home, WireFormat other, byte[]? request)
    {
        var target = new TranslationTarget("m", "req1");
        var offered = request is null ? [] : Translator.Of(home).ReadRequest(Recordings.View(home, request), new Losses()).Tools.Where(t => t.Namespace is null);
        return (new AnswerContext(other, home, target, new ToolNames([])), new AnswerContext(home, other, target, new ToolNames(offered)));
    }

    internal static List<SseEvent> Stream(List<SseEvent> events, AnswerContext context)
    {
        var output = new ArrayBufferWriter<byte>();
        var stream = Translator.NewStream(context);
        foreach (var sent in events)
        {
            stream.Feed(sent.Name, sent.Data, output);
        }

        if (!stream.Finish(output))
        {
            throw new InvalidDataException("The stream is not complete.");
        }

        return Recordings.Events(Encoding.UTF8.GetString(output.WrittenSpan));
    }

    internal static Answer Join(WireFormat format, List<SseEvent> events, AnswerContext context)
    {
        var builder = new AnswerBuilder();
        var blocks = new SequencedBlocks(builder);
        var reader = Translator.Of(format).NewStepReader(context, new Losses());
        foreach (var sent in events.Where(e => e.Data.Length > 0 && e.Data[0] == '{'))
        {
            reader.Read(sent.Name, JsonSpan.Of(sent.Data), blocks);
        }

        reader.Finish(blocks);
        return builder.Answer;
    }
}
