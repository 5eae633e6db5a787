using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// Brings every result directly behind the turn that made its call, in the order of the calls. Responses leaves the order free; the others
/// refuse a call whose result is missing or stands elsewhere, and a result without a call. What agents cut off in the middle is completed
/// with a plain note, so that an interrupted session can go on at another vendor.
/// </summary>
internal static class CallPairing
{
    public static IReadOnlyList<Turn> Pair(IReadOnlyList<Turn> turns)
    {
        if (IsPaired(turns))
        {
            return turns;
        }

        var results = new Dictionary<string, Content>(StringComparer.Ordinal);
        var calls = new HashSet<string>(StringComparer.Ordinal);
        foreach (var content in turns.SelectMany(t => t.Contents))
        {
            if (content.Kind == PartKind.ToolResult)
            {
                results.TryAdd(content.CallId, content);
            }
            else if (content.Kind == PartKind.ToolCall)
            {
                calls.Add(content.CallId);
            }
        }

        var list = new TurnList();
        foreach (var turn in turns)
        {
            foreach (var content in turn.Contents)
            {
                if (content.Kind != PartKind.ToolResult)
                {
                    list.Add(turn.Role, content);
                }
                else if (!calls.Contains(content.CallId))
                {
                    foreach (var item in content.Items)
                    {
                        list.Add(Role.User, item);
                    }
                }
            }

            foreach (var call in turn.Contents.Where(c => c.Kind == PartKind.ToolCall))
            {
                list.Add(Role.User, results.TryGetValue(call.CallId, out var result) ? result with { Name = result.Name ?? call.Name } : Missing(call));
            }
        }

        return list.Turns;
    }

    private static bool IsPaired(IReadOnlyList<Turn> turns)
    {
        List<string> due = [];
        foreach (var turn in turns)
        {
            int at = 0;
            foreach (var content in turn.Contents)
            {
                if (content.Kind == PartKind.ToolResult)
                {
                    if (at >= due.Count || !string.Equals(due[at], content.CallId, StringComparison.Ordinal) || content.Name is null)
                    {
                        return false;
                    }

                    at++;
                }
            }

            if (at != due.Count)
            {
                return false;
            }

            due = [.. turn.Contents.Where(c => c.Kind == PartKind.ToolCall).Select(c => c.CallId)];
        }

        return due.Count == 0;
    }

    private static Content Missing(Content call) => new(PartKind.ToolResult)
    {
        CallId = call.CallId,
        Name = call.Name,
        IsFreeText = call.IsFreeText,
        IsError = true,
        Items = [Content.OfText("No result was recorded: the call was interrupted.")],
    };
}
