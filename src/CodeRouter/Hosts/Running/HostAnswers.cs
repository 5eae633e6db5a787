using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Hosts.Running;

/// <summary>Reads what the coding agents print when they are started for one thing: event lines, one document, or plain text.</summary>
public static class HostAnswers
{
    public static HostAnswer Claude(string output)
    {
        string? text = null, session = null, trouble = null;
        decimal? cost = null;
        foreach (var line in Lines(output))
        {
            if (Text(line, "type") != "result")
            {
                continue;
            }

            text = Text(line, "result");
            session = Text(line, "session_id");
            cost = line.TryGetProperty("total_cost_usd", out var usd) && usd.ValueKind == JsonValueKind.Number ? usd.GetDecimal() : null;
            trouble = line.TryGetProperty("is_error", out var error) && error.ValueKind == JsonValueKind.True ? text ?? Text(line, "subtype") : null;
        }

        return new HostAnswer(text, session, cost, trouble);
    }

    public static HostAnswer Codex(string output)
    {
        string? text = null, thread = null, trouble = null;
        foreach (var line in Lines(output))
        {
            switch (Text(line, "type"))
            {
                case "thread.started":
                    thread = Text(line, "thread_id");
                    break;
                case "item.completed" when line.TryGetProperty("item", out var item) && Text(item, "type") == "agent_message":
                    text = Text(item, "text") ?? text;
                    break;
                case "turn.failed" when line.TryGetProperty("error", out var error):
                    trouble = Text(error, "message");
                    break;
                case "error":
                    trouble = Text(line, "message");
                    break;
                case "turn.completed":
                    trouble = null;
                    break;
            }
        }

        return new HostAnswer(text, thread, null, trouble);
    }

    public static HostAnswer OpenCode(string output)
    {
        string? session = null, trouble = null;
        var text = new StringBuilder();
        decimal cost = 0;
        foreach (var line in Lines(output))
        {
            session = Text(line, "sessionID") ?? session;
            var part = line.TryGetProperty("part", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
            switch (Text(line, "type"))
            {
                case "text":
                    text.Clear().Append(Text(part, "text"));
                    break;
                case "step_finish" when part.ValueKind == JsonValueKind.Object && part.TryGetProperty("cost", out var usd) && usd.ValueKind == JsonValueKind.Number:
                    cost += usd.GetDecimal();
                    break;
                case "error":
                    trouble = line.TryGetProperty("error", out var error) ? error.ToString() : "error";
                    break;
            }
        }

        // Its own sum is 0 for every model whose price it does not know.
        return new HostAnswer(text.Length > 0 ? text.ToString() : null, session, cost > 0 ? cost : null, trouble);
    }

    public static HostAnswer Gemini(string output)
    {
        int at = output.IndexOf('{', StringComparison.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(at < 0 ? "{}" : EscapedHalves.Replaced(output[at..]));
            var root = document.RootElement;
            return new HostAnswer(Text(root, "response"), null, null, root.TryGetProperty("error", out var error) ? Text(error, "message") ?? error.ToString() : null);
        }
        catch (JsonException)
        {
            return Plain(output);
        }
    }

    public static HostAnswer Plain(string output) => new(output.Trim() is { Length: > 0 } text ? text : null, null, null, null);

    /// <summary>What an event line says is being done, in a few words; null when it says nothing of interest.</summary>
    public static string? Progress(string line)
    {
        if (Lines(line).FirstOrDefault() is not { ValueKind: JsonValueKind.Object } said)
        {
            return null;
        }

        switch (Text(said, "type"))
        {
            case "assistant" when said.TryGetProperty("message", out var message) && message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array:
                var tools = content.EnumerateArray().Where(static p => Text(p, "type") == "tool_use").Select(static p => Text(p, "name")).OfType<string>().ToList();
                return tools.Count > 0 ? string.Join(", ", tools) : null;
            case "item.started" when said.TryGetProperty("item", out var item):
                return Text(item, "command") ?? Text(item, "type")?.Replace('_', ' ');
            case "tool_use" when said.TryGetProperty("part", out var part):
                return Text(part, "tool");
            default:
                return null;
        }
    }

    private static IEnumerable<JsonElement> Lines(string output)
    {
        foreach (string line in output.Split('\n'))
        {
            if (line.StartsWith('{') && Parse(line) is { } element)
            {
                yield return element;
            }
        }
    }

    private static JsonElement? Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(EscapedHalves.Replaced(line));
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
