using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// A provider's own summary of the earlier conversation, which nobody else can read: without it the model would know nothing of what went before.
/// </summary>
public static class SealedSummary
{
    public static bool IsIn(RequestView request)
    {
        // Of nearly all requests the bytes alone say no; an escaped mention inside a text does not look like this.
        if (request.Format != WireFormat.OpenAIResponses || request.Body.Span.IndexOf("\"compaction\""u8) < 0)
        {
            return false;
        }

        foreach (var item in new JsonSpan(request.Find("input"u8)).Elements)
        {
            if (item["type"u8].Is("compaction"u8))
            {
                return true;
            }
        }

        return false;
    }
}
