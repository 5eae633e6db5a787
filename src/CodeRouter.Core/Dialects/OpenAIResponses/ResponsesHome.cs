using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIResponses;

/// <summary>Takes reasoning items that carry another vendor's state out of a history that returns home.</summary>
internal static class ResponsesHome
{
    public static void Strip(RequestView request, BodyEdits edits) =>
        edits.Filter(new JsonSpan(request.Find("input"u8)), item => item["type"u8].Is("reasoning"u8) && ReasoningCarrier.IsIn(item["encrypted_content"u8].Raw));
}
