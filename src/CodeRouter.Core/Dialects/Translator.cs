using System.Buffers;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects.AnthropicMessages;
using CodeRouter.Core.Dialects.Gemini;
using CodeRouter.Core.Dialects.OpenAIChat;
using CodeRouter.Core.Dialects.OpenAIResponses;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// From any format to any other: read into the neutral form, written from it, so that four formats need four readers and writers and not twelve
/// bridges. Never used where both ends speak the same: there the caller's own bytes go out.
/// </summary>
public static class Translator
{
    private static readonly IFormatTranslation[] ByFormat = [new ChatTranslation(), new ResponsesTranslation(), new MessagesTranslation(), new GeminiTranslation()];

    /// <summary>The request in another format, or why it cannot be said there. The request must have been scanned as well-formed.</summary>
    public static TranslatedRequest TranslateRequest(RequestView from, WireFormat to, TranslationTarget target)
    {
        var losses = new Losses();
        KnownMembers.Note(from, losses);
        var conversation = ByFormat[(int)from.Format].ReadRequest(from, losses);
        conversation = MediaPlaces.Settle(conversation with { Turns = CallPairing.Pair(conversation.Turns) }, modelShows: to == WireFormat.Gemini, losses);
        conversation = Settled(conversation, describes: to is WireFormat.OpenAIChat or WireFormat.OpenAIResponses, narrows: to == WireFormat.Gemini || (to != WireFormat.AnthropicMessages && OpenAIModels.IsOwn(target.Model)), losses);
        var names = new ToolNames(conversation.Tools);
        var context = new AnswerContext(from.Format, to, target, names) { ShowsUsage = ShowsUsage(from), CallsBefore = AnswerCallIds.Of(conversation), OldCalls = CallsAreOld(from) };
        var task = new WritingTask(target, names, losses, target.Vendor ?? Vendors.Of(to));
        losses.AddIf(ServiceTiers.IsLost(conversation, to, target.Model), "service_tier");
        RefuseWhatStaysHome(conversation, task);
        byte[] body = task.Refusal is null ? JsonOut.Body(writer => ByFormat[(int)to].WriteRequest(conversation, task, writer)) : [];
        return new TranslatedRequest
        {
            Body = task.Refusal is null ? body : [],
            Path = ByFormat[(int)to].Path(target, conversation.Stream),
            Losses = losses.Names,
            Context = context,
            Refusal = task.Refusal,
        };
    }

    /// <summary>A whole, well-formed answer of the upstream in the caller's format.</summary>
    public static byte[] TranslateAnswer(ReadOnlySpan<byte> body, AnswerContext context, Losses losses)
    {
        var answer = ByFormat[(int)context.Upstream].ReadAnswer(JsonSpan.Of(body), context, losses);
        answer = new AnswerCallIds(context).Own(answer);
        if (answer.Usage is null)
        {
            losses.Add(UnsaidUsage.Name);
            answer = answer with { Usage = UnsaidUsage.Of(answer, context.Target) };
        }

        return JsonOut.Body(writer => ByFormat[(int)context.Caller].WriteAnswer(answer, context, writer));
    }

    /// <summary>A fresh translator for one streamed answer.</summary>
    public static IStreamTranslator NewStream(AnswerContext context)
    {
        var losses = new Losses();
        return new StreamTranslator(
            (AnswerReader)BuiltInDialects.Of(context.Upstream).NewStreamReader(),
            ByFormat[(int)context.Upstream].NewStepReader(context, losses),
            ByFormat[(int)context.Caller].NewStepWriter(context),
            context,
            losses);
    }

    /// <summary>What only the caller's own provider can do, whatever form the other speaks.</summary>
    internal static void RefuseWhatStaysHome(Conversation conversation, WritingTask task)
    {
        if (conversation.StateElsewhere is { } member)
        {
            task.Refuse(400, member, $"\"{member}\" points at a conversation stored by another provider, which {task.Target.Model} cannot read. Send the whole conversation, or ask for a model of that provider.");
        }

        if (conversation.IsDetached)
        {
            task.Refuse(422, "background", $"\"background\" runs at the provider alone, and {task.Target.Model} is reached in another format. Leave it out and read the answer as it comes, or ask for a model that speaks this format.");
        }
    }

