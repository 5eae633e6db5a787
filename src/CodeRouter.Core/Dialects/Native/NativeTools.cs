using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Native;

/// <summary>Tools in the shape that OpenAI's chat gave them and others took over.</summary>
internal static class NativeTools
{
    public static void WriteFunctions(List<ToolOffer> tools, WritingTask task, Utf8JsonWriter writer)
    {
        writer.WriteStartArray("tools"u8);
        foreach (var tool in tools)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "function"u8);
            writer.WriteStartObject("function"u8);
            writer.WriteString("name"u8, task.Names.Sent(tool.Namespace, tool.Name));
            writer.Text("description"u8, ToolTexts.Description(tool));
            writer.Raw("parameters"u8, tool.Kind == ToolKind.Custom ? ToolTexts.FreeTextSchema : SchemaRewriter.ForTool(tool.Schema));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        task.Losses.AddIf(tools.Exists(t => t.Strict == true), "strict_tools");
    }
}
