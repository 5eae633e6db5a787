using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>An answer the gateway gives itself, in the caller's format: one text, no tokens used.</summary>
public static class OwnAnswer
{
    /// <param name="asEvents">As a stream's events rather than one body.</param>
    /// <param name="at">Seconds since 1970, for formats that date their answers.</param>
    public static byte[] Write(WireFormat format, string text, string model, string id, bool asEvents, long at)
    {
        var context = AnswerShape.Home(format, model, id, at, showsUsage: true);
        var answer = new Answer { Id = id, Model = model, Contents = [Content.OfText(text)], Stop = StopClass.EndTurn, Usage = default(Usage) };
        return asEvents ? AnswerShape.Events(answer, context) : JsonOut.Body(writer => Translator.Of(format).WriteAnswer(answer, context, writer));
    }
}