    internal static bool CallsAreOld(RequestView request) =>
        request.Format == WireFormat.OpenAIChat && new JsonSpan(request.Find("functions"u8)).HasItems && !new JsonSpan(request.Find("tools"u8)).HasItems;

    /// <summary>
    /// What is the same whatever reads it: a choice that names one of the vendor's own tools is told as one, what an answer is for stands somewhere,
    /// and where the choice cannot be narrowed to some tools the others are not offered.
    /// </summary>
    /// <param name="describes">The format has a place for what an answer is for beside the schema.</param>
    /// <param name="narrows">The format has a word for the tools that may be called among those offered.</param>
    internal static Conversation Settled(Conversation conversation, bool describes, bool narrows, Losses losses)
    {
        losses.AddIf(conversation.Tools.Any(static t => t.Grammar is { } format && new JsonSpan(format)["type"u8].Is("grammar"u8)), "strict_tools");
        if (!narrows && conversation.ToolChoice is { Allowed: { Count: > 0 } allowed } wide)
        {
            conversation = conversation with { Tools = [.. conversation.Tools.Where(t => allowed.Contains(t.Name, StringComparer.Ordinal))], ToolChoice = wide with { Allowed = [] } };
        }

        if (conversation.ToolChoice is { Mode: ToolMode.Named, ServerType: null } choice && conversation.Tools.FirstOrDefault(t => string.Equals(t.Name, choice.Name, StringComparison.Ordinal)) is { Kind: ToolKind.Server } named)
        {
            conversation = conversation with { ToolChoice = choice with { ServerType = named.ServerType } };
        }

        return !describes && conversation.Format is { Description: { } words, Schema: { } schema } format && new JsonSpan(schema) is { IsObject: true } root && !root["description"u8].Exists
            ? conversation with { Format = format with { Schema = JsonOut.With(root, "description", words) } }
            : conversation;
    }

    internal static IFormatTranslation Of(WireFormat format) => ByFormat[(int)format];

    /// <summary>The caller is told what an answer used: on a chat stream only where it asks.</summary>
    internal static bool ShowsUsage(RequestView request) => request.Format != WireFormat.OpenAIChat || new JsonSpan(request.Find("stream_options"u8))["include_usage"u8].IsTrue;

    private sealed class StreamTranslator(AnswerReader upstream, IStepReader reader, IStepWriter writer, AnswerContext context, Losses losses) : IStreamTranslator
    {
        private readonly SequencedBlocks _blocks = new(writer, new AnswerCallIds(context));
        private bool _ended;

        public IAnswerReader Upstream => upstream;

        public IReadOnlyList<string> Losses => losses.Names;

        public EventMarks Feed(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IBufferWriter<byte> output)
        {
            var marks = upstream.Read(name, data, out var root);
            if (_ended || (marks & (EventMarks.Malformed | EventMarks.Error)) != EventMarks.None)
            {
                return marks;
            }

            writer.Output = output;
            if (root.IsObject)
            {
                reader.Read(name, root, _blocks);
            }

            if ((marks & EventMarks.End) != EventMarks.None)
            {
                Finish(output);
            }

            return marks;
        }

        public bool Finish(IBufferWriter<byte> output)
        {
            if (_ended)
            {
                return true;
            }

            if (!upstream.Complete)
            {
                return false;
            }

            _ended = true;
            writer.Output = output;
            if (upstream.Usage is null)
            {
                losses.Add(UnsaidUsage.Name);
                _blocks.On(new AnswerEvent(AnswerEventKind.Usage) { Usage = UnsaidUsage.Of(upstream.OutputChars, context.Target) });
            }

            reader.Finish(_blocks);
            return true;
        }

        public void Fail(WireError error, IBufferWriter<byte> output)
        {
            if (!_ended)
            {
                _ended = true;
                writer.Output = output;
                writer.Fail(error);
            }
        }
    }
}
