using System.Buffers;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects.Native.Cohere;
using CodeRouter.Core.Dialects.Native.Converse;
using CodeRouter.Core.Dialects.Native.Ollama;

namespace CodeRouter.Core.Dialects.Native;

/// <summary>
/// From any format a caller speaks to a form that only upstreams speak, and back, in one step through the neutral form: such an upstream
/// looks like one that speaks the caller's own format.
/// </summary>
public static class NativeTranslator
{
    private static readonly INativeDialect[] ByForm = [new ConverseDialect(), new OllamaDialect(), new CohereDialect()];

    /// <summary>The request in the upstream's form, or why it cannot be said there. It must have been scanned as well-formed.</summary>
    public static TranslatedRequest TranslateRequest(RequestView from, NativeForm to, TranslationTarget target)
    {
        var form = ByForm[(int)to];
        var losses = new Losses();
        KnownMembers.Note(from, losses);
        var conversation = Translator.Of(from.Format).ReadRequest(from, losses);
        conversation = MediaPlaces.Settle(conversation with { Turns = CallPairing.Pair(conversation.Turns), Stream = from.Stream }, modelShows: false, losses);
        conversation = Translator.Settled(conversation, describes: false, narrows: false, losses);
        var names = new ToolNames(conversation.Tools);
        target = target with { Vendor = form.VendorOf(target.Model) };
        var task = new WritingTask(target, names, losses, target.Vendor);
        losses.AddIf(ServiceTiers.IsLost(conversation, null, target.Model), "service_tier");
        Translator.RefuseWhatStaysHome(conversation, task);
        byte[] body = task.Refusal is null ? JsonOut.Body(writer => form.WriteRequest(conversation, task, writer)) : [];
        return new TranslatedRequest
        {
            Body = task.Refusal is null ? body : [],
            Path = form.Path(target.Model, from.Stream),
            Losses = losses.Names,
            Context = new AnswerContext(from.Format, from.Format, target, names) { CallsBefore = AnswerCallIds.Of(conversation), OldCalls = Translator.CallsAreOld(from) },
            Refusal = task.Refusal,
        };
    }

    /// <summary>A whole answer in the caller's format; null where it is no answer of this form, or reports a failure.</summary>
    public static byte[]? TranslateAnswer(ReadOnlySpan<byte> body, NativeForm from, AnswerContext context, out StreamFailure? failure)
    {
        failure = null;
        if (!AnswerBody.TryOpen(body, out var root) || !root.IsObject)
        {
            return null;
        }

        var answer = new AnswerBuilder();
        var blocks = new SequencedBlocks(answer, new AnswerCallIds(context));
        var reader = ByForm[(int)from].NewReader(context, new Losses());
        reader.ReadWhole(root, blocks);
        failure = reader.Failure;
        if (failure is not null || !reader.Complete)
        {
            return null;
        }

        reader.Finish(blocks);
        var whole = answer.Answer;
        return JsonOut.Body(writer => Translator.Of(context.Caller).WriteAnswer(whole, context, writer));
    }

    /// <summary>A fresh translator for one streamed answer.</summary>
    public static NativeStream NewStream(NativeForm from, AnswerContext context) =>
        new(ByForm[(int)from].NewReader(context, new Losses()), Translator.Of(context.Caller).NewStepWriter(context), new AnswerCallIds(context));
}

/// <summary>Turns the events of an upstream's own form into events of the caller's format.</summary>
public sealed class NativeStream
{
    private readonly INativeReader _reader;
    private readonly IStepWriter _writer;
    private readonly SequencedBlocks _blocks;
    private bool _ended;

    internal NativeStream(INativeReader reader, IStepWriter writer, AnswerCallIds ids) => (_reader, _writer, _blocks) = (reader, writer, new SequencedBlocks(writer, ids));

    /// <summary>One event: its name, where the form names events, and its JSON. What the caller is to get is appended.</summary>
    /// <returns>False when the event is not well-formed: the answer cannot be trusted any more.</returns>
    public bool Feed(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        var root = JsonSpan.Of(json);
        if (!root.IsObject || !JsonScanner.IsWellFormed(root.Raw) || !System.Text.Unicode.Utf8.IsValid(root.Raw))
        {
            return false;
        }

        if (!_ended)
        {
            _writer.Output = output;
            _reader.Read(name, root, _blocks);
            if (_reader.Failure is { } failure)
            {
                _ended = true;
                _writer.Fail(new WireError(failure.Status, failure.Code ?? "upstream_error", failure.Message, ""));
            }
        }

        return true;
    }

    /// <summary>The upstream has closed. An answer that was cut gets no ending: its reader sees that.</summary>
    public void Finish(IBufferWriter<byte> output)
    {
        if (!_ended && _reader.Complete)
        {
            _ended = true;
            _writer.Output = output;
            _reader.Finish(_blocks);
        }
    }
}
