using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>Small helpers for writing JSON that several formats share.</summary>
internal static class JsonOut
{
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void Raw(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(json, skipInputValidation: true);
    }

    public static void Number(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    public static void Number(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    public static void Text(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    /// <summary>Arguments as a JSON object: an empty text is one without members, and what is no object is put into one.</summary>
    public static void Object(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, Content call)
    {
        writer.WritePropertyName(name);
        if (call.IsFreeText)
        {
            writer.WriteStartObject();
            writer.WriteString("input"u8, call.Arguments);
            writer.WriteEndObject();
            return;
        }

        byte[] json = Encoding.UTF8.GetBytes(call.Arguments);
        var value = JsonSpan.Of(json);
        if (value.IsObject && JsonScanner.IsWellFormed(value.Raw))
        {
            writer.WriteRawValue(OneLine(value.Raw), skipInputValidation: true);
            return;
        }

        writer.WriteStartObject();
        if (!value.Raw.IsEmpty)
        {
            // Arguments cut off by a full answer, or no JSON at all: kept as they are, so that the model sees what it wrote.
            writer.WriteString("arguments"u8, call.Arguments);
        }

        writer.WriteEndObject();
    }

    /// <summary>JSON has line breaks only between its tokens; inside a server-sent event they would cut it.</summary>
    public static ReadOnlySpan<byte> OneLine(ReadOnlySpan<byte> json)
    {
        if (json.IndexOfAny((byte)'\n', (byte)'\r') < 0)
        {
            return json;
        }

        byte[] line = json.ToArray();
        line.AsSpan().Replace((byte)'\n', (byte)' ');
        line.AsSpan().Replace((byte)'\r', (byte)' ');
        return line;
    }

    /// <summary>Arguments as the JSON text the OpenAI formats hold.</summary>
    public static string ArgumentText(Content call)
    {
        if (call.IsFreeText)
        {
            return Encoding.UTF8.GetString(Body(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("input"u8, call.Arguments);
                writer.WriteEndObject();
            }));
        }

        return string.IsNullOrWhiteSpace(call.Arguments) ? "{}" : call.Arguments;
    }

    public static byte[] Body(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>An object with one member more.</summary>
    public static byte[] With(JsonSpan json, string name, string value)
    {
        byte[] rest = json.HasItems ? [(byte)',', .. json.Raw[1..]] : [(byte)'}'];
        byte[] first = Body(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString(name, value);
            writer.WriteEndObject();
        });
        return [.. first[..^1], .. rest];
    }

    public static byte[]? Copy(JsonSpan value) => value.Exists ? value.Raw.ToArray() : null;
}
