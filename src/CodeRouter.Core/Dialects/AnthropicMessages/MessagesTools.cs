using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.AnthropicMessages;

/// <summary>Tools and the choice among them.</summary>
internal static class MessagesTools
{
    // Anthropic's own client tools carry no schema; their models know it. Others have to be told.
    private static readonly (string Prefix, byte[] Schema, string Description)[] Known =
    [
        ("bash_", """{"type":"object","properties":{"command":{"type":"string","description":"The bash command to run."},"restart":{"type":"boolean","description":"Restart the shell instead."}}}"""u8.ToArray(), "Runs a command in a persistent bash shell."),
        ("text_editor_", """{"type":"object","properties":{"command":{"type":"string","enum":["view","create","str_replace","insert"]},"path":{"type":"string"},"view_range":{"type":"array","items":{"type":"integer"}},"file_text":{"type":"string"},"old_str":{"type":"string"},"new_str":{"type":"string"},"insert_line":{"type":"integer"},"insert_text":{"type":"string"}},"required":["command","path"]}"""u8.ToArray(), "Views and edits text files."),
        ("memory_", """{"type":"object","properties":{"command":{"type":"string","enum":["view","create","str_replace","insert","delete","rename"]},"path":{"type":"string"},"view_range":{"type":"array","items":{"type":"integer"}},"file_text":{"type":"string"},"old_str":{"type":"string"},"new_str":{"type":"string"},"insert_line":{"type":"integer"},"insert_text":{"type":"string"},"old_path":{"type":"string"},"new_path":{"type":"string"}},"required":["command"]}"""u8.ToArray(), "Keeps notes in files below /memories."),
    ];

    public static List<ToolOffer> Read(RequestView request, Losses losses)
    {
        var tools = new List<ToolOffer>();
        foreach (var tool in new JsonSpan(request.Find("tools"u8)).Elements)
        {
            string type = tool["type"u8].Text() ?? "custom";
            string name = tool["name"u8].Text() ?? type;
            if (type is "custom")
            {
                bool deferred = tool["defer_loading"u8].IsTrue;
                losses.AddIf(deferred, "deferred_tools");
                losses.AddIf(tool["input_examples"u8].HasItems, "tool_examples");
                tools.Add(new ToolOffer(ToolKind.Function, name)
                {
                    Description = tool["description"u8].Text(),
                    Schema = JsonOut.Copy(tool["input_schema"u8]),
                    Strict = tool["strict"u8].IsTrue ? true : null,
                    Deferred = deferred,
                    CacheMark = JsonOut.Copy(tool["cache_control"u8]),
                });
            }
            else if (Array.Find(Known, k => type.StartsWith(k.Prefix, StringComparison.Ordinal)) is { Schema: { } schema } known)
            {
                tools.Add(new ToolOffer(ToolKind.Function, name) { Description = known.Description, Schema = schema });
            }
            else
            {
                tools.Add(new ToolOffer(ToolKind.Server, name) { ServerType = ServerToolNames.Of(type), Search = SearchScopes.Read(tool) });
            }
        }

        foreach (var server in new JsonSpan(request.Find("mcp_servers"u8)).Elements)
        {
            tools.Add(new ToolOffer(ToolKind.Server, server["name"u8].Text() ?? "mcp") { ServerType = ServerToolNames.Mcp });
        }

        return tools;
    }

    public static ToolChoice? ReadChoice(JsonSpan choice)
    {
        var type = choice["type"u8];
        return type.Is("any"u8) ? new ToolChoice(ToolMode.Any)
            : type.Is("none"u8) ? new ToolChoice(ToolMode.None)
            : type.Is("tool"u8) ? new ToolChoice(ToolMode.Named, choice["name"u8].Text())
            : type.Is("auto"u8) ? new ToolChoice(ToolMode.Auto) : null;
    }

    public static void Write(Conversation conversation, WritingTask task, Utf8JsonWriter writer, CacheMarks marks)
    {
        var kept = ServerToolNames.Keep(conversation, task, ServerToolNames.WebSearch);
        if (kept.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tools"u8);
        for (int i = 0; i < kept.Count; i++)
        {
            var tool = kept[i];
            writer.WriteStartObject();
            if (tool.Kind == ToolKind.Server)
            {
                writer.WriteString("type"u8, "web_search_20250305"u8);
                writer.WriteString("name"u8, "web_search"u8);
                SearchScopes.WriteMessages(tool.Search, task, writer);
            }
            else
            {
                writer.WriteString("name"u8, task.Names.Sent(tool.Namespace, tool.Name));
                writer.Text("description"u8, ToolTexts.Description(tool));
                bool endless = tool.Strict == true && SchemaRewriter.HoldsItself(tool.Schema);
                bool strict = tool.Strict == true && !endless;
                task.Losses.AddIf(endless, "strict_tools");
                writer.Raw("input_schema"u8, tool.Kind == ToolKind.Custom ? ToolTexts.FreeTextSchema : SchemaRewriter.ForAnthropicTool(tool.Schema, strict, task.Losses));
                if (strict)
                {
                    writer.WriteBoolean("strict"u8, true);
                }
            }

            marks.Write(writer, tool.CacheMark, i == kept.Count - 1);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteChoice(conversation, task, writer);
    }

    private static void WriteChoice(Conversation conversation, WritingTask task, Utf8JsonWriter writer)
    {
        var choice = conversation.ToolChoice;
        if (choice is null && conversation.ParallelCalls != false)
        {
            return;
        }

        writer.WriteStartObject("tool_choice"u8);
        writer.WriteString("type"u8, choice?.Mode switch
        {
            ToolMode.None => "none"u8,
            ToolMode.Any => "any"u8,
            ToolMode.Named => "tool"u8,
            _ => "auto"u8,
        });
        if (choice is { Mode: ToolMode.Named, Name: { } name })
        {
            writer.WriteString("name"u8, choice.ServerType ?? task.Names.Sent(choice.Namespace, name));
        }

        if (conversation.ParallelCalls == false && choice?.Mode != ToolMode.None)
        {
            writer.WriteBoolean("disable_parallel_tool_use"u8, true);
        }

        writer.WriteEndObject();
    }
}
