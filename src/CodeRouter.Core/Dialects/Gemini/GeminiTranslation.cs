using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Gemini;

internal sealed class GeminiTranslation : IFormatTranslation
{
    public Conversation ReadRequest(RequestView request, Losses losses) => GeminiRequestReader.Read(request, losses);

    public void WriteRequest(Conversation conversation, WritingTask task, Utf8JsonWriter writer) => new GeminiRequestWriter(task, writer).Write(conversation);

    public void StripForeign(RequestView request, BodyEdits edits) => GeminiHome.Strip(request, edits);

    public string Path(TranslationTarget target, bool stream) =>
        string.Concat("models/", Uri.EscapeDataString(target.Model), stream ? ":streamGenerateContent?alt=sse" : ":generateContent");

    public Answer ReadAnswer(JsonSpan root, AnswerContext context, Losses losses)
    {
        // A stream asked for without alt=sse is one list of chunks, so a whole answer is read as a stream of one.
        var answer = new AnswerBuilder();
        var blocks = new SequencedBlocks(answer);
        var reader = new GeminiStepReader(context, losses, whole: true);
        if (root.IsObject)
        {
            reader.Read(default, root, blocks);
        }

        foreach (var chunk in root.Elements)
        {
            reader.Read(default, chunk, blocks);
        }

        reader.Finish(blocks);
        return answer.Answer;
    }

    public void WriteAnswer(Answer answer, AnswerContext context, Utf8JsonWriter writer) => GeminiAnswerForm.Write(answer, context, writer);

    public IStepReader NewStepReader(AnswerContext context, Losses losses) => new GeminiStepReader(context, losses);

    public IStepWriter NewStepWriter(AnswerContext context) => new GeminiStepWriter(context);
}
