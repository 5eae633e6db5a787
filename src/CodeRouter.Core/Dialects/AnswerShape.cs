using System.Buffers;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// A whole answer as the events of a stream, and the events of a stream as a whole answer, within one format: for servers that answer the one
/// where the other was asked for. What the neutral form has no words for (a vendor's own tools) is left out.
/// </summary>
public static class AnswerShape
{
    /// <summary>The events that say what this body says; null where it is no answer.</summary>
    /// <param name="id">For formats whose answers are told apart by it, where this one has none.</param>
    /// <param name="at">Seconds since 1970, for formats that date their answers.</param>
    public static byte[]? AsEvents(ReadOnlySpan<byte> body, RequestView request, string model, string id, long at)
    {
        var context = Home(request.Format, model, id, at, showsUsage: Translator.ShowsUsage(request));
        return AnswerBody.TryOpen(body, out var root) ? Events(Translator.Of(request.Format).ReadAnswer(root, context, new Losses()), context) : null;
    }

    /// <summary>The body that says what these events say; null where they make no complete answer.</summary>
    /// <param name="id">As above.</param>
    /// <param name="at">As above.</param>
    /// <param name="failure">What the upstream reports among them.</param>
    public static byte[]? AsWhole(WireFormat format, ReadOnlySpan<byte> events, string model, string id, long at, out StreamFailure? failure)
    {
        var context = Home(format, model, id, at, showsUsage: true);
        return Join(events, context, out failure) is { } answer ? JsonOut.Body(json => Translator.Of(format).WriteAnswer(answer, context, json)) : null;
    }

    /// <summary>An answer in its neutral form, as events.</summary>
    internal static byte[] Events(Answer answer, AnswerContext context)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        var steps = Translator.Of(context.Caller).NewStepWriter(context);
        steps.Output = output;
        steps.On(new AnswerEvent(AnswerEventKind.Start) { Id = answer.Id, Text = answer.Model });
        foreach (var content in answer.Contents)
        {
            steps.On(new AnswerEvent(AnswerEventKind.BlockStart) { Block = content with { Text = "", Arguments = "", State = null, Citations = [], LogProbs = null } });
            steps.On(new AnswerEvent(AnswerEventKind.BlockDelta) { Text = content.Kind == PartKind.ToolCall ? content.Arguments : content.Text, LogProbs = content.LogProbs });
            foreach (var citation in content.Citations)
            {
                steps.On(new AnswerEvent(AnswerEventKind.BlockCitation) { Citation = citation });
            }

            if (content.State is { } state)
            {
                steps.On(new AnswerEvent(AnswerEventKind.BlockState) { State = state });
            }

            steps.On(new AnswerEvent(AnswerEventKind.BlockEnd));
        }

        steps.On(new AnswerEvent(AnswerEventKind.Usage) { Usage = answer.Usage ?? UnsaidUsage.Of(answer, context.Target) });
        steps.On(new AnswerEvent(AnswerEventKind.Stop) { Stop = answer.Stop, StopText = answer.StopText });
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The answer that events of one line of data each make; null where they break off, report a failure or are not well formed.</summary>
    internal static Answer? Join(ReadOnlySpan<byte> events, AnswerContext context, out StreamFailure? failure)
    {
        failure = null;
        var builder = new AnswerBuilder();
        var blocks = new SequencedBlocks(builder);
        var reader = (AnswerReader)BuiltInDialects.Of(context.Upstream).NewStreamReader();
        var steps = Translator.Of(context.Upstream).NewStepReader(context, new Losses());
        events = events.StartsWith("\uFEFF"u8) ? events[3..] : events;
        ReadOnlySpan<byte> name = default, data = default;
        int at = 0;
        while (at <= events.Length)
        {
            int length = events[at..].IndexOf((byte)'\n');
            bool last = length < 0;
            var line = (last ? events[at..] : events.Slice(at, length)).TrimEnd((byte)'\r');
            at = last ? events.Length + 1 : at + length + 1;
            if (line.StartsWith("event:"u8))
            {
                name = line[6..].Trim((byte)' ');
            }
            else if (line.StartsWith("data:"u8))
            {
                data = line[5..].Trim((byte)' ');
            }

            if (line.IsEmpty || last)
            {
                if ((reader.Read(name, data, out var root) & (EventMarks.Malformed | EventMarks.Error)) != EventMarks.None)
                {
                    failure = reader.Failure;
                    return null;
                }

                if (root.IsObject)
                {
                    steps.Read(name, root, blocks);
                }

                name = data = default;
            }
        }

        if (!reader.Complete)
        {
            return null;
        }

        steps.Finish(blocks);
        return builder.Answer;
    }

    /// <summary>What reading and writing an answer within one format needs.</summary>
    internal static AnswerContext Home(WireFormat format, string model, string id, long at, bool showsUsage) =>
        new(format, format, new TranslationTarget(model, id), new ToolNames([])) { CreatedAt = at, ShowsUsage = showsUsage };
}
