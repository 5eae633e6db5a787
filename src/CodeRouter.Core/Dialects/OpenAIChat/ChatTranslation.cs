using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIChat;

internal sealed class ChatTranslation : IFormatTranslation
{
    public Conversation ReadRequest(RequestView request, Losses losses) => ChatRequestReader.Read(request, losses);

    public void WriteRequest(Conversation conversation, WritingTask task, Utf8JsonWriter writer) => new ChatRequestWriter(task, writer).Write(conversation);

    public void StripForeign(RequestView request, BodyEdits edits) => ChatHome.Strip(request, edits);

    public string Path(TranslationTarget target, bool stream) => "chat/completions";

    public Answer ReadAnswer(JsonSpan root, AnswerContext context, Losses losses) => ChatAnswerForm.Read(root, context, losses);

    public void WriteAnswer(Answer answer, AnswerContext context, Utf8JsonWriter writer) => ChatAnswerForm.Write(answer, context, writer);

    public IStepReader NewStepReader(AnswerContext context, Losses losses) => new ChatStepReader(context, losses);

    public IStepWriter NewStepWriter(AnswerContext context) => new ChatStepWriter(context);
}
