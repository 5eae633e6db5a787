using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodeRouter.Core.Dialects;

/// <summary>The words of an error of ours, and the JSON it travels in.</summary>
internal static class ErrorText
{
    public const string OverflowCode = "context_length_exceeded";

    public const string SpentCode = "insufficient_quota";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The message with the id that the log has too.</summary>
    public static string WithId(WireError error, string? opening = null)
    {
        string message = opening is null || error.Message.Contains(opening, StringComparison.Ordinal) ? error.Message : opening + ". " + error.Message;
        return error.Id.Length == 0 || message.Contains(error.Id, StringComparison.Ordinal) ? message : $"{message} (id: {error.Id})";
    }

    public static bool IsOverflow(WireError error) => string.Equals(error.Code, OverflowCode, StringComparison.Ordinal);

    /// <summary>
    /// How long the prompt was and how long it may be. Four agents recover from an overflow, but only where it is spelt as their own
    /// provider spells it, numbers included; where the error does not carry them they are read from its words: the larger is the prompt.
    /// </summary>
    public static (long Tokens, long Limit)? Overflow(WireError error)
    {
        if (error is { OverflowTokens: { } tokens, OverflowLimit: { } limit })
        {
            return (tokens, limit);
        }

        long first = 0;
        long second = 0;
        foreach (long number in Numbers(error.Message))
        {
            if (number >= 256 && first == 0)
            {
                first = number;
            }
            else if (number >= 256 && second == 0 && number != first)
            {
                second = number;
            }
        }

        return first > 0 && second > 0 ? (Math.Max(first, second), Math.Min(first, second)) : null;
    }

    public static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>One server-sent event around a JSON text that has no line break in it.</summary>
    public static byte[] Event(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        var buffer = new ArrayBufferWriter<byte>(json.Length + 64);
        if (!name.IsEmpty)
        {
            buffer.Write("event: "u8);
            buffer.Write(name);
            buffer.Write("\n"u8);
        }

        buffer.Write("data: "u8);
        buffer.Write(json);
        buffer.Write("\n\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static IEnumerable<long> Numbers(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            int from = i;
            while (i < text.Length && (char.IsAsciiDigit(text[i]) || (text[i] == ',' && i > from && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]))))
            {
                i++;
            }

            // Digits that belong to a word are a model's version or an id.
            bool alone = (from == 0 || !char.IsLetterOrDigit(text[from - 1]) && text[from - 1] is not ('-' or '.' or '_'))
                && (i >= text.Length || !char.IsLetterOrDigit(text[i]) && text[i] is not ('-' or '_'));
            if (i > from && alone && long.TryParse(text.AsSpan(from, i - from), NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out long number))
            {
                yield return number;
            }
        }
    }
}
