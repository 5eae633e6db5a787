using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>An answer kept to be given again: a whole body in the format it was given in, replayed in any format, as a stream or not.</summary>
public static class KeptAnswer
{
    /// <summary>
    /// What was sent to a caller, as it is to be kept; null where it is no finished text: calls of tools, refusals, answers cut by a limit.
    /// Reasoning is left out: it belongs to the conversation it was made in.
    /// </summary>
    /// <param name="sent">A whole body, or the events of a stream.</param>
    /// <param name="usage">As it went into the books: a stream may not have told it.</param>
    public static byte[]? Of(WireFormat format, ReadOnlySpan<byte> sent, bool isEvents, Usage usage)
    {
        var context = AnswerShape.Home(format, "", "", 0, showsUsage: true);
        var answer = isEvents ? AnswerShape.Join(sent, context, out _) : Open(format, sent, context);
        if (answer is not { Stop: StopClass.EndTurn or StopClass.StopSequence })
        {
            return null;
        }

        var spoken = answer.Contents.Where(static c => c.Kind != PartKind.Reasoning).ToList();
        if (spoken.Count == 0 || spoken.Any(static c => c.Kind != PartKind.Text || c.IsRefusal) || spoken.All(static c => c.Text.Length == 0))
        {
            return null;
        }

        var kept = answer with { Contents = spoken, Usage = usage };
        return JsonOut.Body(json => Translator.Of(format).WriteAnswer(kept, context, json));
    }

    /// <summary>The answer to this request; null where what was kept is broken.</summary>
    /// <param name="id">For formats whose answers are told apart by it, where the kept one has none.</param>
    /// <param name="at">Seconds since 1970, for formats that date their answers.</param>
    public static byte[]? Replay(ReadOnlySpan<byte> kept, WireFormat format, RequestView request, bool asEvents, string id, long at)
    {
        var answer = Open(format, kept, AnswerShape.Home(format, request.Model, id, 0, showsUsage: true));
        if (answer is not { Contents.Count: > 0 })
        {
            return null;
        }

        var to = Translator.Of(request.Format);
        var context = AnswerShape.Home(request.Format, answer.Model, id, at, Translator.ShowsUsage(request));
        if (!asEvents)
        {
            return JsonOut.Body(json => to.WriteAnswer(answer, context, json));
        }

        return AnswerShape.Events(answer with { Usage = answer.Usage ?? default }, context);
    }

    private static Answer? Open(WireFormat format, ReadOnlySpan<byte> body, AnswerContext context) =>
        AnswerBody.TryOpen(body, out var root) ? Translator.Of(format).ReadAnswer(root, context, new Losses()) : null;
}
