using System.Buffers;
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
        var context = Context(format, "", "");
        var answer = isEvents ? Join(format, sent, context) : Open(format, sent, context);
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
        var answer = Open(format, kept, Context(format, request.Model, id));
        if (answer is not { Contents.Count: > 0 })
        {
            return null;
        }

        var to = Translator.Of(request.Format);
        bool showsUsage = request.Format != WireFormat.OpenAIChat || new JsonSpan(request.Find("stream_options"u8))["include_usage"u8].IsTrue;
        var context = new AnswerContext(request.Format, request.Format, new TranslationTarget(answer.Model, id), new ToolNames([])) { CreatedAt = at, ShowsUsage = showsUsage };
        if (!asEvents)
        {
            return JsonOut.Body(json => to.WriteAnswer(answer, context, json));
        }

        var output = new ArrayBufferWriter<byte>(1024);
        var steps = to.NewStepWriter(context);
        steps.Output = output;
        steps.On(new AnswerEvent(AnswerEventKind.Start) { Id = answer.Id, Text = answer.Model });
        foreach (var content in answer.Contents)
        {
            steps.On(new AnswerEvent(AnswerEventKind.BlockStart) { Block = Content.OfText("") });
            steps.On(new AnswerEvent(AnswerEventKind.BlockDelta) { Text = content.Text });
            foreach (var citation in content.Citations)
            {
                steps.On(new AnswerEvent(AnswerEventKind.BlockCitation) { Citation = citation });
            }

            steps.On(new AnswerEvent(AnswerEventKind.BlockEnd));
        }

        steps.On(new AnswerEvent(AnswerEventKind.Usage) { Usage = answer.Usage ?? default });
        steps.On(new AnswerEvent(AnswerEventKind.Stop) { Stop = answer.Stop, StopText = answer.StopText });
        return output.WrittenSpan.ToArray();
    }

    private static AnswerContext Context(WireFormat format, string model, string id) => new(format, format, new TranslationTarget(model, id), new ToolNames([]));

    private static Answer? Open(WireFormat format, ReadOnlySpan<byte> body, AnswerContext context) =>
        AnswerBody.TryOpen(body, out var root) ? Translator.Of(format).ReadAnswer(root, context, new Losses()) : null;

    private static Answer Join(WireFormat format, ReadOnlySpan<byte> events, AnswerContext context)
    {
        var builder = new AnswerBuilder();
        var blocks = new SequencedBlocks(builder);
        var reader = Translator.Of(format).NewStepReader(context, new Losses());
        ReadOnlySpan<byte> name = default, data = default;
        foreach (var range in events.Split((byte)'\n'))
        {
            var line = events[range].TrimEnd((byte)'\r');
            if (line.StartsWith("event:"u8))
            {
                name = line[6..].Trim((byte)' ');
            }
            else if (line.StartsWith("data:"u8))
            {
                data = line[5..].Trim((byte)' ');
            }
            else if (line.IsEmpty)
            {
                var root = JsonSpan.Of(data);
                if (root.IsObject)
                {
                    reader.Read(name, root, blocks);
                }

                name = data = default;
            }
        }

        reader.Finish(blocks);
        return builder.Answer;
    }
}
