using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Core.Dialects.Native.Ollama;

/// <summary>Writes a conversation as a request of <c>/api/chat</c>.</summary>
internal sealed class OllamaRequestWriter(WritingTask task, Utf8JsonWriter writer)
{
    public void Write(Conversation conversation)
    {
        NativeTurns.NoteCommonLosses(conversation, task);
        writer.WriteStartObject();
        writer.WriteString("model"u8, task.Target.Model);
        writer.WriteStartArray("messages"u8);
        Say("system", SystemTexts.Join(conversation.System));
        foreach (var turn in conversation.Turns)
        {
            WriteTurn(turn);
        }

        writer.WriteEndArray();
        WriteTools(conversation);
        if (conversation.Format is { } format)
        {
            if (format.Schema is { } schema)
            {
                writer.Raw("format"u8, schema);
            }
            else
            {
                writer.WriteString("format"u8, "json"u8);
            }
        }

        WriteThink(conversation.Reasoning);
        WriteOptions(conversation);

        // Streaming is what it does unless told otherwise.
        writer.WriteBoolean("stream"u8, conversation.Stream);
        writer.WriteEndObject();
    }

    private void WriteTurn(Turn turn)
    {
        switch (turn.Role)
        {
            case Role.System:
                Say("system", SystemTexts.Join(turn.Contents));
                break;
            case Role.Assistant:
                WriteAssistant(turn.Contents);
                break;
            default:
                foreach (var result in turn.Contents.Where(c => c.Kind == PartKind.ToolResult))
                {
                    WriteResult(result);
                }

                WriteUser([.. turn.Contents.Where(c => c.Kind != PartKind.ToolResult)], "user");
                break;
        }
    }

    private void Say(string role, string text)
    {
        if (text.Length > 0)
        {
            writer.WriteStartObject();
            writer.WriteString("role"u8, role);
            writer.WriteString("content"u8, text);
            writer.WriteEndObject();
        }
    }

    private void WriteUser(List<Content> contents, string role)
    {
        if (contents.Count == 0)
        {
            return;
        }

        var texts = contents.Select(c => c.Kind == PartKind.Document && c.Media is { } media ? MediaTypes.TitledText(media) : c.Text).Where(t => !string.IsNullOrEmpty(t));
        writer.WriteStartObject();
        writer.WriteString("role"u8, role);
        writer.WriteString("content"u8, string.Join('\n', texts));
        WriteImages(contents);
        writer.WriteEndObject();
    }

    private void WriteImages(IReadOnlyList<Content> contents)
    {
        if (contents.Any(c => c.Kind == PartKind.Audio || (c is { Kind: PartKind.Document, Media: { } media } && MediaTypes.PlainText(media) is null)))
        {
            task.Refuse(422, "media_type", $"{task.Target.Model} takes text and pictures only. Use a model that takes this file, or convert it to text.");
        }

        var images = contents.Where(c => c.Kind == PartKind.Image).ToList();
        if (images.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("images"u8);
        foreach (var image in images)
        {
            if (NativeTurns.Bytes(image, task) is { } bytes)
            {
                writer.WriteStringValue(bytes);
            }
        }

        writer.WriteEndArray();
    }

    private void WriteResult(Content result)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, "tool"u8);
        writer.WriteString("content"u8, NativeTurns.ResultText(result));
        writer.WriteString("tool_name"u8, task.Names.Sent(result.Namespace, result.Name ?? "tool"));
        WriteImages(result.Items);
        writer.WriteEndObject();
        task.Losses.AddIf(result.IsError, "tool_error_flag");
    }

    private void WriteAssistant(IReadOnlyList<Content> contents)
    {
        string text = SystemTexts.Glue(contents.Where(c => c.Kind == PartKind.Text));
        var calls = contents.Where(c => c.Kind == PartKind.ToolCall).ToList();
        var thoughts = contents.Where(c => c.Kind == PartKind.Reasoning).ToList();
        string thinking = string.Concat(thoughts.Where(c => c.State is null or { Origin: Vendors.Chat }).Select(c => c.Text));
        task.Losses.AddIf(thoughts.Exists(c => c.State is { Origin: not Vendors.Chat }), "reasoning");
        if (text.Length == 0 && calls.Count == 0 && thinking.Length == 0)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("role"u8, "assistant"u8);
        writer.WriteString("content"u8, text);
        writer.Text("thinking"u8, thinking.Length > 0 ? thinking : null);
        if (calls.Count > 0)
        {
            writer.WriteStartArray("tool_calls"u8);
            foreach (var call in calls)
            {
                writer.WriteStartObject();
                writer.WriteStartObject("function"u8);
                writer.WriteString("name"u8, task.Names.Sent(call.Namespace, call.Name ?? ""));
                writer.Object("arguments"u8, call);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private void WriteTools(Conversation conversation)
    {
        // Not to be called is said by not being offered.
        var kept = ServerToolNames.Keep(conversation, task, mapped: null);
        if (kept.Count == 0 || conversation.ToolChoice is { Mode: ToolMode.None })
        {
            return;
        }

        task.Losses.AddIf(conversation.ToolChoice is { Mode: ToolMode.Any or ToolMode.Named }, "tool_choice");
        task.Losses.AddIf(conversation.ParallelCalls == false, "parallel_tool_calls");
        NativeTools.WriteFunctions(kept, task, writer);
    }

    private void WriteThink(ReasoningWish? wish)
    {
        if (wish is null)
        {
            return;
        }

        bool on = wish.Enabled ?? (wish.Effort is { } word ? word is not "none" : wish.Budget is > 0);
        if (!on)
        {
            writer.WriteBoolean("think"u8, false);
        }
        else if (!task.IsKnownFor(Capability.Reasoning))
        {
            // A model that cannot think refuses the member.
            task.Losses.Add("reasoning_effort");
        }
        else if (task.Target.Model.Contains("gpt-oss", StringComparison.OrdinalIgnoreCase))
        {
            writer.WriteString("think"u8, (wish.Effort ?? EffortScale.Effort(wish.Budget ?? 10240)) switch { "minimal" or "low" => "low", "medium" => "medium", _ => "high" });
        }
        else
        {
            writer.WriteBoolean("think"u8, true);
        }
    }

    private void WriteOptions(Conversation conversation)
    {
        var sampling = conversation.Sampling;
        writer.WriteStartObject("options"u8);

        // Its own default is a small window, and what does not fit is cut off without a word.
        writer.Number("num_ctx"u8, task.Target.ContextWindow);
        writer.Number("num_predict"u8, NativeTurns.MaxOutput(conversation, task));
        writer.Number("temperature"u8, sampling.Temperature);
        writer.Number("top_p"u8, sampling.TopP);
        writer.Number("top_k"u8, sampling.TopK);
        writer.Number("seed"u8, sampling.Seed);
        writer.Number("frequency_penalty"u8, sampling.FrequencyPenalty);
        writer.Number("presence_penalty"u8, sampling.PresencePenalty);
        if (sampling.Stop.Count > 0)
        {
            writer.WriteStartArray("stop"u8);
            foreach (string stop in sampling.Stop)
            {
                writer.WriteStringValue(stop);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
