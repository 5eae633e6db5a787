using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIResponses;

/// <summary>Writes output items and the response object around them, for whole answers and for the events of a stream.</summary>
internal static class ResponsesOutput
{
    public static ReadOnlySpan<byte> ItemType(Content content) => content.Kind switch
    {
        PartKind.ToolCall => content.IsFreeText ? "custom_tool_call"u8 : "function_call"u8,
        PartKind.Reasoning => "reasoning"u8,
        _ => "message"u8,
    };

    public static string ItemId(Content content, string requestId, int index) =>
        content is { Kind: PartKind.Reasoning, State.ItemId: { } id } ? id
        : string.Concat(content.Kind switch { PartKind.ToolCall => content.IsFreeText ? "ctc_" : "fc_", PartKind.Reasoning => "rs_", _ => "msg_" }, requestId, "_", index.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>One output item; unfinished ones have their texts and arguments still empty.</summary>
    public static void WriteItem(Content content, string id, bool done, Utf8JsonWriter writer, string ownVendor)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, id);
        writer.WriteString("type"u8, ItemType(content));
        if (content.Kind != PartKind.Reasoning)
        {
            writer.WriteString("status"u8, done ? "completed"u8 : "in_progress"u8);
        }

        switch (content.Kind)
        {
            case PartKind.ToolCall:
                writer.WriteString("call_id"u8, CallIds.Normalise(content.CallId));
                writer.WriteString("name"u8, content.Name ?? "");
                writer.Text("namespace"u8, content.Namespace);
                writer.WriteString(content.IsFreeText ? "input"u8 : "arguments"u8, content.IsFreeText || !done ? content.Arguments : JsonOut.ArgumentText(content));
                break;
            case PartKind.Reasoning:
                writer.WriteStartArray("summary"u8);
                if (content.Text.Length > 0)
                {
                    WriteSummary(content.Text, writer);
                }

                writer.WriteEndArray();
                if (done)
                {
                    writer.WriteString("encrypted_content"u8, Cipher(content.State, ownVendor));
                }

                break;
            default:
                writer.WriteString("role"u8, "assistant"u8);
                writer.WriteStartArray("content"u8);
                if (done)
                {
                    WritePart(content, writer);
                }

                writer.WriteEndArray();
                break;
        }

        writer.WriteEndObject();
    }

    public static string Cipher(ReasoningState? state, string ownVendor) =>
        state is null ? ReasoningCarrier.Nobodys : string.Equals(state.Origin, ownVendor, StringComparison.Ordinal) ? state.Data : ReasoningCarrier.Wrap(state);

    public static void WriteSummary(string text, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "summary_text"u8);
        writer.WriteString("text"u8, text);
        writer.WriteEndObject();
    }

    public static void WritePart(Content content, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (content.IsRefusal)
        {
            writer.WriteString("type"u8, "refusal"u8);
            writer.WriteString("refusal"u8, content.Text);
        }
        else
        {
            writer.WriteString("type"u8, "output_text"u8);
            writer.WriteString("text"u8, content.Text);
            WriteAnnotations(content, writer);
            if (content.LogProbs is { } odds)
            {
                writer.Raw("logprobs"u8, odds);
            }
        }

        writer.WriteEndObject();
    }

    public static void WriteAnnotations(Content text, Utf8JsonWriter writer)
    {
        writer.WriteStartArray("annotations"u8);
        foreach (var citation in text.Citations)
        {
            WriteAnnotation(citation.Within(text.Text.Length), writer);
        }

        writer.WriteEndArray();
    }

    public static void WriteAnnotation(Citation citation, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "url_citation"u8);
        writer.WriteString("url"u8, citation.Url);
        writer.WriteString("title"u8, citation.Title ?? "");
        writer.WriteNumber("start_index"u8, citation.Start ?? 0);
        writer.WriteNumber("end_index"u8, citation.End ?? 0);
        writer.WriteEndObject();
    }

    /// <summary>The response object; <paramref name="output"/> writes its items. A stop of None is one in progress.</summary>
    public static void WriteResponse(string id, string model, StopClass stop, Usage? usage, AnswerContext context, Utf8JsonWriter writer, Action<Utf8JsonWriter> output, WireError? error = null)
    {
        string? incomplete = stop switch { StopClass.MaxTokens or StopClass.Window or StopClass.Pause => "max_output_tokens", StopClass.Refusal => "content_filter", _ => null };
        writer.WriteStartObject();
        writer.WriteString("id"u8, context.Target.AnswerId ?? (id.Length > 0 ? id : "resp_" + context.Target.RequestId));
        writer.WriteString("object"u8, "response"u8);
        writer.WriteNumber("created_at"u8, context.CreatedAt);
        writer.WriteString("status"u8, error is not null ? "failed"u8 : stop == StopClass.None ? "in_progress"u8 : incomplete is not null ? "incomplete"u8 : "completed"u8);
        writer.WriteBoolean("background"u8, false);
        if (error is null)
        {
            writer.WriteNull("error"u8);
        }
        else
        {
            writer.WriteStartObject("error"u8);
            writer.WriteString("code"u8, error.Code);
            writer.WriteString("message"u8, ErrorText.WithId(error));
            writer.WriteEndObject();
        }

        if (incomplete is null)
        {
            writer.WriteNull("incomplete_details"u8);
        }
        else
        {
            writer.WriteStartObject("incomplete_details"u8);
            writer.WriteString("reason"u8, incomplete);
            writer.WriteEndObject();
        }

        writer.WriteNull("instructions"u8);
        writer.WriteNull("max_output_tokens"u8);
        writer.WriteString("model"u8, context.Target.Bears(model));
        writer.WriteStartArray("output"u8);
        output(writer);
        writer.WriteEndArray();
        writer.WriteBoolean("parallel_tool_calls"u8, true);
        writer.WriteString("previous_response_id"u8, context.Target.PreviousAnswer);
        writer.WriteBoolean("store"u8, context.Target.KeepsAnswer);
        writer.WriteNull("temperature"u8);
        writer.WriteString("tool_choice"u8, "auto"u8);
        writer.WriteStartArray("tools"u8);
        writer.WriteEndArray();
        writer.WriteNull("top_p"u8);
        WriteUsage(usage, writer);
        writer.WriteStartObject("metadata"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteUsage(Usage? reported, Utf8JsonWriter writer)
    {
        if (reported is not { } usage)
        {
            writer.WriteNull("usage"u8);
            return;
        }

        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("input_tokens"u8, usage.TotalInput);
        writer.WriteStartObject("input_tokens_details"u8);
        writer.WriteNumber("cached_tokens"u8, usage.CacheRead);
        if (usage.CacheWrite > 0)
        {
            writer.WriteNumber("cache_write_tokens"u8, usage.CacheWrite);
        }

        writer.WriteEndObject();
        writer.WriteNumber("output_tokens"u8, usage.Output);
        writer.WriteStartObject("output_tokens_details"u8);
        writer.WriteNumber("reasoning_tokens"u8, usage.Reasoning);
        writer.WriteEndObject();
        writer.WriteNumber("total_tokens"u8, usage.TotalInput + usage.Output);
        writer.WriteEndObject();
    }
}
