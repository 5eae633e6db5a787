using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIChat;

/// <summary>Writes turns as chat messages: a message per result, pictures of results in a message of the user behind them.</summary>
internal sealed class ChatMessageWriter(WritingTask task, Utf8JsonWriter writer)
{
    public void Write(Conversation conversation)
    {
        writer.WriteStartArray("messages"u8);
        task.Losses.AddIf(conversation.System.Any(c => c.CacheMark is not null) || conversation.Tools.Any(static t => t.CacheMark is not null), "cache_control");
        task.Losses.AddIf(TurnOrder.IsBegun(conversation.Turns), "prefill");
        WriteSystem(SystemTexts.Join(conversation.System));
        foreach (var turn in conversation.Turns)
        {
            task.Losses.AddIf(turn.Contents.Any(c => c.CacheMark is not null), "cache_control");
            switch (turn.Role)
            {
                case Role.System:
                    WriteSystem(SystemTexts.Join(turn.Contents));
                    break;
                case Role.Assistant:
                    WriteAssistant(turn.Contents);
                    break;
                default:
                    WriteUser(turn.Contents);
                    break;
            }
        }

        writer.WriteEndArray();
    }

    private void WriteSystem(string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("role"u8, "system"u8);
        writer.WriteString("content"u8, text);
        writer.WriteEndObject();
    }

    private void WriteAssistant(IReadOnlyList<Content> contents)
    {
        string text = SystemTexts.Glue(contents.Where(c => c is { Kind: PartKind.Text }));
        var calls = contents.Where(c => c.Kind == PartKind.ToolCall).ToList();
        var reasoning = contents.Where(c => c.Kind == PartKind.Reasoning).ToList();
        var kept = reasoning.Where(c => c.State is { Origin: Vendors.Chat } || task.Understands(c.State)).ToList();
        task.Losses.AddIf(kept.Count < reasoning.Count, "reasoning");
        task.Losses.AddIf(contents.Any(static c => c.Citations.Count > 0), "citations");
        if (text.Length == 0 && calls.Count == 0 && kept.Count == 0)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("role"u8, "assistant"u8);
        if (text.Length > 0 || calls.Count == 0)
        {
            writer.WriteString("content"u8, text);
        }
        else
        {
            writer.WriteNull("content"u8);
        }

        WriteReasoning(kept);
        OpenAITools.WriteCalls(calls, task.CallId, task, writer);
        writer.WriteEndObject();
    }

    private void WriteReasoning(List<Content> kept)
    {
        string text = string.Concat(kept.Select(c => c.Text));
        if (text.Length > 0)
        {
            writer.WriteString("reasoning_content"u8, text);
        }

        var details = kept.Find(c => c.State is { Origin: Vendors.Chat, Data.Length: > 2 });
        if (details is not null)
        {
            writer.WritePropertyName("reasoning_details"u8);
            writer.WriteRawValue(details.State!.Data, skipInputValidation: true);
        }
    }

    private void WriteUser(IReadOnlyList<Content> contents)
    {
        var rest = new List<Content>();
        foreach (var content in contents)
        {
            if (content.Kind == PartKind.ToolResult)
            {
                WriteResult(content, rest);
            }
        }

        rest.AddRange(contents.Where(c => c.Kind != PartKind.ToolResult));
        if (rest.Count == 0)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("role"u8, "user"u8);
        if (rest.Count == 1 && rest[0].Kind == PartKind.Text)
        {
            writer.WriteString("content"u8, rest[0].Text);
        }
        else
        {
            writer.WriteStartArray("content"u8);
            rest.ForEach(WritePart);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private void WriteResult(Content result, List<Content> rest)
    {
        var media = result.Items.Where(i => i.Kind is PartKind.Image or PartKind.Document or PartKind.Audio).ToList();
        string text = string.Join('\n', result.Items.Where(i => i.Kind == PartKind.Text).Select(i => i.Text));
        task.Losses.AddIf(result.IsError, "tool_error_flag");
        writer.WriteStartObject();
        writer.WriteString("role"u8, "tool"u8);
        writer.WriteString("tool_call_id"u8, task.CallId(result.CallId));
        writer.WriteString("content"u8, text.Length > 0 || media.Count == 0 ? text : "The result is in the next message.");
        writer.WriteEndObject();
        if (media.Count > 0)
        {
            rest.Add(Content.OfText($"Attached to the result of {result.Name ?? "the tool"}:"));
            rest.AddRange(media);
        }
    }

    private void WritePart(Content content)
    {
        var media = content.Media;
        if (content.Kind == PartKind.Audio && media?.Data is null)
        {
            task.Refuse(422, "audio", $"Sound by address cannot be sent to {task.Target.Model}. Send the sound itself.");
            return;
        }

        if (media?.FileId is not null || media?.MimeType.StartsWith("video/", StringComparison.Ordinal) == true)
        {
            task.Refuse(422, media.FileId is null ? "media_type" : "file_id", $"This content cannot be sent to {task.Target.Model}: it is a video or a file stored at another provider. Send the file itself, or use a model of that provider.");
            return;
        }

        writer.WriteStartObject();
        switch (content.Kind)
        {
            case PartKind.Image:
                writer.WriteString("type"u8, "image_url"u8);
                writer.WriteStartObject("image_url"u8);
                writer.WriteString("url"u8, media!.Url ?? MediaTypes.DataUrl(media));
                writer.Text("detail"u8, media.Detail);
                writer.WriteEndObject();
                break;
            case PartKind.Document when MediaTypes.TitledText(media!) is { } plain:
                writer.WriteString("type"u8, "text"u8);
                writer.WriteString("text"u8, plain);
                break;
            case PartKind.Document:
                if (media!.Url is not null)
                {
                    task.Refuse(422, "document_url", $"A document by address cannot be sent to {task.Target.Model}. Send the file itself.");
                }

                writer.WriteString("type"u8, "file"u8);
                writer.WriteStartObject("file"u8);
                writer.WriteString("filename"u8, media.Name ?? "document.pdf");
                writer.WriteString("file_data"u8, MediaTypes.DataUrl(media));
                writer.WriteEndObject();
                break;
            case PartKind.Audio:
                writer.WriteString("type"u8, "input_audio"u8);
                writer.WriteStartObject("input_audio"u8);
                writer.WriteString("data"u8, media!.Data ?? "");
                writer.WriteString("format"u8, MediaTypes.AudioFormat(media.MimeType));
                writer.WriteEndObject();
                break;
            default:
                writer.WriteString("type"u8, "text"u8);
                writer.WriteString("text"u8, content.Text);
                break;
        }

        writer.WriteEndObject();
    }
}
