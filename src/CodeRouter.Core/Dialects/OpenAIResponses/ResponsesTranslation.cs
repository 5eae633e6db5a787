using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIResponses;

internal sealed class ResponsesTranslation : IFormatTranslation
{
    public Conversation ReadRequest(RequestView request, Losses losses) => ResponsesRequestReader.Read(request, losses);

    public void WriteRequest(Conversation conversation, WritingTask task, Utf8JsonWriter writer) => new ResponsesRequestWriter(task, writer).Write(conversation);

    public void StripForeign(RequestView request, BodyEdits edits) => ResponsesHome.Strip(request, edits);

    public string Path(TranslationTarget target, bool stream) => "responses";

    public Answer ReadAnswer(JsonSpan root, AnswerContext context, Losses losses) => ResponsesAnswerForm.Read(root, context, losses);

    public void WriteAnswer(Answer answer, AnswerContext context, Utf8JsonWriter writer) => ResponsesAnswerForm.Write(answer, context, writer);

    public IStepReader NewStepReader(AnswerContext context, Losses losses) => new ResponsesStepReader(context, losses);

    public IStepWriter NewStepWriter(AnswerContext context) => new ResponsesStepWriter(context);
}
