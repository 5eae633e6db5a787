using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Native;

/// <summary>What the upstreams with a form of their own have in common: what they have no words for, and how they take results and bytes.</summary>
internal static class NativeTurns
{
    /// <summary>What no upstream of a plain form has a word for.</summary>
    public static void NoteCommonLosses(Conversation conversation, WritingTask task)
    {
        var sampling = conversation.Sampling;
        task.Losses.AddIf(conversation.EndUser is not null, "end_user");
        task.Losses.AddIf(conversation.Verbosity is not null, "verbosity");
        task.Losses.AddIf(sampling.LogProbs, "logprobs");
        task.Losses.AddIf(sampling.Answers is > 1, "several_answers");
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
