using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIResponses;

/// <summary>Tools and the choice among them.</summary>
internal static class ResponsesTools
{
    // OpenAI's own client tools carry no schema; their models know it. Others have to be told.
    private static readonly (string Type, string Name, byte[] Schema, string Description)[] Known =
    [
        ("local_shell", "local_shell", """{"type":"object","properties":{"command":{"type":"array","items":{"type":"string"}},"working_directory":{"type":"string"},"timeout_ms":{"type":"integer"},"env":{"type":"object"}},"required":["command"]}"""u8.ToArray(), "Runs a command in the local shell."),
        ("shell", "shell", """{"type":"object","properties":{"commands":{"type":"array","items":{"type":"string"}},"timeout_ms":{"type":"integer"},"max_output_length":{"type":"integer"}},"required":["commands"]}"""u8.ToArray(), "Runs commands in a shell."),
        ("apply_patch", "apply_patch", """{"type":"object","properties":{"type":{"type":"string","enum":["create_file","update_file","delete_file"]},"path":{"type":"string"},"diff":{"type":"string"}},"required":["type","path"]}"""u8.ToArray(), "Creates, updates or deletes one file; diff is in V4A format."),
    ];

    public static void Read(JsonSpan tools, string? space, List<ToolOffer> into)
    {
        foreach (var tool in tools.Elements)
        {
            string type = tool["type"u8].Text() ?? "function";
            string name = tool["name"u8].Text() ?? type;
            if (type is "namespace")
            {
                Read(tool["tools"u8], name, into);
            }
            else if (type is "function")
            {
                into.Add(new ToolOffer(ToolKind.Function, name)
                {
                    Namespace = space,
                    Description = tool["description"u8].Text(),
                    Schema = JsonOut.Copy(tool["parameters"u8]),
                    Strict = tool["strict"u8].IsTrue ? true : null,
                    Deferred = tool["defer_loading"u8].IsTrue,
                });
            }
            else if (type is "custom")
            {
                into.Add(new ToolOffer(ToolKind.Custom, name) { Namespace = space, Description = tool["description"u8].Text(), Grammar = JsonOut.Copy(tool["format"u8]) });
            }
            else if (type is "tool_search" && tool["execution"u8].Is("client"u8))
            {
                into.Add(new ToolOffer(ToolKind.Function, "tool_search") { Description = tool["description"u8].Text(), Schema = JsonOut.Copy(tool["parameters"u8]), ServerType = "tool_search" });
            }
            else if (Array.Find(Known, k => string.Equals(k.Type, type, StringComparison.Ordinal)) is { Schema: { } schema } known)
            {
                into.Add(new ToolOffer(ToolKind.Function, known.Name) { Description = known.Description, Schema = schema, ServerType = known.Type });
            }
            else
            {
                into.Add(new ToolOffer(ToolKind.Server, name) { ServerType = ServerToolNames.Of(type), Search = SearchScopes.Read(tool) });
            }
        }
    }

    public static ToolChoice? ReadChoice(JsonSpan choice)
    {
        if (choice.IsString)
        {
            return choice.Is("none"u8) ? new ToolChoice(ToolMode.None) : choice.Is("required"u8) ? new ToolChoice(ToolMode.Any) : new ToolChoice(ToolMode.Auto);
        }

        if (!choice.IsObject)
        {
            return null;
        }

        if (choice["type"u8].Is("allowed_tools"u8))
        {
            var names = new List<string>();
            foreach (var tool in choice["tools"u8].Elements)
            {
                names.Add(tool["name"u8].Text() ?? tool["type"u8].Text() ?? "");
            }

            return new ToolChoice(choice["mode"u8].Is("required"u8) ? ToolMode.Any : ToolMode.Auto) { Allowed = names };
        }

        return choice["name"u8].Text() is { } name ? new ToolChoice(ToolMode.Named, name, choice["namespace"u8].Text()) : choice["type"u8].Text() is { } type ? new ToolChoice(ToolMode.Named, type) { ServerType = ServerToolNames.Of(type) }
            : new ToolChoice(ToolMode.Any);
    }

    public static void Write(Conversation conversation, WritingTask task, Utf8JsonWriter writer)
    {
        var kept = ServerToolNames.Keep(conversation, task, ServerToolNames.WebSearch);
        if (kept.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tools"u8);
        foreach (var tool in kept)
        {
            writer.WriteStartObject();
            if (tool.Kind == ToolKind.Server)
            {
                writer.WriteString("type"u8, "web_search"u8);
                SearchScopes.WriteResponses(tool.Search, task, writer);
            }
            else
            {
                writer.WriteString("type"u8, "function"u8);
                writer.WriteString("name"u8, task.Names.Sent(tool.Namespace, tool.Name));
                writer.Text("description"u8, ToolTexts.Description(tool));
                var (schema, isStrict) = StrictMode.Of(tool, task.Losses);
                writer.Raw("parameters"u8, schema);

                // Left out it means true, and then a schema with optional members is refused.
                writer.WriteBoolean("strict"u8, isStrict);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        OpenAITools.WriteChoice(conversation, isNested: false, task, writer);
    }
}
