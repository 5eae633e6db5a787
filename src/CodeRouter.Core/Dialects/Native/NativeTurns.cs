using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Native;

/// <summary>Turns as the stricter upstreams want them: the user's first, never two of one role, results before anything else in a turn.</summary>
internal static class NativeTurns
{
    public static List<Turn> Arrange(IReadOnlyList<Turn> turns)
    {
        var list = new TurnList();
        list.Add(Role.User, Content.OfText(""));
        foreach (var turn in turns)
        {
            foreach (var content in turn.Contents)
            {
                list.Add(turn.Role == Role.Assistant ? Role.Assistant : Role.User, turn.Role == Role.System ? SystemTexts.InMiddle(content) : content);
            }
        }

        var arranged = new List<Turn>();
        foreach (var turn in list.Turns)
        {
            var said = turn.Contents.Where(c => c.Kind != PartKind.Text || !string.IsNullOrWhiteSpace(c.Text));
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

    /// <summary>What no upstream of a plain form has a word for.</summary>
    public static void NoteCommonLosses(Conversation conversation, WritingTask task)
    {
        var sampling = conversation.Sampling;
        task.Losses.AddIf(conversation.EndUser is not null, "end_user");
        task.Losses.AddIf(conversation.Verbosity is not null, "verbosity");
        task.Losses.AddIf(sampling.LogProbs, "logprobs");
        task.Losses.AddIf(sampling.Answers is > 1, "several_answers");
        task.Losses.AddIf(conversation.ToolChoice is { Allowed.Count: > 0 }, "allowed_tools");
    }

    /// <summary>The longest answer that is asked for; a loss where that is more than the model gives.</summary>
    public static int? MaxOutput(Conversation conversation, WritingTask task)
    {
        bool over = conversation.Sampling.MaxOutput > task.Target.MaxOutput;
        task.Losses.AddIf(over, "max_output");
        return over ? task.Target.MaxOutput : conversation.Sampling.MaxOutput;
    }

    /// <summary>A picture's or file's own bytes; a refusal is noted where there are none to send.</summary>
    public static string? Bytes(Content content, WritingTask task)
    {
        if (content.Media?.Data is { } data)
        {
            return data;
        }

        task.Refuse(422, content.Media?.FileId is null ? "media_url" : "file_id", $"{task.Target.Model} takes pictures and files only with their bytes, not by address or file id. Send the file itself.");
        return null;
    }

    /// <summary>The texts of a result as one.</summary>
    public static string ResultText(Content result) => string.Join('\n', result.Items.Where(i => i.Kind == PartKind.Text).Select(i => i.Text));
}
