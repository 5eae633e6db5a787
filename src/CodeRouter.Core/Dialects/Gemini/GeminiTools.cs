using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Gemini;

/// <summary>Function declarations, built-in tools and the choice among them.</summary>
internal static class GeminiTools
{
    public static List<ToolOffer> Read(RequestView request)
    {
        var tools = new List<ToolOffer>();
        foreach (var tool in new JsonSpan(request.Find("tools"u8)).Elements)
        {
            var members = tool.Members;
            while (members.MoveNext())
            {
                if (!members.Is("functionDeclarations"u8) && !members.Is("function_declarations"u8))
                {
                    string type = JsonText.Decode(members.Name);
                    tools.Add(new ToolOffer(ToolKind.Server, type) { ServerType = ServerToolNames.Of(type), Search = members.Value.HasItems ? new SearchScope { More = true } : null });
                    continue;
                }

                foreach (var declaration in members.Value.Elements)
                {
                    var plain = declaration.Either("parametersJsonSchema"u8, "parameters_json_schema"u8);
                    tools.Add(new ToolOffer(ToolKind.Function, declaration["name"u8].Text() ?? "")
                    {
                        Description = declaration["description"u8].Text(),
                        Schema = plain.Exists ? JsonOut.Copy(plain) : SchemaRewriter.FromGemini(JsonOut.Copy(declaration["parameters"u8])),
                    });
                }
            }
        }

        return tools;
    }

    public static ToolChoice? ReadChoice(JsonSpan config)
    {
        string? mode = config["mode"u8].Text()?.ToUpperInvariant();
        var names = new List<string>();
        foreach (var name in config.Either("allowedFunctionNames"u8, "allowed_function_names"u8).Elements)
        {
            names.Add(name.Text() ?? "");
        }

        return mode switch
        {
            "NONE" => new ToolChoice(ToolMode.None),
            "ANY" when names.Count == 1 => new ToolChoice(ToolMode.Named, names[0]),
            "ANY" or "VALIDATED" => new ToolChoice(mode is "ANY" ? ToolMode.Any : ToolMode.Auto) { Allowed = names },
            "AUTO" => new ToolChoice(ToolMode.Auto),
            _ => null,
        };
    }

    public static void Write(Conversation conversation, WritingTask task, Utf8JsonWriter writer)
    {
        var kept = ServerToolNames.Keep(conversation, task, ServerToolNames.WebSearch);
        var scope = kept.Find(static t => t.Kind == ToolKind.Server)?.Search;
        bool search = kept.RemoveAll(t => t.Kind == ToolKind.Server) > 0;
        if (search && kept.Count > 0)
        {
            // Search and functions exclude each other but on the newest models.
            search = false;
            task.Losses.Add(ServerToolNames.WebSearch);
        }

        SearchScopes.Leave(search ? scope : null, task);
        if (kept.Count == 0 && !search)
        {
            return;
        }

        writer.WriteStartArray("tools"u8);
        writer.WriteStartObject();
        if (search)
        {
            writer.WriteStartObject("googleSearch"u8);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStartArray("functionDeclarations"u8);
            foreach (var tool in kept)
            {
                writer.WriteStartObject();
                writer.WriteString("name"u8, task.Names.Sent(tool.Namespace, tool.Name));
                writer.WriteString("description"u8, ToolTexts.Description(tool) ?? "");
                if (tool.Kind == ToolKind.Custom || tool.Schema is not null)
                {
                    writer.Raw("parametersJsonSchema"u8, tool.Kind == ToolKind.Custom ? ToolTexts.FreeTextSchema : SchemaRewriter.ForGemini(SchemaRewriter.ForTool(tool.Schema), task.Losses));
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndArray();
        task.Losses.AddIf(conversation.ParallelCalls == false, "parallel_tool_calls");
        task.Losses.AddIf(kept.Exists(t => t.Strict == true), "strict_tools");
        WriteChoice(conversation.ToolChoice, task, writer);
    }

    private static void WriteChoice(ToolChoice? choice, WritingTask task, Utf8JsonWriter writer)
    {
        if (choice is null or { ServerType: not null })
        {
            return;
        }

        writer.WriteStartObject("toolConfig"u8);
        writer.WriteStartObject("functionCallingConfig"u8);
        writer.WriteString("mode"u8, choice.Mode switch
        {
            ToolMode.None => "NONE"u8,
            ToolMode.Any or ToolMode.Named => "ANY"u8,
            _ => choice.Allowed.Count > 0 ? "VALIDATED"u8 : "AUTO"u8,
        });
        IReadOnlyList<string> allowed = choice is { Mode: ToolMode.Named, Name: { } name } ? [task.Names.Sent(choice.Namespace, name)] : [.. choice.Allowed.Select(a => task.Names.Sent(null, a))];
        if (allowed.Count > 0)
        {
            writer.WriteStartArray("allowedFunctionNames"u8);
            foreach (string one in allowed)
            {
                writer.WriteStringValue(one);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
