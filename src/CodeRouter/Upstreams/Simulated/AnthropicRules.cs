using System.Text.Json;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>What Anthropic refuses on Messages.</summary>
internal static class AnthropicRules
{
    private static readonly HashSet<string> BlockTypes = new(StringComparer.Ordinal)
    {
        "text", "tool_use", "tool_result", "image", "document", "thinking", "redacted_thinking", "server_tool_use",
        "search_result", "tool_reference", "container_upload", "compaction", "mcp_tool_use",
    };

    public static VendorRefusal? Check(SimulatedCall call)
    {
        var body = call.Body;
        if (!call.Request.Headers.ContainsKey("anthropic-version"))
        {
            return new(400, "anthropic-version: header is required");
        }

        if (call.Operation == SimulatedOperation.Generate && body.Int("max_tokens") is not > 0)
        {
            return new(400, body.Get("max_tokens") is null ? "max_tokens: Field required" : "max_tokens: Input should be greater than or equal to 1");
        }

        if (ForeignWords.FirstIn(body, ForeignWords.InAnthropic) is { } foreign)
        {
            return new(400, foreign + ": Extra inputs are not permitted");
        }

        if (body.Get("system") is { } system && system.ValueKind is not (JsonValueKind.String or JsonValueKind.Array))
        {
            return new(400, "system: Input should be a valid list");
        }

        return CheckTools(body) ?? CheckMessages(body);
    }

    private static VendorRefusal? CheckTools(JsonElement body)
    {
        int i = -1;
        foreach (var tool in body.Items("tools"))
        {
            i++;
            if (tool.Str("type") is not (null or "custom"))
            {
                continue;
            }

            if (!ToolRules.IsName(tool.Str("name") ?? "", 128, dots: false))
            {
                return new(400, $"tools.{i}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'");
            }

            if (tool.Get("input_schema")?.Str("type") is not "object")
            {
                return new(400, $"tools.{i}.custom.input_schema.type: Field required");
            }
        }

        return null;
    }

    private static VendorRefusal? CheckMessages(JsonElement body)
    {
        var open = new HashSet<string>(StringComparer.Ordinal);
        string last = "";
        int i = -1;
        foreach (var message in body.Items("messages"))
        {
            i++;
            string role = message.Str("role") ?? "";
            if (role is "system")
            {
                continue;
            }

            if (role is not ("user" or "assistant"))
            {
                return new(400, $"messages.{i}.role: Input should be 'user' or 'assistant'");
            }

            if (last.Length == 0 && role is not "user")
            {
                return new(400, "messages: first message must use the \"user\" role");
            }

            var refusal = CheckBlocks(message, i, role, open, sameTurn: string.Equals(role, last, StringComparison.Ordinal));
            if (refusal is not null)
            {
                return refusal;
            }

            last = role;
        }

        if (i < 0)
        {
            return new(400, "messages: at least one message is required");
        }

        return open.Count > 0 ? Unanswered(i, open) : null;
    }

    private static VendorRefusal? CheckBlocks(JsonElement message, int i, string role, HashSet<string> open, bool sameTurn)
    {
        var content = message.Get("content");
        if (content.IsText())
        {
            return open.Count > 0 && role is "user" ? Unanswered(i - 1, open)
                : content!.Value.GetString()!.Length == 0 ? new(400, $"messages.{i}: user messages must have non-empty content") : null;
        }

        if (!content.IsList())
        {
            return new(400, $"messages.{i}.content: Field required");
        }

        int j = -1;
        foreach (var block in content!.Value.EnumerateArray())
        {
            j++;
            string type = block.Str("type") ?? "";
            if (!BlockTypes.Contains(type) && !type.EndsWith("_tool_result", StringComparison.Ordinal))
            {
                return new(400, $"messages.{i}.content.{j}: Input tag '{type}' found using 'type' does not match any of the expected tags");
            }

            switch (type)
            {
                case "text" when string.IsNullOrEmpty(block.Str("text")):
                    return new(400, "messages: text content blocks must be non-empty");
                case "text" when open.Count > 0 && role is "user" && !sameTurn:
                    return Unanswered(i - 1, open);
                case "tool_use" when block.Get("input") is not { ValueKind: JsonValueKind.Object }:
                    return new(400, $"messages.{i}.content.{j}.tool_use.input: Input should be a valid dictionary");
                case "tool_use" when !ToolRules.IsName(block.Str("id") ?? "", 512, dots: false):
                    return new(400, $"messages.{i}.content.{j}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'");
                case "tool_use":
                    open.Add(block.Str("id")!);
                    break;
                case "tool_result" when !open.Remove(block.Str("tool_use_id") ?? ""):
                    return new(400, $"messages.{i}.content.{j}: unexpected `tool_use_id` found in `tool_result` blocks: {block.Str("tool_use_id")}. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.");
                case "thinking" when !IsSignature(block.Str("signature")):
                    return new(400, $"messages.{i}.content.{j}: Invalid `signature` in `thinking` block");
            }
        }

        return null;
    }

    private static VendorRefusal Unanswered(int i, IEnumerable<string> open) => new(
        400,
        $"messages.{i}: `tool_use` ids were found without `tool_result` blocks immediately after: {string.Join(", ", open)}. Each `tool_use` block must have a corresponding `tool_result` block in the next message.");

    private static bool IsSignature(string? text) => text is { Length: > 0 } && Convert.TryFromBase64String(text, new byte[text.Length], out _);
}
