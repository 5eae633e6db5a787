using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Native.Cohere;

/// <summary>Cohere's chat, version 2.</summary>
internal sealed class CohereDialect : INativeDialect
{
    public string VendorOf(string model) => Vendors.Chat;

    public string Path(string model, bool stream) => "/chat";

    public void WriteRequest(Conversation conversation, WritingTask task, Utf8JsonWriter writer) => new CohereRequestWriter(task, writer).Write(conversation);

    public INativeReader NewReader(AnswerContext context, Losses losses) => new CohereReader(context, losses);
}
