using System.Buffers;
using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams;

/// <summary>
/// <c>/responses/compact</c> by a model of another format: there is no such route there, so the model itself is asked to write down what
/// happened. What comes back is what the vendor's own route gives (the human's messages, then what stands for all the rest), except that the
/// rest is plain words instead of a sealed item: any model can go on from it.
/// </summary>
internal static class Handover
{
    private const string Ask =
        "Write a hand-over of this conversation for whoever carries on with it and has seen nothing of it: what was asked for, with every condition; "
        + "what has been done so far (files, commands, and what they said); what was found out; what is still open, and the next step. "
        + "Keep names, paths, numbers and error texts exactly. Answer with the hand-over alone and call no tool.";

    private const string Opening = "What happened before this point, as it was written down when the conversation was shortened:\n\n";

    private static readonly string[] Left = ["input", "stream", "store", "include", "tool_choice", "background", "text", "max_output_tokens"];

    /// <summary>The conversation with the request for a hand-over behind it.</summary>
    public static RequestView Question(RequestView request)
    {
        var body = new ArrayBufferWriter<byte>(request.Body.Length + 1024);
        body.Write("{\"input\":["u8);
        var input = new JsonSpan(request.Find("input"u8));
        foreach (var item in input.Elements)
        {
            body.Write(item.Raw);
            body.Write(","u8);
        }

        if (input.HasText)
        {
            WriteMessage(body, input.Raw);
            body.Write(","u8);
        }

        WriteMessage(body, Quoted(Ask));
        body.Write("],\"store\":false"u8);
        foreach (var member in request.Scan.Members)
        {
            string name = Encoding.UTF8.GetString(request[member.Name]);
            if (!Left.Contains(name, StringComparer.Ordinal))
            {
                body.Write(",\""u8);
                body.Write(request[member.Name]);
                body.Write("\":"u8);
                body.Write(request[member.Value]);
            }
        }

        body.Write(new JsonSpan(request.Find("tools"u8)).HasItems ? ",\"tool_choice\":\"none\"}"u8 : "}"u8);
        var whole = body.WrittenMemory;
        return new RequestView(request.Format, whole, JsonScanner.Scan(whole.Span), request.Headers, request.Path, request.Model, stream: false);
    }

    /// <param name="asked">The request as it came.</param>
    /// <param name="written">The hand-over, as a whole answer of the Responses format.</param>
    public static byte[] Answer(RequestView asked, ReadOnlySpan<byte> written)
    {
        var answer = JsonSpan.Of(written);
        var body = new ArrayBufferWriter<byte>(written.Length + 1024);
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteString("id"u8, answer["id"u8].Text());
        json.WriteString("object"u8, "response.compaction"u8);
        json.WriteNumber("created_at"u8, answer["created_at"u8].Long() ?? 0);
        json.WriteStartArray("output"u8);
        int number = 0;
        var input = new JsonSpan(asked.Find("input"u8));
        if (input.HasText)
        {
            WriteItem(json, number++, input);
        }

        foreach (var item in input.Elements)
        {
            if (item["role"u8].Is("user"u8))
            {
                WriteItem(json, number++, item["content"u8]);
            }
        }

        WriteItem(json, number, new JsonSpan(Quoted(Opening + TextOf(answer))));
        json.WriteEndArray();
        if (answer["usage"u8] is { IsObject: true } usage)
        {
            json.WritePropertyName("usage"u8);
            json.WriteRawValue(usage.Raw, skipInputValidation: true);
        }

        json.WriteEndObject();
        json.Flush();
        return body.WrittenSpan.ToArray();
    }

    private static byte[] Quoted(string text) => Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text)}\"");

    private static string TextOf(JsonSpan answer)
    {
        var text = new StringBuilder();
        foreach (var item in answer["output"u8].Elements)
        {
            foreach (var part in item["type"u8].Is("message"u8) ? item["content"u8].Elements : default)
            {
                text.Append(part["text"u8].Text());
            }
        }

        return text.ToString();
    }

    private static void WriteItem(Utf8JsonWriter json, int number, JsonSpan content)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "message"u8);
        json.WriteString("id"u8, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"msg_{number}"));
        json.WriteString("role"u8, "user"u8);
        json.WriteString("status"u8, "completed"u8);
        json.WritePropertyName("content"u8);
        if (content.IsString)
        {
            json.WriteStartArray();
            json.WriteStartObject();
            json.WriteString("type"u8, "input_text"u8);
            json.WritePropertyName("text"u8);
            json.WriteRawValue(content.Raw, skipInputValidation: true);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        else
        {
            json.WriteRawValue(content.Raw.IsEmpty ? "[]"u8 : content.Raw, skipInputValidation: true);
        }

        json.WriteEndObject();
    }

    /// <param name="text">A JSON string.</param>
    private static void WriteMessage(ArrayBufferWriter<byte> body, ReadOnlySpan<byte> text)
    {
        body.Write("{\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":"u8);
        body.Write(text);
        body.Write("}]}"u8);
    }
}
