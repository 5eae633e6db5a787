using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIChat;

/// <summary>Empties the reasoning details that carry another vendor's state in a history that returns home.</summary>
internal static class ChatHome
{
    public static void Strip(RequestView request, BodyEdits edits)
    {
        for (int i = 0; i < request.Scan.Messages.Count; i++)
        {
            var message = new JsonSpan(request.MessageAt(i));
            edits.Filter(message["reasoning_details"u8], detail => ReasoningCarrier.IsIn(detail["data"u8].Raw));
            foreach (var call in message["tool_calls"u8].Elements)
            {
                var google = call["extra_content"u8]["google"u8]["thought_signature"u8];
                if (ReasoningCarrier.IsIn(google.Raw))
                {
                    edits.Replace(google.Raw, "null"u8);
                }
            }
        }
    }
}
