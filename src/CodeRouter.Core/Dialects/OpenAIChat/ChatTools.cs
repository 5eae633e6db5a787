using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIChat;

/// <summary>Tools and the choice among them, old spelling (functions) included.</summary>
internal static class ChatTools
{
    public static List<ToolOffer> Read(RequestView request, Losses losses)
    {
        var tools = new List<ToolOffer>();
        foreach (var tool in new JsonSpan(request.Find("tools"u8)).Elements)
        {
            var function = tool["function"u8];
            var custom = tool["custom"u8];
            if (function.IsObject)
            {
                tools.Add(Function(function) with { CacheMark = JsonOut.Copy(tool["cache_control"u8]) });
            }
            else if (custom.IsObject)
            {
                tools.Add(new ToolOffer(ToolKind.Custom, custom["name"u8].Text() ?? "") { Description = custom["description"u8].Text(), Grammar = JsonOut.Copy(custom["format"u8]) });
            }
            else
            {
                string type = tool["type"u8].Text() ?? "";
                tools.Add(new ToolOffer(ToolKind.Server, type) { ServerType = ServerToolNames.Of(type) });
            }
        }

        foreach (var function in new JsonSpan(request.Find("functions"u8)).Elements)
        {
            tools.Add(Function(function));
        }

        if (new JsonSpan(request.Find("web_search_options"u8)) is { IsObject: true } options)
        {
            tools.Add(new ToolOffer(ToolKind.Server, "web_search") { ServerType = ServerToolNames.WebSearch, Search = SearchScopes.Read(options) });
        }

        var modalities = new JsonSpan(request.Find("modalities"u8));
        losses.AddIf(modalities.Raw.IndexOf("\"audio\""u8) >= 0, "audio_output");
        return tools;
    }

    public static ToolChoice? ReadChoice(RequestView request)
    {
        var choice = new JsonSpan(request.Find("tool_choice"u8));
        choice = choice.Exists ? choice : new JsonSpan(request.Find("function_call"u8));
        if (choice.IsString)
        {
            return choice.Is("none"u8) ? new ToolChoice(ToolMode.None)
                : choice.Is("required"u8) || choice.Is("any"u8) ? new ToolChoice(ToolMode.Any)
                : choice.Is("auto"u8) ? new ToolChoice(ToolMode.Auto) : null;
        }

        if (!choice.IsObject)
        {
            return null;
        }

        var allowed = choice["allowed_tools"u8];
        if (allowed.IsObject)
        {
            var names = new List<string>();
            foreach (var tool in allowed["tools"u8].Elements)
            {
                names.Add(tool["function"u8]["name"u8].Text() ?? tool["custom"u8]["name"u8].Text() ?? tool["name"u8].Text() ?? "");
            }

            return new ToolChoice(allowed["mode"u8].Is("required"u8) ? ToolMode.Any : ToolMode.Auto) { Allowed = names };
        }

        string? name = choice["function"u8]["name"u8].Text() ?? choice["custom"u8]["name"u8].Text() ?? choice["name"u8].Text();
        return name is null ? null : new ToolChoice(ToolMode.Named, name);
    }

    public static void Write(Conversation conversation, WritingTask task, Utf8JsonWriter writer)
    {
        var kept = ServerToolNames.Keep(conversation, task, OpenAIModels.SearchesInChat(task.Target.Model) ? ServerToolNames.WebSearch : null);
        if (kept.Find(static t => t.Kind == ToolKind.Server) is { } search)
        {
            writer.WriteStartObject("web_search_options"u8);
            SearchScopes.WriteChat(search.Search, task, writer);
            writer.WriteEndObject();
            kept.RemoveAll(t => t.Kind == ToolKind.Server);
        }

        if (kept.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tools"u8);
        foreach (var tool in kept)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "function"u8);
            writer.WriteStartObject("function"u8);
            writer.WriteString("name"u8, task.Names.Sent(tool.Namespace, tool.Name));
            writer.Text("description"u8, ToolTexts.Description(tool));
            var (schema, isStrict) = StrictMode.Of(tool, task.Losses);
            writer.Raw("parameters"u8, schema);
            if (isStrict)
            {
                writer.WriteBoolean("strict"u8, true);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        OpenAITools.WriteChoice(conversation, isNested: true, task, writer);
    }

    private static ToolOffer Function(JsonSpan function) => new(ToolKind.Function, function["name"u8].Text() ?? "")
    {
        Description = function["description"u8].Text(),
        Schema = JsonOut.Copy(function["parameters"u8]),
        Strict = function["strict"u8].IsTrue ? true : null,
    };
}
