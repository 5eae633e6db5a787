using System.Buffers;
using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>The question for the phase on the wire: a request of a few lines in any format, and the text of its answer.</summary>
internal static class PhaseCall
{
    /// <summary>The Responses format takes no smaller limit.</summary>
    public static int LeastAnswer(WireFormat format) => format == WireFormat.OpenAIResponses ? 16 : 1;

    public static UpstreamCall Build(WireFormat format, ModelCard model, string message, int maxTokens, bool newName, string id)
    {
        byte[] body = Body(format, model.Name, message, maxTokens, newName);
        var scan = JsonScanner.Scan(body);
        return new UpstreamCall
        {
            Format = format,
            Operation = Operation.Generate,
            Dialect = BuiltInDialects.Of(format),
            Request = new RequestView(format, body, scan, new NoHeaders(), "", model.Name, stream: false),
            Id = id,
            Body = body,
            ModelAt = format == WireFormat.Gemini ? default : scan.Find(body, "model"u8),
            Headers = format == WireFormat.AnthropicMessages ? [new("anthropic-version", "2023-06-01")] : [],
            Models = [model],
        };
    }

    /// <summary>The text of a whole answer; empty when there is none.</summary>
    public static string Text(WireFormat format, ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(EscapedHalves.Replaced(body));
        var text = new StringBuilder();
        Collect(document.RootElement, format == WireFormat.OpenAIChat ? "content"u8 : "text"u8, text);
        return text.ToString();
    }

    // Four formats, and each keeps what was said in strings of one name.
    private static void Collect(JsonElement element, ReadOnlySpan<byte> name, StringBuilder into)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                if (member.Value.ValueKind == JsonValueKind.String && member.NameEquals(name))
                {
                    into.Append(member.Value.GetString());
                }

                Collect(member.Value, name, into);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Collect(item, name, into);
            }
        }
    }

    private static byte[] Body(WireFormat format, string model, string message, int maxTokens, bool newName)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        switch (format)
        {
            case WireFormat.OpenAIChat:
                json.WriteString("model", model);
                json.WriteStartArray("messages");
                Turn(json, "system", PhaseQuestion.Instructions);
                Turn(json, "user", message);
                json.WriteEndArray();
                json.WriteNumber(newName ? "max_completion_tokens" : "max_tokens", maxTokens);
                break;
            case WireFormat.OpenAIResponses:
                json.WriteString("model", model);
                json.WriteString("instructions", PhaseQuestion.Instructions);
                json.WriteString("input", message);
                json.WriteNumber("max_output_tokens", maxTokens);
                json.WriteBoolean("store", false);
                break;
            case WireFormat.AnthropicMessages:
                json.WriteString("model", model);
                json.WriteNumber("max_tokens", maxTokens);
                json.WriteString("system", PhaseQuestion.Instructions);
                json.WriteStartArray("messages");
                Turn(json, "user", message);
                json.WriteEndArray();
                break;
            default:
                json.WriteStartObject("systemInstruction");
                Parts(json, PhaseQuestion.Instructions);
                json.WriteEndObject();
                json.WriteStartArray("contents");
                json.WriteStartObject();
                json.WriteString("role", "user");
                Parts(json, message);
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteStartObject("generationConfig");
                json.WriteNumber("maxOutputTokens", maxTokens);
                json.WriteEndObject();
                break;
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Turn(Utf8JsonWriter json, string role, string text)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteString("content", text);
        json.WriteEndObject();
    }

    private sealed class NoHeaders : IRequestHeaders
    {
        public string? this[string name] => null;
    }

    private static void Parts(Utf8JsonWriter json, string text)
    {
        json.WriteStartArray("parts");
        json.WriteStartObject();
        json.WriteString("text", text);
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
