using System.Text.Json;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>What OpenAI refuses on Chat Completions.</summary>
internal static class ChatRules
{
    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool", "function"];
    private static readonly string[] PartTypes = ["text", "image_url", "input_audio", "file", "refusal"];

    public static VendorRefusal? Check(SimulatedCall call)
    {
        var body = call.Body;
        if (ForeignWords.FirstIn(body, ForeignWords.InChat) is { } foreign)
        {
            return new(400, $"Unrecognized request argument supplied: {foreign}");
        }

        if (body.Has("stream_options") && !call.Stream)
        {
            return new(400, "The 'stream_options' parameter is only allowed when 'stream' is enabled.", null, "stream_options");
        }

        if (!body.Get("messages").IsList())
        {
            return new(400, "Missing required parameter: 'messages'.", "missing_required_parameter", "messages");
        }

        var messages = body.Items("messages").ToArray();
        if (messages.Length == 0)
        {
            return new(400, "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.", "empty_array", "messages");
        }

        return ToolRules.CheckOpenAI(body, tool => tool.Get(tool.Str("type") ?? "function"), "tools[{0}].function.name") ?? CheckMessages(messages);
    }

    private static VendorRefusal? CheckMessages(JsonElement[] messages)
    {
        var open = new List<string>();
        for (int i = 0; i < messages.Length; i++)
        {
            var message = messages[i];
            string role = message.Str("role") ?? "";
            if (!Roles.Contains(role, StringComparer.Ordinal))
            {
                return new(400, $"Invalid value: '{role}'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.", "invalid_value", $"messages[{i}].role");
            }

            if (role is "tool")
            {
                if (!open.Remove(message.Str("tool_call_id") ?? ""))
                {
                    return new(400, "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.", null, $"messages.[{i}].role");
                }
            }
            else if (open.Count > 0)
            {
                return Unanswered(open, i);
            }

            if (role is "assistant")
            {
                foreach (var call in message.Items("tool_calls"))
                {
                    open.Add(call.Str("id") ?? "");
                    if (call.Get("function") is { } function && !function.Get("arguments").IsText())
                    {
                        return new(400, $"Invalid type for 'messages[{i}].tool_calls[0].function.arguments': expected a string.", "invalid_type", $"messages[{i}].tool_calls[0].function.arguments");
                    }
                }

                if (!message.Has("content") && open.Count == 0 && !message.Has("refusal") && !message.Has("function_call"))
                {
                    return new(400, $"Invalid value for 'content': expected a string, got null.", null, $"messages.[{i}].content");
                }
            }
            else if (!message.Get("content").IsText() && !message.Get("content").IsList())
            {
                return new(400, $"Invalid value for 'content': expected a string, got null.", null, $"messages.[{i}].content");
            }

            foreach (var part in message.Items("content"))
            {
                if (!PartTypes.Contains(part.Str("type"), StringComparer.Ordinal))
                {
                    return new(400, $"Invalid value: '{part.Str("type")}'. Supported values are: 'text', 'image_url', 'input_audio', 'refusal', and 'file'.", "invalid_value", $"messages[{i}].content[0].type");
                }
            }
        }

        return open.Count > 0 ? Unanswered(open, messages.Length) : null;
    }

    private static VendorRefusal Unanswered(List<string> open, int index) => new(
        400,
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: " + string.Join(", ", open),
        null,
        $"messages.[{index}].role");
}
