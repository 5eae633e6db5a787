using CodeRouter.Core.Conversations;

namespace CodeRouter.Guards;

/// <summary>A request in the pieces that are scanned and remembered one by one.</summary>
internal static class RequestPieces
{
    private const int Shortest = 8;

    /// <summary>The messages, then every other outermost member.</summary>
    public static IEnumerable<(Slice Place, bool Free)> All(RequestView request)
    {
        var messages = request.Scan.Messages;
        foreach (var message in messages)
        {
            yield return (message, false);
        }

        foreach (var member in request.Scan.Members)
        {
            bool holdsMessages = messages.Count > 0 && messages[0].Start >= member.Value.Start && messages[0].End <= member.Value.End;
            if (!holdsMessages && member.Value.Length > Shortest && !NamesSomething(request[member.Name]))
            {
                yield return (member.Value, request[member.Value][0] == '{' && FreeObject.BeginsInRequest(request[member.Name]));
            }
        }
    }

    /// <summary>The first message since the model last spoke; their number where there is none.</summary>
    public static int FirstNew(RequestView request)
    {
        var messages = request.Scan.Messages;
        int first = messages.Count;
        while (first > 0 && !IsModels(request[messages[first - 1]]))
        {
            first--;
        }

        return first;
    }

    /// <summary>How many bytes the messages have since the model last spoke.</summary>
    public static int NewBytes(RequestView request)
    {
        var messages = request.Scan.Messages;
        int first = FirstNew(request);
        return first == messages.Count ? 0 : messages[^1].End - messages[first].Start;
    }

    // What these name lies with the provider: one changed letter and it names nothing.
    private static bool NamesSomething(ReadOnlySpan<byte> member) =>
        member.SequenceEqual("model"u8) || member.SequenceEqual("previous_response_id"u8) || member.SequenceEqual("prompt_cache_key"u8) || member.SequenceEqual("cachedContent"u8);

    private static bool IsModels(ReadOnlySpan<byte> message)
    {
        var value = new JsonSpan(message);
        var role = value["role"u8];
        if (role.HasText)
        {
            // Looking for a type as well would be a walk over all that it says.
            return role.Is("assistant"u8) || role.Is("model"u8);
        }

        var type = value["type"u8];
        return type.Is("function_call"u8) || type.Is("custom_tool_call"u8) || type.Is("reasoning"u8);
    }
}
