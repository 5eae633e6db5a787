using System.Text.Json;

namespace CodeRouter.Core.Dialects.OpenAIResponses;

/// <summary>
/// The event that ends a failed stream: <c>response.failed</c> with a whole response object, since clients read its status and error there
/// (a bare <c>error</c> event makes Codex wait for an end that never comes).
/// </summary>
internal static class ResponsesFailure
{
    public static byte[] Event(WireError error, ResponsesStreamReader? soFar) => ErrorText.Event("response.failed"u8, ErrorText.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "response.failed"u8);
        if (soFar is null || soFar.NumbersEvents)
        {
            writer.WriteNumber("sequence_number"u8, (soFar?.LastSequence ?? -1) + 1);
        }

        writer.WriteStartObject("response"u8);
        writer.WriteString("id"u8, soFar?.ResponseId ?? "resp_" + error.Id);
        writer.WriteString("object"u8, "response"u8);
        writer.WriteNumber("created_at"u8, soFar?.CreatedAt ?? 0);
        writer.WriteString("status"u8, "failed"u8);
        writer.WriteBoolean("background"u8, false);
        writer.WriteStartObject("error"u8);
        writer.WriteString("code"u8, error.Code);
        writer.WriteString("message"u8, ErrorText.WithId(error));
        writer.WriteEndObject();
        writer.WriteNull("incomplete_details"u8);
        writer.WriteNull("instructions"u8);
        writer.WriteNull("max_output_tokens"u8);
        writer.WriteString("model"u8, soFar?.Model ?? "");
        WriteRest(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }));

    private static void WriteRest(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("output"u8);
        writer.WriteEndArray();
        writer.WriteBoolean("parallel_tool_calls"u8, true);
        writer.WriteNull("previous_response_id"u8);
        writer.WriteNull("temperature"u8);
        writer.WriteString("tool_choice"u8, "auto"u8);
        writer.WriteStartArray("tools"u8);
        writer.WriteEndArray();
        writer.WriteNull("top_p"u8);
        writer.WriteNull("usage"u8);
        writer.WriteStartObject("metadata"u8);
        writer.WriteEndObject();
    }
}
