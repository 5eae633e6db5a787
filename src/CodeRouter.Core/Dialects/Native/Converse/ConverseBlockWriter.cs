using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Native.Converse;

/// <summary>Writes one piece of a message as a Converse content block.</summary>
internal sealed class ConverseBlockWriter(WritingTask task, Utf8JsonWriter writer)
{
    private int _documents;

    public static void WriteMark(byte[]? mark, Utf8JsonWriter writer)
    {
        if (mark is not null)
        {
            writer.WriteRawValue("{\"cachePoint\":{\"type\":\"default\"}}"u8, skipInputValidation: true);
        }
    }

    public void Write(Content content)
    {
        switch (content.Kind)
        {
            case PartKind.Text:
                writer.WriteStartObject();
                writer.WriteString("text"u8, content.Text);
                writer.WriteEndObject();
                break;
            case PartKind.ToolCall:
                writer.WriteStartObject();
                writer.WriteStartObject("toolUse"u8);
                writer.WriteString("toolUseId"u8, CallIds.Normalise(content.CallId));
                writer.WriteString("name"u8, task.Names.Sent(content.Namespace, content.Name ?? ""));
                writer.Object("input"u8, content);
                writer.WriteEndObject();
                writer.WriteEndObject();
                break;
            case PartKind.ToolResult:
                WriteResult(content);
                break;
            case PartKind.Reasoning:
                WriteReasoning(content);
                break;
            case PartKind.Image or PartKind.Document:
                WriteMedia(content);
                break;
            case PartKind.Audio:
                task.Refuse(422, "audio", $"Audio cannot be sent to {task.Target.Model}. Use a model that hears, or send a transcript.");
                break;
            default:
                task.Losses.Add(content.OpaqueType ?? "unknown_parts");
                break;
        }

        WriteMark(content.CacheMark, writer);
    }

    private void WriteResult(Content result)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("toolResult"u8);
        writer.WriteString("toolUseId"u8, CallIds.Normalise(result.CallId));
        writer.WriteStartArray("content"u8);
        var items = result.Items.Where(i => i.Kind != PartKind.Text || !string.IsNullOrWhiteSpace(i.Text)).ToList();
        items.ForEach(item => Write(item with { CacheMark = null }));
        if (items.Count == 0)
        {
            writer.WriteRawValue("{\"text\":\"(no output)\"}"u8, skipInputValidation: true);
        }

        writer.WriteEndArray();
        if (result.IsError)
        {
            writer.WriteString("status"u8, "error"u8);
        }

        writer.WriteEndObject();
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
        writer.WriteStartObject("reasoningContent"u8);
        if (content.State!.Redacted)
        {
            writer.WriteString("redactedContent"u8, content.State.Data);
        }
        else
        {
            writer.WriteStartObject("reasoningText"u8);
            writer.WriteString("text"u8, content.Text);
            writer.Text("signature"u8, content.State.Data.Length > 0 ? content.State.Data : null);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteMedia(Content content)
    {
        var media = content.Media!;
        string format = FormatOf(media.MimeType);
        if (content.Kind == PartKind.Document && media.PlainText is { } plain)
        {
            WriteSource("document", "txt", Convert.ToBase64String(Encoding.UTF8.GetBytes(plain)), media.Name);
        }
        else if (NativeTurns.Bytes(content, task) is { } bytes)
        {
            WriteSource(content.Kind == PartKind.Image ? "image" : "document", format, bytes, media.Name);
        }
    }

    private void WriteSource(string kind, string format, string bytes, string? name)
    {
        writer.WriteStartObject();
        writer.WriteStartObject(kind);
        writer.WriteString("format"u8, format);
        if (kind == "document")
        {
            writer.WriteString("name"u8, DocumentName(name));
        }

        writer.WriteStartObject("source"u8);
        writer.WriteString("bytes"u8, bytes);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Letters, digits, single blanks, hyphens and brackets only, and no two of one name.</summary>
    private string DocumentName(string? name)
    {
        var plain = new StringBuilder();
        foreach (char c in System.IO.Path.GetFileNameWithoutExtension(name ?? ""))
        {
            char kept = char.IsAsciiLetterOrDigit(c) || c is '-' or '(' or ')' or '[' or ']' ? c : ' ';
            if (kept != ' ' || (plain.Length > 0 && plain[^1] != ' '))
            {
                plain.Append(kept);
            }
        }

        string clean = plain.ToString().Trim();
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(clean.Length == 0 ? "Document" : clean)} {++_documents}");
    }

    private static string FormatOf(string mimeType) => mimeType switch
    {
        "image/jpeg" or "image/jpg" => "jpeg",
        "text/plain" => "txt",
        "text/markdown" => "md",
        "application/msword" => "doc",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.ms-excel" => "xls",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        _ => mimeType[(mimeType.IndexOf('/', StringComparison.Ordinal) + 1)..],
    };
}
