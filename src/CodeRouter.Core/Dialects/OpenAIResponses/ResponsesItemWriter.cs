using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIResponses;

/// <summary>Writes turns as input items.</summary>
internal sealed class ResponsesItemWriter(WritingTask task, Utf8JsonWriter writer)
{
    public void Write(Turn turn)
    {
        bool assistant = turn.Role == Role.Assistant;
        bool open = false;
        foreach (var content in turn.Contents)
        {
            bool item = content.Kind is PartKind.ToolCall or PartKind.ToolResult or PartKind.Reasoning;
            if (item && open)
            {
                EndMessage();
                open = false;
            }

            if (!item && !open)
            {
                BeginMessage(turn.Role);
                open = true;
            }

            switch (content.Kind)
            {
                case PartKind.ToolCall:
                    WriteCall(content);
                    break;
                case PartKind.ToolResult:
                    WriteResult(content);
                    break;
                case PartKind.Reasoning:
                    WriteReasoning(content);
                    break;
                default:
                    WritePart(content, assistant);
                    break;
            }
        }

        if (open)
        {
            EndMessage();
        }
    }

    private void BeginMessage(Role role)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "message"u8);
        writer.WriteString("role"u8, role switch { Role.Assistant => "assistant"u8, Role.System => "developer"u8, _ => "user"u8 });
        writer.WriteStartArray("content"u8);
    }

    private void EndMessage()
    {
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteCall(Content call)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "function_call"u8);
        writer.WriteString("call_id"u8, CallIds.Normalise(call.CallId));
        writer.WriteString("name"u8, task.Names.Sent(call.Namespace, call.Name ?? ""));
        writer.WriteString("arguments"u8, JsonOut.ArgumentText(call));
        writer.WriteEndObject();
    }

    private void WriteResult(Content result)
    {
        task.Losses.AddIf(result.IsError, "tool_error_flag");
        writer.WriteStartObject();
        writer.WriteString("type"u8, "function_call_output"u8);
        writer.WriteString("call_id"u8, CallIds.Normalise(result.CallId));
        if (result.Items.All(i => i.Kind == PartKind.Text))
        {
            writer.WriteString("output"u8, string.Join('\n', result.Items.Select(i => i.Text)));
        }
        else
        {
            writer.WriteStartArray("output"u8);
            foreach (var item in result.Items)
            {
                WritePart(item, false);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private void WriteReasoning(Content content)
    {
        if (!task.Understands(content.State) || content.State!.Data.Length == 0)
        {
            task.Losses.Add("reasoning");
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("type"u8, "reasoning"u8);
        writer.Text("id"u8, content.State.ItemId);
        writer.WriteStartArray("summary"u8);
        if (content.Text.Length > 0)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "summary_text"u8);
            writer.WriteString("text"u8, content.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("encrypted_content"u8, content.State.Data);
        writer.WriteEndObject();
    }

    private void WritePart(Content content, bool assistant)
    {
        var media = content.Media;
        if (content.Kind is PartKind.Audio || media?.FileId is not null || media?.MimeType.StartsWith("video/", StringComparison.Ordinal) == true)
        {
            string feature = content.Kind is PartKind.Audio ? "audio" : media?.FileId is not null ? "file_id" : "media_type";
            task.Refuse(422, feature, $"This content cannot be sent to {task.Target.Model}: it is sound, video or a file stored at another provider. Use a model that takes it, or send it in another form.");
            return;
        }

        writer.WriteStartObject();
        switch (content.Kind)
        {
            case PartKind.Image:
                writer.WriteString("type"u8, "input_image"u8);
                writer.WriteString("image_url"u8, media!.Url ?? MediaTypes.DataUrl(media));
                writer.Text("detail"u8, media.Detail ?? "auto");
                break;
            case PartKind.Document when MediaTypes.TitledText(media!) is { } plain:
                writer.WriteString("type"u8, "input_text"u8);
                writer.WriteString("text"u8, plain);
                break;
            case PartKind.Document when media!.Url is not null:
                writer.WriteString("type"u8, "input_file"u8);
                writer.WriteString("file_url"u8, media.Url);
                break;
            case PartKind.Document:
                writer.WriteString("type"u8, "input_file"u8);
                writer.WriteString("filename"u8, media!.Name ?? "document.pdf");
                writer.WriteString("file_data"u8, MediaTypes.DataUrl(media));
                break;
            default:
                writer.WriteString("type"u8, assistant ? content.IsRefusal ? "refusal"u8 : "output_text"u8 : "input_text"u8);
                writer.WriteString(assistant && content.IsRefusal ? "refusal"u8 : "text"u8, content.Text);
                if (content.Citations.Count > 0)
                {
                    ResponsesOutput.WriteAnnotations(content, writer);
                }

                break;
        }

        writer.WriteEndObject();
    }
}
