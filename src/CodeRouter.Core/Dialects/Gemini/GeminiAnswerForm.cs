using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Gemini;

/// <summary>Writes answers and the pieces that whole answers and chunks share.</summary>
internal static class GeminiAnswerForm
{
    public static void Write(Answer answer, AnswerContext context, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("candidates"u8);
        writer.WriteStartObject();
        writer.WriteStartObject("content"u8);
        writer.WriteStartArray("parts"u8);
        ReasoningState? pending = null;
        foreach (var content in answer.Contents)
        {
            if (content.Kind == PartKind.Reasoning)
            {
                if (content.Text.Length > 0)
                {
                    WriteThought(content.Text, writer);
                }

                WriteLone(ref pending, writer);
                pending = content.State is { Data.Length: > 0 } or { Origin: Vendors.Chat } ? content.State : null;
            }
            else
            {
                WritePart(content, pending, writer);
                pending = null;
            }
        }

        WriteLone(ref pending, writer);
        writer.WriteEndArray();
        writer.WriteString("role"u8, "model"u8);
        writer.WriteEndObject();
        writer.WriteString("finishReason"u8, GeminiStops.Write(answer.Stop));
        writer.WriteNumber("index"u8, 0);
        var (text, citations) = CitedText.Join(answer.Contents);
        GeminiGrounding.Write(citations, text, writer);
        if (TokenOdds.Join(answer.Contents.Select(static c => c.LogProbs)) is { } odds)
        {
            TokenOdds.WriteGemini(odds, writer);
        }

        writer.WriteEndObject();
        writer.WriteEndArray();
        WriteTail(answer.Usage, context.Target.Bears(answer.Model), answer.Id.Length > 0 ? answer.Id : context.Target.RequestId, writer);
        writer.WriteEndObject();
    }

    public static void WriteThought(string text, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("text"u8, text);
        writer.WriteBoolean("thought"u8, true);
        writer.WriteEndObject();
    }

    public static void WriteLone(ref ReasoningState? pending, Utf8JsonWriter writer)
    {
        if (pending is not null)
        {
            writer.WriteStartObject();
            writer.WriteString("text"u8, ""u8);
            writer.WriteString("thoughtSignature"u8, GeminiStates.Field(pending));
            writer.WriteEndObject();
            pending = null;
        }
    }

    public static void WritePart(Content content, ReasoningState? state, Utf8JsonWriter writer)
    {
        if (content.Kind is not (PartKind.Text or PartKind.ToolCall))
        {
            return;
        }

        writer.WriteStartObject();
        if (content.Kind == PartKind.ToolCall)
        {
            writer.WriteStartObject("functionCall"u8);
            if (!CallIds.IsMade(content.CallId))
            {
                writer.WriteString("id"u8, CallIds.Normalise(content.CallId));
            }

            writer.WriteString("name"u8, content.Name ?? "");
            writer.Object("args"u8, content);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteString("text"u8, content.Text);
        }

        if (state is not null)
        {
            writer.WriteString("thoughtSignature"u8, GeminiStates.Field(state));
        }

        writer.WriteEndObject();
    }

    public static void WriteTail(Usage? reported, string model, string id, Utf8JsonWriter writer)
    {
        if (reported is { } usage)
        {
            writer.WriteStartObject("usageMetadata"u8);
            writer.WriteNumber("promptTokenCount"u8, usage.TotalInput);
            writer.WriteNumber("candidatesTokenCount"u8, usage.Output - usage.Reasoning);
            writer.WriteNumber("totalTokenCount"u8, usage.TotalInput + usage.Output);
            if (usage.CacheRead > 0)
            {
                writer.WriteNumber("cachedContentTokenCount"u8, usage.CacheRead);
            }

            if (usage.Reasoning > 0)
            {
                writer.WriteNumber("thoughtsTokenCount"u8, usage.Reasoning);
            }

            writer.WriteEndObject();
        }

        writer.WriteString("modelVersion"u8, model);
        writer.WriteString("responseId"u8, id);
    }
}
