using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CodeRouter.Tests.Traffic;

/// <summary>A recorded stream taken apart the simple way, so that what the gateway does can be told by other means than its own.</summary>
internal sealed partial class EventText
{
    private EventText(string text, string name, JsonNode? data, bool done)
    {
        Text = text;
        Name = name;
        Data = data;
        IsDone = done;
    }

    /// <summary>The event as it came, its blank line included.</summary>
    public string Text { get; }

    public string Name { get; }

    public JsonNode? Data { get; }

    public bool IsDone { get; }

    public bool IsUsageOnly => Data is JsonObject o && o["usage"] is JsonObject && o["choices"] is null or JsonArray { Count: 0 } && o["error"] is null;

    public bool IsError => Name == "error" || (Data is JsonObject o && (o["error"] is JsonObject or JsonValue || (string?)(o["type"] as JsonValue) is "error" or "response.failed"));

    /// <summary>The format's own way to say that no more will come.</summary>
    public bool IsEnd => IsDone || IsError || Name is "message_stop" or "response.completed" or "response.incomplete"
        || (Data?["type"] as JsonValue)?.ToString() is "response.completed" or "response.incomplete" or "message_stop"
        || Data?["choices"] is JsonArray choices && choices.Any(c => c?["finish_reason"] is JsonValue)
        || Data?["candidates"] is JsonArray candidates && candidates.Any(c => c?["finishReason"] is JsonValue)
        || Data?["promptFeedback"]?["blockReason"] is not null;

    /// <summary>What was said, besides that somebody is about to speak.</summary>
    public bool IsContent => Name.Contains("delta", StringComparison.Ordinal) || Name.Contains("content_block", StringComparison.Ordinal) || Name.Contains("output_item", StringComparison.Ordinal)
        || Data?["choices"] is JsonArray { Count: > 0 } || Data?["candidates"] is JsonArray { Count: > 0 };

    public bool IsBroken { get; private init; }

    public static List<EventText> Split(byte[] stream)
    {
        var events = new List<EventText>();
        string text = Encoding.UTF8.GetString(stream);
        int from = 0;
        foreach (Match end in Ends().Matches(text))
        {
            events.Add(Of(text[from..(end.Index + end.Length)]));
            from = end.Index + end.Length;
        }

        if (from < text.Length)
        {
            events.Add(Of(text[from..]));
        }

        return events;
    }

    public static byte[] Join(IEnumerable<EventText> events) => Encoding.UTF8.GetBytes(string.Concat(events.Select(e => e.Text)));

    private static EventText Of(string text)
    {
        var lines = text.Split(["\r\n", "\n", "\r"], StringSplitOptions.None);
        string name = lines.FirstOrDefault(l => l.StartsWith("event:", StringComparison.Ordinal))?[6..].Trim() ?? "";
        string data = string.Join('\n', lines.Where(l => l.StartsWith("data:", StringComparison.Ordinal)).Select(l => l[5..].TrimStart(' ')));
        bool done = data.Trim() == "[DONE]";
        try
        {
            return new EventText(text, name, done || data.Trim().Length == 0 ? null : JsonNode.Parse(data), done);
        }
        catch (System.Text.Json.JsonException)
        {
            return new EventText(text, name, null, false) { IsBroken = true };
        }
    }

    [GeneratedRegex("(?<=\r\n|\n)(?:\r\n|\n)", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Ends();
}
