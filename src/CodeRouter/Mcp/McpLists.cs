using System.Text.Json;

namespace CodeRouter.Mcp;

/// <summary>What a client can list, as MCP writes it.</summary>
internal static class McpLists
{
    public const string PlanUri = "coderouter://model-plan";

    private static readonly (string Name, string Description, string Text)[] Workflows =
    [
        ("plan_then_do", "Split a mixed request into tasks and do them in order", "Call route_plan with this request, then do its tasks in order, one at a time, and check each against its done-check before the next:\n\n"),
        ("safe_change", "Look at who depends on a file before changing it", "Before changing anything, call impact for every file you mean to change and say what depends on it. Then make the change, run the tests it names, and call report_outcome with their result:\n\n"),
        ("what_did_it_cost", "Say what the work has cost and whether routing helped", "Call usage and performance and say in a few plain sentences what was spent, what was saved against the baseline, and which model did badly. "),
    ];

    public static void Tools(Utf8JsonWriter json, IReadOnlyList<McpTool> tools)
    {
        json.WriteStartArray("tools");
        foreach (var tool in tools)
        {
            json.WriteStartObject();
            json.WriteString("name", tool.Name);
            json.WriteString("description", tool.Description);
            json.WriteStartObject("inputSchema");
            json.WriteString("type", "object");
            json.WriteStartObject("properties");
            foreach (var argument in tool.Arguments)
            {
                json.WriteStartObject(argument.Name);
                json.WriteString("type", argument.Type);
                json.WriteString("description", argument.Description);
                if (argument.OneOf.Count > 0)
                {
                    json.WriteStartArray("enum");
                    foreach (string word in argument.OneOf)
                    {
                        json.WriteStringValue(word);
                    }

                    json.WriteEndArray();
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteStartArray("required");
            foreach (var argument in tool.Arguments.Where(static a => a.IsRequired))
            {
                json.WriteStringValue(argument.Name);
            }

            json.WriteEndArray();
            json.WriteBoolean("additionalProperties", false);
            json.WriteEndObject();

            // What is not said counts as dangerous: an agent that may not ask its user (codex exec) refuses the call.
            json.WriteStartObject("annotations");
            json.WriteBoolean("readOnlyHint", !tool.Writes);
            json.WriteBoolean("destructiveHint", false);
            json.WriteBoolean("openWorldHint", false);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Content(Utf8JsonWriter json, McpAnswer answer)
    {
        json.WriteStartArray("content");
        Text(json, answer.Text);
        json.WriteEndArray();
        json.WriteBoolean("isError", answer.IsError);
    }

    public static void Resources(Utf8JsonWriter json)
    {
        json.WriteStartArray("resources");
        json.WriteStartObject();
        json.WriteString("uri", PlanUri);
        json.WriteString("name", "model-plan");
        json.WriteString("description", "The models of this agent by capability class, and what it can switch");
        json.WriteString("mimeType", "application/json");
        json.WriteEndObject();
        json.WriteEndArray();
    }

    public static void Resource(Utf8JsonWriter json, string text)
    {
        json.WriteStartArray("contents");
        json.WriteStartObject();
        json.WriteString("uri", PlanUri);
        json.WriteString("mimeType", "application/json");
        json.WriteString("text", text);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    public static void Prompts(Utf8JsonWriter json)
    {
        json.WriteStartArray("prompts");
        foreach (var (name, description, _) in Workflows)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("description", description);
            json.WriteStartArray("arguments");
            json.WriteStartObject();
            json.WriteString("name", "request");
            json.WriteString("description", "what is to be done");
            json.WriteBoolean("required", false);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static Action<Utf8JsonWriter> Prompt(string name, JsonElement arguments)
    {
        var found = Array.Find(Workflows, w => w.Name == name);
        if (found.Name is null)
        {
            throw new JsonRpcException(JsonRpcException.InvalidParams, $"There is no prompt {name}.");
        }

        if (arguments.ValueKind == JsonValueKind.Object && arguments.EnumerateObject().Select(static a => a.Name).FirstOrDefault(static a => a != "request") is { } unknown)
        {
            throw new JsonRpcException(JsonRpcException.InvalidParams, $"{name} knows no argument {unknown}. Use request.");
        }

        string request = arguments.ValueKind == JsonValueKind.Object && arguments.TryGetProperty("request", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString()! : "";
        return json =>
        {
            json.WriteString("description", found.Description);
            json.WriteStartArray("messages");
            json.WriteStartObject();
            json.WriteString("role", "user");
            json.WritePropertyName("content");
            Text(json, (found.Text + request).TrimEnd());
            json.WriteEndObject();
            json.WriteEndArray();
        };
    }

    private static void Text(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type", "text");
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
