using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIResponses;

/// <summary>The members of one event that matter, found in one walk over it.</summary>
internal ref struct ResponsesEvent
{
    public JsonSpan Type { get; private set; }

    public JsonSpan Delta { get; private set; }

    public JsonSpan Item { get; private set; }

    public JsonSpan Response { get; private set; }

    public int Output { get; private set; }

    /// <summary>Of content or of a summary.</summary>
    public int Part { get; private set; }

    public static ResponsesEvent Read(JsonSpan root)
    {
        var found = default(ResponsesEvent);
        var members = root.Members;
        while (members.MoveNext())
        {
            var value = members.Value;
            if (members.Is("type"u8))
            {
                found.Type = value;
            }
            else if (members.Is("delta"u8))
            {
                found.Delta = value;
            }
            else if (members.Is("item"u8))
            {
                found.Item = value;
            }
            else if (members.Is("response"u8))
            {
                found.Response = value;
            }
            else if (members.Is("output_index"u8))
            {
                found.Output = value.Int() ?? 0;
            }
            else if (members.Is("content_index"u8) || members.Is("summary_index"u8))
            {
                found.Part = value.Int() ?? 0;
            }
        }

        return found;
    }
}
