using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.AnthropicMessages;

/// <summary>Writes one piece as a content block of a request.</summary>
internal sealed class MessagesBlockWriter(WritingTask task, Utf8JsonWriter writer, CacheMarks marks)
{
    public void Write(Content content, bool isPlace)
    {
        switch (content.Kind)
        {
            case PartKind.Text:
                writer.WriteStartObject();
                writer.WriteString("type"u8, "text"u8);
                writer.WriteString("text"u8, content.Text);
                task.Losses.AddIf(content.Citations.Count > 0, "citations");
                marks.Write(writer, content.CacheMark, isPlace);
                writer.WriteEndObject();
                break;
            case PartKind.ToolCall:
                writer.WriteStartObject();
                writer.WriteString("type"u8, "tool_use"u8);
                writer.WriteString("id"u8, CallIds.Normalise(content.CallId));
                writer.WriteString("name"u8, task.Names.Sent(content.Namespace, content.Name ?? ""));
                writer.Object("input"u8, content);
                marks.Write(writer, content.CacheMark, isPlace);
                writer.WriteEndObject();
                break;
            case PartKind.ToolResult:
                WriteResult(content, isPlace);
                break;
            case PartKind.Reasoning:
                WriteReasoning(content);
                break;
            case PartKind.Image or PartKind.Document:
                WriteMedia(content, isPlace);
                break;
            case PartKind.Audio:
                task.Refuse(422, "audio", $"Audio cannot be sent to {task.Target.Model}. Use a model that hears, or send a transcript.");
                break;
            default:
                task.Losses.Add(content.OpaqueType ?? "unknown_parts");
                break;
        }
    }

    private void WriteResult(Content result, bool isPlace)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "tool_result"u8);
        writer.WriteString("tool_use_id"u8, CallIds.Normalise(result.CallId));
        var items = result.Items.Where(TurnOrder.SaysSomething).ToList();
        if (items.Count == 1 && items[0].Kind == PartKind.Text)
        {
            writer.WriteString("content"u8, items[0].Text);
        }
        else if (items.Count > 0)
        {
            writer.WriteStartArray("content"u8);
            foreach (var item in items)
            {
                Write(item with { CacheMark = null }, false);
            }

            writer.WriteEndArray();
        }

        if (result.IsError)
        {
            writer.WriteBoolean("is_error"u8, true);
        }

        marks.Write(writer, result.CacheMark, isPlace);
        writer.WriteEndObject();
    }

    private void WriteReasoning(Content content)
    {
        if (!task.Understands(content.State))
        {
            task.Losses.Add("reasoning");
            return;
        }

        writer.WriteStartObject();
        if (content.State!.Redacted)
        {
            writer.WriteString("type"u8, "redacted_thinking"u8);
            writer.WriteString("data"u8, content.State.Data);
        }
        else
        {
            writer.WriteString("type"u8, "thinking"u8);
            writer.WriteString("thinking"u8, content.Text);
            writer.WriteString("signature"u8, content.State.Data);
        }

        writer.WriteEndObject();
    }

    private void WriteMedia(Content content, bool isPlace)
    {
        var media = content.Media!;
        bool isImage = content.Kind == PartKind.Image;
        string? plain = isImage ? null : MediaTypes.PlainText(media);
        if (media.FileId is not null)
        {
            task.Refuse(422, "file_id", $"A file stored at another provider cannot be read by {task.Target.Model}. Send the file itself.");
            return;
        }

        if (isImage ? media.MimeType.StartsWith("video/", StringComparison.Ordinal) : plain is null && media.MimeType is not "application/pdf")
        {
            task.Refuse(422, "media_type", $"Content of type {media.MimeType} cannot be sent to {task.Target.Model}. Use a model that takes it, or convert it to PDF, text or a picture.");
            return;
        }

        task.Losses.AddIf(media.Detail is "low" or "high" or "original", "media_resolution");
        writer.WriteStartObject();
        writer.WriteString("type"u8, isImage ? "image"u8 : "document"u8);
        writer.WriteStartObject("source"u8);
        if (plain is not null)
        {
            writer.WriteString("type"u8, "text"u8);
            writer.WriteString("media_type"u8, "text/plain"u8);
            writer.WriteString("data"u8, plain);
        }
        else if (media.Data is not null)
        {
            writer.WriteString("type"u8, "base64"u8);
            writer.WriteString("media_type"u8, media.MimeType);
            writer.WriteString("data"u8, media.Data);
        }
        else
        {
            writer.WriteString("type"u8, "url"u8);
            writer.WriteString("url"u8, media.Url ?? "");
        }

        writer.WriteEndObject();
        if (!isImage)
        {
            writer.Text("title"u8, media.Name);
        }

        marks.Write(writer, content.CacheMark, isPlace);
        writer.WriteEndObject();
    }
}
