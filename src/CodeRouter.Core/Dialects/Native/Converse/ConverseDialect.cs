using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Native.Converse;

/// <summary>Amazon Bedrock's Converse: one form for all models hosted there.</summary>
internal sealed class ConverseDialect : INativeDialect
{
    public string VendorOf(string model) => IsAnthropic(model) ? Vendors.Anthropic : "bedrock";

    public string Path(string model, bool stream) => $"/model/{Uri.EscapeDataString(model)}/{(stream ? "converse-stream" : "converse")}";

    public void WriteRequest(Conversation conversation, WritingTask task, Utf8JsonWriter writer) => new ConverseRequestWriter(task, writer).Write(conversation);

    public INativeReader NewReader(AnswerContext context, Losses losses) => new ConverseReader(context, losses);

    public static bool IsAnthropic(string model) => model.Contains("anthropic", StringComparison.OrdinalIgnoreCase) || model.Contains("claude", StringComparison.OrdinalIgnoreCase);
}
