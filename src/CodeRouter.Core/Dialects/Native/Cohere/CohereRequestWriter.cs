using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Core.Dialects.Native.Cohere;

/// <summary>Writes a conversation as a request of <c>/v2/chat</c>.</summary>
internal sealed class CohereRequestWriter(WritingTask task, Utf8JsonWriter writer)
{
    public void Write(Conversation conversation)
    {
        NativeTurns.NoteCommonLosses(conversation, task);
        writer.WriteStartObject();
        writer.WriteString("model"u8, task.Target.Model);
        writer.WriteStartArray("messages"u8);
        WriteText("system", SystemTexts.Join(conversation.System));
        foreach (var turn in conversation.Turns)
        {
            WriteTurn(turn);
        }

        writer.WriteEndArray();
        WriteTools(conversation);
        WriteSampling(conversation);
        WriteFormat(conversation.Format);
        WriteThinking(conversation.Reasoning);
        writer.WriteBoolean("stream"u8, conversation.Stream);
        writer.WriteEndObject();
    }

    private void WriteTurn(Turn turn)
    {
        switch (turn.Role)
        {
            case Role.System:
                WriteText("system", SystemTexts.Join(turn.Contents));
                break;
            case Role.Assistant:
                WriteAssistant(turn.Contents);
                break;
            default:
                foreach (var result in turn.Contents.Where(c => c.Kind == PartKind.ToolResult))
                {
                    writer.WriteStartObject();
                    writer.WriteString("role"u8, "tool"u8);
                    writer.WriteString("tool_call_id"u8, CallIds.Normalise(result.CallId));
                    writer.WriteString("content"u8, NativeTurns.ResultText(result));
                    writer.WriteEndObject();
                    task.Losses.AddIf(result.IsError, "tool_error_flag");
                }

                WriteUser([.. turn.Contents.SelectMany(c => c.Kind == PartKind.ToolResult ? c.Items.Where(i => i.Kind == PartKind.Image) : [c])]);
                break;
        }
    }

    private void WriteText(string role, string text)
    {
        if (text.Length > 0)
        {
            writer.WriteStartObject();
            writer.WriteString("role"u8, role);
            writer.WriteString("content"u8, text);
            writer.WriteEndObject();
        }
    }

    private void WriteUser(List<Content> contents)
    {
        if (contents.Count == 0)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("role"u8, "user"u8);
        writer.WriteStartArray("content"u8);
        foreach (var content in contents)
        {
            writer.WriteStartObject();
            if (content is { Kind: PartKind.Image, Media: { } media })
            {
                writer.WriteString("type"u8, "image_url"u8);
                writer.WriteStartObject("image_url"u8);
                writer.WriteString("url"u8, media.Url ?? MediaTypes.DataUrl(media));
                writer.WriteEndObject();
            }
            else
            {
                string? text = content.Media is { } file ? MediaTypes.TitledText(file) : content.Text;
                if (text is null)
                {
                    task.Refuse(422, "media_type", $"{task.Target.Model} takes text and pictures only. Use a model that takes this file, or convert it to text.");
                }

                writer.WriteString("type"u8, "text"u8);
                writer.WriteString("text"u8, text ?? "");
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteAssistant(IReadOnlyList<Content> contents)
    {
        string text = SystemTexts.Glue(contents.Where(c => c.Kind == PartKind.Text));
        var calls = contents.Where(c => c.Kind == PartKind.ToolCall).ToList();
        task.Losses.AddIf(contents.Any(c => c.Kind == PartKind.Reasoning), "reasoning");
        if (text.Length == 0 && calls.Count == 0)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("role"u8, "assistant"u8);
        if (calls.Count == 0)
        {
            writer.WriteString("content"u8, text);
        }
        else
        {
            // What is said beside calls has a member of its own.
            writer.Text("tool_plan"u8, text.Length > 0 ? text : null);
            OpenAITools.WriteCalls(calls, CallIds.Normalise, task, writer);
        }

        writer.WriteEndObject();
    }

    private void WriteTools(Conversation conversation)
    {
        var kept = ServerToolNames.Keep(conversation, task, mapped: null);
        if (kept.Count == 0)
        {
            return;
        }

        NativeTools.WriteFunctions(kept, task, writer);
        task.Losses.AddIf(conversation.ParallelCalls == false, "parallel_tool_calls");
        var choice = conversation.ToolChoice;

        // One tool by name is not known: that some tool must be called is the nearest.
        task.Losses.AddIf(choice is { Mode: ToolMode.Named } && kept.Count > 1, "tool_choice");
        writer.Text("tool_choice"u8, choice?.Mode switch { ToolMode.None => "NONE", ToolMode.Any or ToolMode.Named => "REQUIRED", _ => null });
    }

    private void WriteSampling(Conversation conversation)
    {
        var sampling = conversation.Sampling;
        writer.Number("max_tokens"u8, NativeTurns.MaxOutput(conversation, task));
        writer.Number("temperature"u8, sampling.Temperature);
        writer.Number("p"u8, sampling.TopP is { } p ? Math.Clamp(p, 0.01, 0.99) : null);
        writer.Number("k"u8, sampling.TopK is { } k ? Math.Clamp(k, 0, 500) : null);
        writer.Number("seed"u8, sampling.Seed);
        writer.Number("frequency_penalty"u8, sampling.FrequencyPenalty is >= 0 and <= 1 ? sampling.FrequencyPenalty : null);
        writer.Number("presence_penalty"u8, sampling.PresencePenalty is >= 0 and <= 1 ? sampling.PresencePenalty : null);
        task.Losses.AddIf(sampling.FrequencyPenalty is < 0 or > 1 || sampling.PresencePenalty is < 0 or > 1, "penalties");
        if (sampling.Stop.Count > 0)
        {
            task.Losses.AddIf(sampling.Stop.Count > 5, "stop_sequences");
            writer.WriteStartArray("stop_sequences"u8);
            foreach (string stop in sampling.Stop.Take(5))
            {
                writer.WriteStringValue(stop);
            }

            writer.WriteEndArray();
        }
    }

    private void WriteFormat(OutputFormat? format)
    {
        if (format is null)
        {
            return;
        }

        writer.WriteStartObject("response_format"u8);
        writer.WriteString("type"u8, "json_object"u8);
        if (format.Schema is { } schema)
        {
            writer.Raw("json_schema"u8, schema);
        }

        writer.WriteEndObject();
    }

    private void WriteThinking(ReasoningWish? wish)
    {
        if (wish is null)
        {
            return;
        }

        bool on = wish.Enabled ?? (wish.Effort is { } word ? word is not "none" : wish.Budget is > 0);
        bool can = task.IsKnownFor(Capability.Reasoning);
        task.Losses.AddIf(on && !can, "reasoning_effort");
        if (can)
        {
            writer.WriteStartObject("thinking"u8);
            writer.WriteString("type"u8, on ? "enabled"u8 : "disabled"u8);
            writer.Number("token_budget"u8, on ? wish.Budget ?? (wish.Effort is { } effort ? EffortScale.Budget(effort) : null) : null);
            writer.WriteEndObject();
        }
    }
}
