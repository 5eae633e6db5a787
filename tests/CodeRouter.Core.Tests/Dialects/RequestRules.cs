using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Tests.Dialects;

/// <summary>What a request must still say in another format, losses declared aside.</summary>
internal static class RequestRules
{
    public static string? Differs(Conversation first, Conversation second, IReadOnlyList<string> losses)
    {
        string before = Plain(first);
        string after = Plain(second);
        foreach (string name in first.Turns.SelectMany(t => t.Contents).SelectMany(c => c.Items.Prepend(c)).Select(c => c.Media?.Name).OfType<string>())
        {
            // A text that has no name of its own abroad is given one as a heading.
            after = after.Replace(string.Concat(name.Where(c => !char.IsWhiteSpace(c))) + ":", "", StringComparison.Ordinal);
        }

        if (before != after)
        {
            return before + "\n--- became\n" + after;
        }

        var ids = second.Turns.SelectMany(t => t.Contents).Where(c => c.Kind == PartKind.ToolCall).Select(c => c.CallId).ToList();
        var results = second.Turns.SelectMany(t => t.Contents).Where(c => c.Kind == PartKind.ToolResult).Select(c => c.CallId).ToList();
        if (!ids.SequenceEqual(results, StringComparer.Ordinal))
        {
            return "results do not answer the calls: " + string.Join(',', ids) + " / " + string.Join(',', results);
        }

        // Where the choice cannot be narrowed to some of them, the others are not offered.
        var callable = first.ToolChoice is { Allowed: { Count: > 0 } allowed } && second.ToolChoice is null or { Allowed.Count: 0 } ? allowed : null;
        int offered = first.Tools.Count(t => t.Kind != ToolKind.Server && callable?.Contains(t.Name, StringComparer.Ordinal) != false);
        int kept = second.Tools.Count(t => t.Kind != ToolKind.Server);
        if (offered != kept || (first.Tools.Any(static t => t.Kind == ToolKind.Server) && second.Tools.Count == kept && losses.Count == 0))
        {
            return $"{offered} tools became {kept}";
        }

        return first.Sampling.MaxOutput is { } max && second.Sampling.MaxOutput != max && max >= 16 ? $"limit {max} became {second.Sampling.MaxOutput}" : null;
    }

    /// <summary>All that was said, by whom, without the marks that a format needs around it.</summary>
    private static string Plain(Conversation conversation)
    {
        var said = new List<string>();
        var media = new List<string>();
        foreach (var system in conversation.System)
        {
            Add(said, "system", system.Text);
        }

        foreach (var turn in conversation.Turns)
        {
            string who = turn.Role == Role.Assistant ? "assistant" : "user";
            foreach (var content in turn.Contents)
            {
                if (content.Kind == PartKind.ToolCall)
                {
                    said.Add("call " + content.Name + " " + Arguments(content));
                }
                else if (content.Kind == PartKind.ToolResult)
                {
                    said.Add("result");
                    foreach (var item in content.Items)
                    {
                        Add(IsText(item) ? said : media, "result", Words(item));
                    }
                }
                else if (content.Kind != PartKind.Reasoning)
                {
                    Add(IsText(content) ? said : media, who, Words(content));
                }
            }
        }

        // Where one text ends and the next begins is not the same in all formats, nor where the pictures of a result stand.
        return string.Concat(string.Concat(said.Concat(media)).Where(c => !char.IsWhiteSpace(c)));
    }

    /// <summary>What is no object is put into one.</summary>
    private static string Arguments(Content call)
    {
        string plain = Essence.Canonical(call.Arguments);
        return call.IsFreeText ? Wrap("input", call.Arguments) : plain.StartsWith('{') ? plain : Wrap("arguments", call.Arguments);
    }

    private static string Wrap(string name, string text) => new System.Text.Json.Nodes.JsonObject { [name] = text }.ToJsonString();

    private static bool IsText(Content content) => !Words(content).StartsWith(content.Kind + " ", StringComparison.Ordinal);

    private static string Words(Content content)
    {
        if (content.Media is not { } media)
        {
            return content.Text.Replace("<system-reminder>\n", "", StringComparison.Ordinal).Replace("\n</system-reminder>", "", StringComparison.Ordinal);
        }

        bool text = media.MimeType.StartsWith("text/", StringComparison.Ordinal) && media.Data is not null;
        string? plain = text ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(media.Data!)) : media.PlainText;
        return plain is null ? content.Kind + " " + (media.Data?.Length ?? media.Url?.Length ?? -1) : plain;
    }

    private static void Add(List<string> said, string who, string text)
    {
        if (text.Trim().Length > 0 && text != "Continue." && !text.StartsWith("Attached to the result of", StringComparison.Ordinal) && text != "The result is in the next message.")
        {
            said.Add(text.Trim());
        }
    }
}
