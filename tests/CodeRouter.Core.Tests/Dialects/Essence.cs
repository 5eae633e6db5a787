using System.Text;
using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Tests.Dialects;

/// <summary>What must be the same after a way through another format, in a form that can be compared and printed.</summary>
internal static class Essence
{
    public static string Of(Answer answer, bool cacheWrites = true)
    {
        var text = new StringBuilder();
        text.Append("text: ").AppendLine(string.Concat(answer.Contents.Where(c => c.Kind == PartKind.Text).Select(c => c.Text)));
        foreach (var call in answer.Contents.Where(c => c.Kind == PartKind.ToolCall))
        {
            string id = call.CallId.StartsWith("crmk_", StringComparison.Ordinal) ? "made" : call.CallId;
            text.Append("call: ").Append(id).Append(' ').Append(call.Name).Append(' ').AppendLine(Arguments(call));
        }

        // Formats join what a model thought, and tell a source once or for each piece of text.
        text.Append("thought: ").AppendLine(string.Concat(answer.Contents.Where(c => c.Kind == PartKind.Reasoning).SelectMany(c => c.Text.Where(l => !char.IsWhiteSpace(l)))));
        text.Append("signed: ").AppendLine(string.Join(' ', answer.Contents.Where(c => c.State is { Data.Length: > 0 }).Select(c => c.State!.Origin + ':' + c.State.Data).Distinct().Order(StringComparer.Ordinal)));
        text.Append("sources: ").AppendLine(string.Join(' ', answer.Contents.SelectMany(c => c.Citations).Select(c => c.Url).Distinct().Order(StringComparer.Ordinal)));
        text.Append("stop: ").AppendLine(Stop(answer.Stop).ToString());
        
        // Anthropic always has a usage; where none was reported it says zero.
        text.Append("usage: ").Append(Usage(answer.Usage ?? default, cacheWrites));
        return text.ToString();
    }

    /// <summary>Formats without a word for it say that the turn ended.</summary>
    public static StopClass Stop(StopClass stop) => stop switch
    {
        StopClass.None or StopClass.StopSequence => StopClass.EndTurn,
        StopClass.Window or StopClass.Pause => StopClass.MaxTokens,
        _ => stop,
    };

    /// <summary>Free text where only JSON is known, and arguments that were cut off, travel inside an object.</summary>
    public static string Arguments(Content call)
    {
        if (call.IsFreeText)
        {
            return new JsonObject { ["input"] = call.Arguments }.ToJsonString();
        }

        string plain = Canonical(call.Arguments);
        return plain.StartsWith('{') ? plain : new JsonObject { ["arguments"] = call.Arguments }.ToJsonString();
    }

    public static string Canonical(string arguments)
    {
        if (string.IsNullOrWhiteSpace(arguments))
        {
            return "{}";
        }

        try
        {
            return JsonNode.Parse(arguments)?.ToJsonString() ?? "null";
        }
        catch (System.Text.Json.JsonException)
        {
            return "broken: " + arguments;
        }
    }

    public static string Of(Conversation conversation)
    {
        var text = new StringBuilder();
        text.Append("system: ").AppendLine(string.Join("\n\n", conversation.System.Where(c => c.Text.Length > 0).Select(c => c.Text)));
        foreach (var turn in conversation.Turns)
        {
            foreach (var content in turn.Contents)
            {
                switch (content.Kind)
                {
                    case PartKind.Text when content.Text.Trim().Length > 0:
                        text.Append(turn.Role).Append(": ").AppendLine(content.Text.Trim());
                        break;
                    case PartKind.ToolCall:
                        text.Append("call: ").Append(content.Namespace).Append(' ').Append(content.Name).Append(' ').AppendLine(Canonical(content.Arguments));
                        break;
                    case PartKind.ToolResult:
                        text.Append("result: ").AppendLine(string.Join('\n', content.Items.Where(i => i.Kind == PartKind.Text).Select(i => i.Text)));
                        break;
                    case PartKind.Image or PartKind.Document or PartKind.Audio:
                        text.Append(content.Kind).Append(": ").Append(content.Media!.MimeType).Append(' ').AppendLine((content.Media.Data ?? content.Media.Url ?? content.Media.PlainText)?.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
                        break;
                }
            }
        }

        text.Append("tools: ").AppendLine(string.Join(' ', conversation.Tools.Where(t => t.Kind != ToolKind.Server).Select(t => t.Name)));
        text.Append("max: ").Append(conversation.Sampling.MaxOutput);
        return text.ToString();
    }

    private static string Usage(Usage usage, bool cacheWrites)
    {
        // Only Anthropic tells the two lives of a cache apart, and Gemini counts what was written with the rest of the input.
        long input = cacheWrites ? usage.Input : usage.Input + usage.CacheWrite;
        long write = cacheWrites ? usage.CacheWrite : 0;
        return $"{input} {usage.CacheRead} {write} {usage.Output} {usage.Reasoning}";
    }
}
