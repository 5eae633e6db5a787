using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>What both OpenAI formats, and those that took theirs over, say of tools in the same words.</summary>
internal static class OpenAITools
{
    /// <summary><c>tool_choice</c> and <c>parallel_tool_calls</c>, where the conversation says anything of them.</summary>
    /// <param name="isNested">Chat puts the name of the one tool into a <c>function</c> of its own; Responses leaves it beside the type.</param>
    public static void WriteChoice(Conversation conversation, bool isNested, WritingTask task, Utf8JsonWriter writer)
    {
        if (conversation.ToolChoice is { } choice)
        {
            WriteChoice(choice, isNested, task, writer);
        }

        if (conversation.ParallelCalls is { } parallel)
        {
            writer.WriteBoolean("parallel_tool_calls"u8, parallel);
        }
    }

    /// <summary><c>tool_calls</c> of an assistant's message; nothing where there are none.</summary>
    /// <param name="id">The id to send for a call's own.</param>
    public static void WriteCalls(List<Content> calls, Func<string, string> id, WritingTask task, Utf8JsonWriter writer)
    {
        if (calls.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tool_calls"u8);
        foreach (var call in calls)
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, id(call.CallId));
            writer.WriteString("type"u8, "function"u8);
            writer.WriteStartObject("function"u8);
            writer.WriteString("name"u8, task.Names.Sent(call.Namespace, call.Name ?? ""));
            writer.WriteString("arguments"u8, JsonOut.ArgumentText(call));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteChoice(ToolChoice choice, bool isNested, WritingTask task, Utf8JsonWriter writer)
    {
        if (choice.ServerType is { } own)
        {
            if (!isNested)
            {
                writer.WriteStartObject("tool_choice"u8);
                writer.WriteString("type"u8, own);
                writer.WriteEndObject();
            }

            return;
        }

        if (choice.Allowed.Count > 0)
        {
            WriteAllowed(choice, isNested, task, writer);
            return;
        }

        if (choice is not { Mode: ToolMode.Named, Name: { } name })
        {
            writer.WriteString("tool_choice"u8, choice.Mode switch { ToolMode.None => "none"u8, ToolMode.Any => "required"u8, _ => "auto"u8 });
            return;
        }

        writer.WriteStartObject("tool_choice"u8);
        writer.WriteString("type"u8, "function"u8);
        if (isNested)
        {
            writer.WriteStartObject("function"u8);
        }

        writer.WriteString("name"u8, task.Names.Sent(choice.Namespace, name));
        if (isNested)
        {
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteAllowed(ToolChoice choice, bool isNested, WritingTask task, Utf8JsonWriter writer)
    {
        writer.WriteStartObject("tool_choice"u8);
        writer.WriteString("type"u8, "allowed_tools"u8);
        if (isNested)
        {
            writer.WriteStartObject("allowed_tools"u8);
        }

        writer.WriteString("mode"u8, choice.Mode == ToolMode.Any ? "required"u8 : "auto"u8);
        writer.WriteStartArray("tools"u8);
        foreach (string name in choice.Allowed)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "function"u8);
            if (isNested)
            {
                writer.WriteStartObject("function"u8);
            }

            writer.WriteString("name"u8, task.Names.Sent(null, name));
            if (isNested)
            {
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (isNested)
        {
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
