using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>Items of a conversation that are only named by their id: their words are kept by the provider that made them, and nobody else has them.</summary>
public static class StoredItems
{
    public static bool AreIn(RequestView request)
    {
        // Of nearly all requests the bytes alone say no; an escaped mention inside a text does not look like this.
        if (request.Format != WireFormat.OpenAIResponses || request.Body.Span.IndexOf("\"item_reference\""u8) < 0)
        {
            return false;
        }

        foreach (var item in new JsonSpan(request.Find("input"u8)).Elements)
        {
            if (item["type"u8].Is("item_reference"u8))
            {
                return true;
            }
        }

        return false;
    }
}
