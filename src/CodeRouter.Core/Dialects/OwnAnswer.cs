using System.Buffers;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>An answer the gateway gives itself, in the caller's format: one text, no tokens used.</summary>
public static class OwnAnswer
{
    /// <param name="asEvents">As a stream's events rather than one body.</param>
    /// <param name="at">Seconds since 1970, for formats that date their answers.</param>
    public static byte[] Write(WireFormat format, string text, string model, string id, bool asEvents, long at)
    {
        var context = new AnswerContext(format, format, new TranslationTarget(model, id), new ToolNames([])) { CreatedAt = at };
        var translation = Translator.Of(format);
        if (!asEvents)
        {
            var answer = new Answer { Id = id, Model = model, Contents = [Content.OfText(text)], Stop = StopClass.EndTurn, Usage = default(Usage) };
            return JsonOut.Body(writer => translation.WriteAnswer(answer, context, writer));
        }

        var output = new ArrayBufferWriter<byte>(1024);
        var steps = translation.NewStepWriter(context);
        steps.Output = output;
        steps.On(new AnswerEvent(AnswerEventKind.Start) { Id = id, Text = model });
        steps.On(new AnswerEvent(AnswerEventKind.BlockStart) { Block = Content.OfText("") });
        steps.On(new AnswerEvent(AnswerEventKind.BlockDelta) { Text = text });
        steps.On(new AnswerEvent(AnswerEventKind.BlockEnd));
        steps.On(new AnswerEvent(AnswerEventKind.Usage) { Usage = default });
        steps.On(new AnswerEvent(AnswerEventKind.Stop) { Stop = StopClass.EndTurn });
        return output.WrittenSpan.ToArray();
    }
}
