using System.Text.Json;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>What OpenAI refuses on Responses.</summary>
internal static class ResponsesRules
{
    private static readonly string[] Roles = ["system", "developer", "user", "assistant"];
    private static readonly string[] AssistantParts = ["output_text", "refusal"];
    private static readonly string[] OtherParts = ["input_text", "input_image", "input_file", "input_audio", "encrypted_content"];

    public static VendorRefusal? Check(SimulatedCall call, ResponseStore store)
    {
        var body = call.Body;
        if (ForeignWords.FirstIn(body, ForeignWords.InResponses) is { } foreign)
        {
            return new(400, $"Unknown parameter: '{foreign}'.", "unknown_parameter", foreign);
        }

        string? previous = body.Str("previous_response_id");
        if (previous is not null && !store.Knows(previous))
        {
            return new(400, $"Previous response with id '{previous}' not found.", "previous_response_not_found", "previous_response_id");
        }

        if (!body.Get("input").IsText() && !body.Get("input").IsList() && previous is null && !body.Has("prompt") && !body.Has("conversation"))
        {
            return new(400, "Missing required parameter: 'input'.", "missing_required_parameter", "input");
        }

        return ToolRules.CheckOpenAI(body, tool => tool.Str("name") is null ? null : tool, "tools[{0}].name") ?? CheckItems(body, previous is not null);
    }

    private static VendorRefusal? CheckItems(JsonElement body, bool continued)
    {
        var calls = new HashSet<string>(StringComparer.Ordinal);
        var outputs = new HashSet<string>(StringComparer.Ordinal);
        int i = -1;
        foreach (var item in body.Items("input"))
        {
            i++;
            switch (item.Str("type") ?? "message")
            {
                case "message" when CheckMessage(item, i) is { } refusal:
                    return refusal;
                case "function_call" when !item.Get("arguments").IsText():
                    return new(400, $"Invalid type for 'input[{i}].arguments': expected a string.", "invalid_type", $"input[{i}].arguments");
                case "function_call" or "custom_tool_call" or "local_shell_call":
                    calls.Add(item.Str("call_id") ?? "");
                    break;
                case "function_call_output" or "custom_tool_call_output" or "local_shell_call_output":
                    outputs.Add(item.Str("call_id") ?? "");
                    break;
                case "reasoning" when item.Str("encrypted_content") is { } sealed_ && !sealed_.StartsWith("gAAAA", StringComparison.Ordinal) && !IsBase64(sealed_):
                    return new(400, $"The encrypted content {sealed_[..Math.Min(4, sealed_.Length)]}... could not be verified. Reason: Encrypted content could not be decrypted or parsed.", "invalid_encrypted_content", "input");
            }
        }

        if (!continued && calls.Except(outputs, StringComparer.Ordinal).FirstOrDefault() is { } open)
        {
            return new(400, $"No tool output found for function call {open}.", null, "input");
        }

        return !continued && outputs.Except(calls, StringComparer.Ordinal).FirstOrDefault() is { } orphan
            ? new(400, $"No tool call found for function call output with call_id {orphan}.", null, "input")
            : null;
    }

    private static VendorRefusal? CheckMessage(JsonElement item, int i)
    {
        string role = item.Str("role") ?? "";
        if (!Roles.Contains(role, StringComparer.Ordinal))
        {
            return new(400, $"Invalid value: '{role}'. Supported values are: 'assistant', 'system', 'developer', and 'user'.", "invalid_value", $"input[{i}].role");
        }

        string[] allowed = role is "assistant" ? AssistantParts : OtherParts;
        int j = -1;
        foreach (var part in item.Items("content"))
        {
            j++;
            if (!allowed.Contains(part.Str("type"), StringComparer.Ordinal))
            {
                return new(400, $"Invalid value: '{part.Str("type")}'. Supported values are: '{string.Join("', '", allowed)}'.", "invalid_value", $"input[{i}].content[{j}]");
            }
        }

        return null;
    }

    private static bool IsBase64(string text) => Convert.TryFromBase64String(text, new byte[text.Length], out _);
}
