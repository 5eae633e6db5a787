using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.AnthropicMessages;

/// <summary>A whole message, read and written.</summary>
internal static class MessagesAnswerForm
{
    public static Answer Read(JsonSpan root, AnswerContext context, Losses losses)
    {
        var contents = new List<Content>();
        MessagesContents.Read(root["content"u8], losses, c => contents.Add(ToolTexts.AsOffered(c, context.Names)));
        var tally = new UsageTally { CachedIsInside = false };
        MessagesUsage.Read(root["usage"u8], tally);
        return new Answer
        {
            Id = root["id"u8].Text() ?? "",
            Model = root["model"u8].Text() ?? "",
            Contents = contents,
            Stop = MessagesStops.Read(root["stop_reason"u8]),
            StopText = root["stop_sequence"u8].Text(),
            Usage = tally.Usage,
        };
    }

    public static void Write(Answer answer, AnswerContext context, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, answer.Id.Length > 0 ? answer.Id : "msg_" + context.Target.RequestId);
        writer.WriteString("type"u8, "message"u8);
        writer.WriteString("role"u8, "assistant"u8);
        writer.WriteString("model"u8, context.Target.Bears(answer.Model));
        writer.WriteStartArray("content"u8);
        foreach (var content in answer.Contents)
        {
            foreach (var piece in content.Citations.Count > 0 ? CitedText.Cut(content) : [content])
            {
                WriteBlock(piece, writer);
            }
        }

        writer.WriteEndArray();
        MessagesStops.Write(answer.Stop, answer.StopText, writer);
        writer.WritePropertyName("usage"u8);
        WriteUsage(answer.Usage ?? default, writer);
        writer.WriteEndObject();
    }

    public static void WriteUsage(Usage usage, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("input_tokens"u8, usage.Input);
        writer.WriteNumber("cache_creation_input_tokens"u8, usage.CacheWrite);
        writer.WriteNumber("cache_read_input_tokens"u8, usage.CacheRead);
        if (usage.CacheWrite > 0)
        {
            writer.WriteStartObject("cache_creation"u8);
            writer.WriteNumber("ephemeral_5m_input_tokens"u8, usage.CacheWrite5m);
            writer.WriteNumber("ephemeral_1h_input_tokens"u8, usage.CacheWrite1h);
            writer.WriteEndObject();
        }

        writer.WriteNumber("output_tokens"u8, usage.Output);
        if (usage.Reasoning > 0)
        {
            writer.WriteStartObject("output_tokens_details"u8);
            writer.WriteNumber("thinking_tokens"u8, usage.Reasoning);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>The signature field of a thinking block: the vendor's own, or another's in a carrier.</summary>
    public static string Signature(ReasoningState? state) =>
        state is null ? ReasoningCarrier.Nobodys : state.Origin is Vendors.Anthropic ? state.Data : ReasoningCarrier.Wrap(state);

    public static void WriteCitation(Citation citation, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "web_search_result_location"u8);
        writer.WriteString("url"u8, citation.Url);
        writer.WriteString("title"u8, citation.Title ?? "");
        writer.WriteString("cited_text"u8, citation.CitedText ?? "");
        writer.WriteString("encrypted_index"u8, ReasoningCarrier.Nobodys);
        writer.WriteEndObject();
    }

    /// <summary>Newer clients refuse a call that does not say who made it.</summary>
    public static void WriteCaller(Utf8JsonWriter writer) => writer.Raw("caller"u8, "{\"type\":\"direct\"}"u8);

    private static void WriteBlock(Content content, Utf8JsonWriter writer)
    {
        switch (content.Kind)
        {
            case PartKind.Text when content.Text.Length > 0:
                writer.WriteStartObject();
                writer.WriteString("type"u8, "text"u8);
                writer.WriteString("text"u8, content.Text);
                if (content.Citations.Count > 0)
                {
                    writer.WriteStartArray("citations"u8);
                    foreach (var citation in content.Citations)
                    {
                        WriteCitation(citation, writer);
                    }

                    writer.WriteEndArray();
                }

                writer.WriteEndObject();
                break;
            case PartKind.ToolCall:
                writer.WriteStartObject();
                writer.WriteString("type"u8, "tool_use"u8);
                writer.WriteString("id"u8, CallIds.Normalise(content.CallId));
                writer.WriteString("name"u8, content.Name ?? "");
                writer.Object("input"u8, content);
                WriteCaller(writer);
                writer.WriteEndObject();
                break;
            case PartKind.Reasoning when content.State is { Redacted: true, Origin: Vendors.Anthropic } redacted:
                writer.WriteStartObject();
                writer.WriteString("type"u8, "redacted_thinking"u8);
                writer.WriteString("data"u8, redacted.Data);
                writer.WriteEndObject();
                break;
            case PartKind.Reasoning when content.Text.Length > 0 || content.State is not null:
                writer.WriteStartObject();
                writer.WriteString("type"u8, "thinking"u8);
                writer.WriteString("thinking"u8, content.Text);
                writer.WriteString("signature"u8, Signature(content.State));
                writer.WriteEndObject();
                break;
        }
    }
}
