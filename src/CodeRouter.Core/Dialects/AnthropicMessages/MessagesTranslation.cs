using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.AnthropicMessages;

internal sealed class MessagesTranslation : IFormatTranslation
{
    public Conversation ReadRequest(RequestView request, Losses losses) => MessagesRequestReader.Read(request, losses);

    public void WriteRequest(Conversation conversation, WritingTask task, Utf8JsonWriter writer) => new MessagesRequestWriter(task, writer).Write(conversation);

    public void StripForeign(RequestView request, BodyEdits edits) => MessagesHome.Strip(request, edits);

    public string Path(TranslationTarget target, bool stream) => "messages";

    public Answer ReadAnswer(JsonSpan root, AnswerContext context, Losses losses) => MessagesAnswerForm.Read(root, context, losses);

    public void WriteAnswer(Answer answer, AnswerContext context, Utf8JsonWriter writer) => MessagesAnswerForm.Write(answer, context, writer);

    public IStepReader NewStepReader(AnswerContext context, Losses losses) => new MessagesStepReader(context, losses);

    public IStepWriter NewStepWriter(AnswerContext context) => new MessagesStepWriter(context);
}
