using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Gemini;

/// <summary>Writes the parts of a request's turn; signatures go back onto the part they came with.</summary>
internal sealed class GeminiPartWriter(WritingTask task, Utf8JsonWriter writer)
{
    public void WriteTurn(List<Content> contents, bool assistant)
    {
        ReasoningState? pending = null;
        bool signed = contents.Exists(c => c.Kind == PartKind.Reasoning && task.Understands(c.State));
        bool firstCall = true;
        writer.WriteStartArray("parts"u8);
        for (int i = 0; i < contents.Count; i++)
        {
            var content = contents[i];
            switch (content.Kind)
            {
                case PartKind.Reasoning:
                    if (task.Understands(content.State))
                    {
                        WriteLone(ref pending);
                        pending = content.State;
                    }
                    else
                    {
                        task.Losses.Add("reasoning");
                    }

                    break;
                case PartKind.ToolCall:
                    WriteCall(content, pending, firstCall && !signed);
                    pending = null;
                    firstCall = false;
                    break;
                case PartKind.ToolResult:
                    WriteResult(content);
                    break;
                case PartKind.Text:
                    writer.WriteStartObject();
                    writer.WriteString("text"u8, content.Text);
                    if (assistant && pending is not null && !IsForCall(contents, i))
                    {
                        writer.WriteString("thoughtSignature"u8, pending.Data);
                        pending = null;
                    }

                    writer.WriteEndObject();
                    break;
                default:
                    WriteMedia(content);
                    break;
            }
        }

        WriteLone(ref pending);
        writer.WriteEndArray();
    }

    /// <summary>
    /// Chat Completions keeps a message's reasoning in one place, whatever it came with. Models that check signatures look for one on the first
    /// call of a step, so a text before that call leaves it the last one there is.
    /// </summary>
    private bool IsForCall(List<Content> contents, int text)
    {
        int call = contents.FindIndex(text, c => c.Kind == PartKind.ToolCall);
        return call > text && !contents[text..call].Exists(c => c.Kind == PartKind.Reasoning && task.Understands(c.State));
    }

    private void WriteLone(ref ReasoningState? pending)
    {
        if (pending is null)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("text"u8, ""u8);
        writer.WriteString("thoughtSignature"u8, pending.Data);
        writer.WriteEndObject();
        pending = null;
    }

    private void WriteCall(Content call, ReasoningState? state, bool unsigned)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("functionCall"u8);
        writer.WriteString("name"u8, task.Names.Sent(call.Namespace, call.Name ?? ""));
        writer.Object("args"u8, call);
        writer.WriteEndObject();
        if (state is not null)
        {
            writer.WriteString("thoughtSignature"u8, state.Data);
        }
        else if (unsigned)
        {
            // Models that check signatures refuse a step without one; this history was made by another vendor and has none.
            writer.WriteString("thoughtSignature"u8, GeminiStates.SkipCheck);
        }

        writer.WriteEndObject();
    }

    private void WriteResult(Content result)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("functionResponse"u8);
        writer.WriteString("name"u8, task.Names.Sent(result.Namespace, result.Name ?? "tool"));
        writer.WriteStartObject("response"u8);
        writer.WriteString(result.IsError ? "error"u8 : "output"u8, string.Join('\n', result.Items.Where(i => i.Kind == PartKind.Text).Select(i => i.Text)));
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        foreach (var item in result.Items.Where(i => i.Kind != PartKind.Text))
        {
            WriteMedia(item);
        }
    }

    private void WriteMedia(Content content)
    {
        if (content.Media is not { } media)
        {
            return;
        }

        if (media.FileId is not null)
        {
            task.Refuse(422, "file_id", $"A file stored at another provider cannot be read by {task.Target.Model}. Send the file itself.");
            return;
        }

        task.Losses.AddIf(media.Detail is "low" or "high" or "original", "media_resolution");
        if (media is { PlainText: null, Name: { Length: > 0 } name })
        {
            // The format has no place for it, and people speak of files by their names.
            writer.WriteStartObject();
            writer.WriteString("text"u8, name + ":");
            writer.WriteEndObject();
        }

        writer.WriteStartObject();
        if (media.PlainText is not null)
        {
            writer.WriteString("text"u8, MediaTypes.TitledText(media));
        }
        else if (media.Data is not null)
        {
            writer.WriteStartObject("inlineData"u8);
            writer.WriteString("mimeType"u8, media.MimeType);
            writer.WriteString("data"u8, media.Data);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStartObject("fileData"u8);
            writer.WriteString("mimeType"u8, media.MimeType);
            writer.WriteString("fileUri"u8, media.Url ?? "");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
