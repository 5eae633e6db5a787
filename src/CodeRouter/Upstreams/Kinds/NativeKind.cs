using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Dialects.Native;

namespace CodeRouter.Upstreams.Kinds;

/// <summary>A server with a form of its own that no caller speaks: written from whatever the caller speaks, and read back into it.</summary>
internal class NativeKind : UpstreamKind
{
    private const int LargestWhole = 32 << 20;

    public override UpstreamFailure? Shape(Sending sending)
    {
        if (sending.Channel.Settings.Native is not { } form || sending.Call.Operation == Operation.Service)
        {
            return null;
        }

        if (sending.Call.Operation is not (Operation.Generate or Operation.Compact))
        {
            return new UpstreamFailure(FailureKind.Inexpressible, 501, $"{sending.Model} is reached by a way that has nothing but conversations. Ask for a model with a channel of another kind.");
        }

        var call = sending.Call;
        var translated = NativeTranslator.TranslateRequest(call.Operation == Operation.Compact ? Handover.Question(call.Whole) : Asked(call, call.ExpectsEvents), form, new TranslationTarget(sending.Model, call.Id)
        {
            Capabilities = sending.Card.Capabilities,
            ContextWindow = sending.Card.ContextWindow,
            MaxOutput = sending.Card.MaxOutput,
            InputEstimate = call.InputEstimate,
            AnswerId = call.Format == WireFormat.OpenAIResponses ? "resp_" + call.Id : null,
            KeepsAnswer = call.KeepsAnswer,
            PreviousAnswer = call.PreviousAnswer,
        });
        if (translated.Refusal is { } refusal)
        {
            return new UpstreamFailure(FailureKind.Inexpressible, refusal.Status, refusal.Message) { Feature = refusal.Feature };
        }

        translated.Context.CreatedAt = call.At.ToUnixTimeSeconds();
        sending.Native = translated.Context;
        sending.Losses = translated.Losses;
        sending.Address = sending.Channel.At(translated.Path);
        sending.Body = translated.Body;
        sending.Edits = [];
        sending.Headers = sending.Headers.Where(h => h.Key.Equals("user-agent", StringComparison.OrdinalIgnoreCase));
        return null;
    }

    public override async ValueTask UnwrapAsync(HttpResponseMessage message, Sending sending, CancellationToken cancel)
    {
        if (sending.Native is not { } context || (int)message.StatusCode >= 300)
        {
            await ForeignErrors.RewriteAsync(message, sending, cancel);
            return;
        }

        var form = sending.Channel.Settings.Native!.Value;
        if (sending.Call.ExpectsEvents)
        {
            message.Content = new UnwrappedContent(message.Content, FramingOf(form), new NativeSink(NativeTranslator.NewStream(form, context)));
            return;
        }

        byte[] body = await ForeignErrors.ReadAsync(message.Content, LargestWhole, cancel) ?? [];
        byte[]? answer = NativeTranslator.TranslateAnswer(body, form, context, out var failure);
        if (answer is not null && sending.Call.Stream)
        {
            answer = [(byte)'[', .. answer, (byte)']'];
        }

        // What is no answer stays as it is: it will be found out.
        ForeignErrors.Replace(message, failure is null ? answer ?? "{"u8.ToArray() : sending.Dialect.WriteError(new WireError(failure.Status, failure.Code ?? "upstream_error", failure.Message, sending.Call.Id)));
    }

    private static IFraming FramingOf(NativeForm form) => form switch
    {
        NativeForm.Converse => new AwsEventStream(),
        NativeForm.Ollama => new JsonLines(),
        _ => new ServerSentEvents(),
    };

    // A Gemini caller without alt=sse reads a list: the upstream is asked for a whole answer instead.
    private static RequestView Asked(UpstreamCall call, bool stream) =>
        call.Whole is var whole && whole.Stream == stream ? whole : new RequestView(whole.Format, whole.Body, whole.Scan, whole.Headers, whole.Path, whole.Model, stream);
}
