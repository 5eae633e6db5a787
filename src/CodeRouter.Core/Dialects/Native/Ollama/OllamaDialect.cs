using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Native.Ollama;

/// <summary>Ollama's own chat: the one of its doors through which the window can be set.</summary>
internal sealed class OllamaDialect : INativeDialect
{
    public string VendorOf(string model) => Vendors.Chat;

    public string Path(string model, bool stream) => "/api/chat";

    public void WriteRequest(Conversation conversation, WritingTask task, Utf8JsonWriter writer) => new OllamaRequestWriter(task, writer).Write(conversation);

    public INativeReader NewReader(AnswerContext context, Losses losses) => new OllamaReader(context);
}
