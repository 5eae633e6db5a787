using System.Globalization;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// Brings every result directly behind the turn that made its call, in the order of the calls. Responses leaves the order free; the others
/// refuse a call whose result is missing or stands elsewhere, and a result without a call. What agents cut off in the middle is completed
/// with a plain note, so that an interrupted session can go on at another vendor. Some servers give every call the same id (call_0): then
/// order tells whose a result is, and the later calls get ids of their own, since vendors refuse an id that stands twice.
/// </summary>
internal static class CallPairing
{
    public static IReadOnlyList<Turn> Pair(IReadOnlyList<Turn> turns)
    {
        if (IsPaired(turns))
        {
            return turns;
        }

        var slots = Slots(turns, out var lost);
        var list = new TurnList();
        int next = 0;
        foreach (var turn in turns)
        {
            int first = next;
            foreach (var content in turn.Contents)
            {
                if (content.Kind == PartKind.ToolCall)
                {
                    list.Add(turn.Role, content with { CallId = slots[next++].Id });
                }
                else if (content.Kind != PartKind.ToolResult)
                {
                    list.Add(turn.Role, content);
                }
                else if (lost.Contains(content))
                {
                    foreach (var item in content.Items)
                    {
                        list.Add(Role.User, item);
                    }
                }
            }

            foreach (var slot in slots[first..next])
            {
                // A format that names results names them as it named their calls: with the namespace, where the tool has one.
                list.Add(Role.User, slot.Result is { } result ? (result.Name is null ? result with { Name = slot.Call.Name, Namespace = slot.Call.Namespace } : result) with { CallId = slot.Id } : Missing(slot));
            }
        }

        return list.Turns;
    }

    /// <summary>The calls in order, each with its result; <paramref name="lost"/> are results of calls that are nowhere.</summary>
    private static List<Slot> Slots(IReadOnlyList<Turn> turns, out HashSet<Content> lost)
    {
        var slots = new List<Slot>();
        var byId = new Dictionary<string, List<Slot>>(StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        for (int turn = 0; turn < turns.Count; turn++)
        {
            foreach (var call in turns[turn].Contents.Where(c => c.Kind == PartKind.ToolCall))
            {
                var slot = new Slot(call, turn, Unused(call.CallId, used));
                slots.Add(slot);
                if (!byId.TryGetValue(call.CallId, out var same))
                {
                    byId[call.CallId] = same = [];
                }

                same.Add(slot);
            }
        }

        lost = new HashSet<Content>(ReferenceEqualityComparer.Instance);
        for (int turn = 0; turn < turns.Count; turn++)
        {
            foreach (var result in turns[turn].Contents.Where(c => c.Kind == PartKind.ToolResult))
            {
                if (!byId.TryGetValue(result.CallId, out var same))
                {
                    lost.Add(result);
                }
                else if (Answered(same, turn) is { } slot)
                {
                    slot.Result = result;
                }
            }
        }

        return slots;
    }

    /// <summary>
    /// Of the calls of one id the one that a result in this turn answers: the first open one of the latest turn before it; one behind it only
    /// where none is before. Null where all have their result: then the call was answered twice, and the first answer stands.
    /// </summary>
    private static Slot? Answered(List<Slot> same, int turn)
    {
        Slot? found = null;
        foreach (var slot in same)
        {
            if (slot.Result is null && slot.Turn < turn && (found is null || slot.Turn > found.Turn))
            {
                found = slot;
            }
        }

        return found ?? (same[0].Turn >= turn ? same.Find(s => s.Result is null) : null);
    }

    /// <summary>Depends on what stands before alone, so that a growing conversation keeps its beginning, and the provider's cache with it.</summary>
    private static string Unused(string id, HashSet<string> used)
    {
        string free = id;
        for (int i = 2; !used.Add(free); i++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{id}_{i}");
        }

        return free;
    }

    private static bool IsPaired(IReadOnlyList<Turn> turns)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
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
            if (!due.TrueForAll(seen.Add))
            {
                return false;
            }
        }

        return due.Count == 0;
    }

    private static Content Missing(Slot slot) => new(PartKind.ToolResult)
    {
        CallId = slot.Id,
        Name = slot.Call.Name,
        Namespace = slot.Call.Namespace,
        IsFreeText = slot.Call.IsFreeText,
        IsError = true,
        Items = [Content.OfText("No result was recorded: the call was interrupted.")],
    };

    private sealed class Slot(Content call, int turn, string id)
    {
        public Content Call => call;

        public int Turn => turn;

        public string Id => id;

        public Content? Result { get; set; }
    }
}
