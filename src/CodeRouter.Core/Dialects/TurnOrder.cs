using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>Turns as the stricter formats want them: the user's first, never two of one role, results before anything else in a turn.</summary>
internal static class TurnOrder
{
    /// <summary>
    /// System texts in the middle become texts of the user; empty texts and reasoning that the target cannot read are left out, and turns of
    /// nothing else.
    /// </summary>
    public static List<Turn> Arrange(IReadOnlyList<Turn> turns, WritingTask task)
    {
        var list = Merged(turns, task);
        var arranged = new List<Turn>();
        foreach (var turn in list.Turns)
        {
            var said = turn.Contents.Where(SaysSomething);
            List<Content> contents = turn.Role == Role.User ? [.. said.OrderBy(c => c.Kind == PartKind.ToolResult ? 0 : 1)] : [.. said];
            if (contents.Count > 0)
            {
                arranged.Add(turn with { Contents = contents });
            }
        }

        if (arranged.Count == 0 || arranged[0].Role == Role.Assistant)
        {
            arranged.Insert(0, new Turn(Role.User, [Content.OfText("Continue.")]));
        }

        return arranged;
    }

    /// <summary>Never two turns of one role; what is not to be read there is left out before, for it would leave an empty turn between two.</summary>
    public static TurnList Merged(IReadOnlyList<Turn> turns, WritingTask task)
    {
        var list = new TurnList();
        list.Add(Role.User, Content.OfText(""));
        foreach (var turn in turns)
        {
            foreach (var content in turn.Contents)
            {
                if (content.Kind == PartKind.Reasoning && !task.Understands(content.State))
                {
                    task.Losses.Add("reasoning");
                    continue;
                }

                list.Add(turn.Role == Role.Assistant ? Role.Assistant : Role.User, turn.Role == Role.System ? SystemTexts.InMiddle(content) : content);
            }
        }

        return list;
    }

    /// <summary>The caller has begun the answer itself. Models of some vendors go on with it; others take it for said and answer anew.</summary>
    public static bool IsBegun(IReadOnlyList<Turn> turns) => turns is [.., { Role: Role.Assistant, Contents: [.., { Kind: PartKind.Text } last] }] && SaysSomething(last);

    /// <summary>Blocks of empty text are refused.</summary>
    public static bool SaysSomething(Content content) => content.Kind != PartKind.Text || !string.IsNullOrWhiteSpace(content.Text);
}
