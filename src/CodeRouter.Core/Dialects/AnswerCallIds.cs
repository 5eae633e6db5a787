using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// Gives the calls of one answer ids that no other call of the conversation has. Some servers send none, or the same one each time (call_0);
/// clients join results to calls by them, and show a result beside the wrong call, or none at all, where two are equal.
/// </summary>
internal sealed class AnswerCallIds(AnswerContext context)
{
    private readonly HashSet<string> _here = new(StringComparer.Ordinal);
    private int _made;

    /// <summary>The call with an id of its own; the upstream's where it is one already.</summary>
    public Content Own(Content call)
    {
        string id = call.CallId;
        while (id.Length == 0 || context.CallsBefore.Contains(id) || !_here.Add(id))
        {
            id = CallIds.Make(context.Target.RequestId + "/own", _made++);
        }

        return string.Equals(id, call.CallId, StringComparison.Ordinal) ? call : call with { CallId = id };
    }

    public Answer Own(Answer answer) => answer with { Contents = [.. answer.Contents.Select(c => c.Kind == PartKind.ToolCall ? Own(c) : c)] };

    /// <summary>The ids of the calls in a conversation.</summary>
    public static IReadOnlySet<string> Of(Conversation conversation)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var turn in conversation.Turns)
        {
            foreach (var content in turn.Contents)
            {
                if (content.Kind == PartKind.ToolCall)
                {
                    ids.Add(content.CallId);
                }
            }
        }

        return ids;
    }
}
