using System.Buffers;
using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Guards;

/// <summary>
/// Restores placeholders in a stream of events of any of the wire formats. A model writes a placeholder in pieces, so the tail of a delta
/// that may be the beginning of one is held back and stands before the next delta of the same text; when that text ends without, it goes
/// out as a delta of its own, shaped like the last one. An event without a placeholder goes out byte for byte.
/// </summary>
public sealed class StreamRestorer(Redactions redactions)
{
    // What is held of each text that is being written: by the members that say which text it is.
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);

    /// <summary>Complete events, as they came; what the caller may have of them.</summary>
    public ReadOnlyMemory<byte> Feed(ReadOnlyMemory<byte> events)
    {
        if (_held.Count == 0 && events.Span.IndexOf("R"u8) < 0)
        {
            return events;
        }

        var made = new ArrayBufferWriter<byte>(events.Length + 256);
        var rest = events.Span;
        while (!rest.IsEmpty)
        {
            int length = EventLength(rest);
            Event(rest[..length], made);
            rest = rest[length..];
        }

        return made.WrittenMemory;
    }

    /// <summary>What is still held when the stream ends.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        var made = new ArrayBufferWriter<byte>(256);
        Release(made, except: null);
        return made.WrittenMemory;
    }

    // To behind the blank line.
    private static int EventLength(ReadOnlySpan<byte> text)
    {
        int unix = text.IndexOf("\n\n"u8), dos = text.IndexOf("\r\n\r\n"u8);
        return dos >= 0 && (unix < 0 || dos < unix) ? dos + 4 : unix >= 0 ? unix + 2 : text.Length;
    }

    private void Event(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> made)
    {
        int data = text.StartsWith("data:"u8) ? 0 : text.IndexOf("\ndata:"u8) + 1;
        if (data <= 0 && !text.StartsWith("data:"u8))
        {
            made.Write(text);
            return;
        }

        int from = data + 5;
        while (from < text.Length && text[from] == ' ')
        {
            from++;
        }

        int end = text[from..].IndexOfAny((byte)'\n', (byte)'\r');
        var json = end < 0 ? text[from..] : text.Slice(from, end);
        if (json.IsEmpty || json[0] != '{')
        {
            Release(made, except: null);
            made.Write(text);
            return;
        }

        var value = new JsonSpan(json);
        if (FindDelta(value, out var delta, out string channel, out int escapes) && text.Overlaps(delta, out int at))
        {
            Release(made, channel);
            Delta(text, at, delta, channel, escapes, made);
            return;
        }

        if (!IsKeepAlive(value))
        {
            Release(made, except: null);
        }

        made.Write(text[..from]);
        made.Write(AnswerRestorer.Whole(json.ToArray(), redactions).Span);
        made.Write(text[(from + json.Length)..]);
    }

    private void Delta(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> delta, string channel, int escapes, ArrayBufferWriter<byte> made)
    {
        byte[] before = _held.Remove(channel, out var held) ? held.Text : [];
        byte[] whole = [.. before, .. delta];
        int open = Placeholder.OpenTail(whole);
        var ready = new ArrayBufferWriter<byte>(whole.Length + 64);
        AnswerRestorer.Text(Settled(whole, ref open, escapes), escapes, redactions, ready);
        if (open > 0)
        {
            _held[channel] = new Held(whole[^open..], text[..at].ToArray(), text[(at + delta.Length)..].ToArray(), escapes);
        }

        if (ready.WrittenCount == 0 && open > 0)
        {
            // All of it waits; an empty delta would be noise.
            return;
        }

        made.Write(text[..at]);
        made.Write(ready.WrittenSpan);
        made.Write(text[(at + delta.Length)..]);
    }

    // A tail that is a whole known placeholder need not wait, unless more letters could make it another one: digits end it.
    private ReadOnlySpan<byte> Settled(byte[] whole, ref int open, int escapes)
    {
        if (open > 0 && redactions.TryRestore(whole.AsSpan(whole.Length - open), escapes, out int length, out _) && length == open)
        {
            open = 0;
        }

        return whole.AsSpan(0, whole.Length - open);
    }

    private void Release(ArrayBufferWriter<byte> made, string? except)
    {
        if (_held.Count == 0)
        {
            return;
        }

        foreach (var (channel, held) in _held.ToArray())
        {
            if (!string.Equals(channel, except, StringComparison.Ordinal))
            {
                made.Write(held.Head);
                AnswerRestorer.Text(held.Text, held.Escapes, redactions, made);
                made.Write(held.Foot);
                _held.Remove(channel);
            }
        }
    }

    private static bool IsKeepAlive(JsonSpan value) => value["type"u8].Is("ping"u8);

    /// <summary>The text an event adds to, and which text that is.</summary>
    private static bool FindDelta(JsonSpan value, out ReadOnlySpan<byte> delta, out string channel, out int escapes)
    {
        delta = default;
        channel = "";
        escapes = 0;
        var type = value["type"u8];
        if (type.IsString)
        {
            return type.Is("content_block_delta"u8) ? Anthropic(value, out delta, out channel, out escapes) : Responses(value, type, out delta, out channel, out escapes);
        }

        return value["choices"u8].IsArray ? Chat(value, out delta, out channel, out escapes) : Gemini(value, out delta, out channel, out escapes);
    }

    private static bool Anthropic(JsonSpan value, out ReadOnlySpan<byte> delta, out string channel, out int escapes)
    {
        var part = value["delta"u8];
        var text = part["text"u8];
        var arguments = part["partial_json"u8];
        escapes = arguments.IsString ? 2 : 1;
        delta = arguments.IsString ? arguments.Inner : text.Inner;
        channel = "b" + value["index"u8].Int();
        return text.IsString || arguments.IsString;
    }

    private static bool Responses(JsonSpan value, JsonSpan type, out ReadOnlySpan<byte> delta, out string channel, out int escapes)
    {
        bool arguments = type.Is("response.function_call_arguments.delta"u8);
        bool text = type.Is("response.output_text.delta"u8) || type.Is("response.refusal.delta"u8) || type.Is("response.custom_tool_call_input.delta"u8);
        delta = value["delta"u8].Inner;
        escapes = arguments ? 2 : 1;
        channel = "o" + value["output_index"u8].Int() + "." + value["content_index"u8].Int();
        return (arguments || text) && value["delta"u8].IsString;
    }

    private static bool Chat(JsonSpan value, out ReadOnlySpan<byte> delta, out string channel, out int escapes)
    {
        delta = default;
        channel = "";
        escapes = 1;
        foreach (var choice in value["choices"u8].Elements)
        {
            var part = choice["delta"u8];
            var content = part["content"u8];
            if (content.IsString && !content.Inner.IsEmpty)
            {
                delta = content.Inner;
                channel = "c" + choice["index"u8].Int();
                return true;
            }

            foreach (var call in part["tool_calls"u8].Elements)
            {
                var arguments = call["function"u8]["arguments"u8];
                if (arguments.IsString)
                {
                    delta = arguments.Inner;
                    escapes = 2;
                    channel = "c" + choice["index"u8].Int() + "t" + call["index"u8].Int();
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Gemini(JsonSpan value, out ReadOnlySpan<byte> delta, out string channel, out int escapes)
    {
        delta = default;
        channel = "";
        escapes = 1;
        foreach (var candidate in value["candidates"u8].Elements)
        {
            foreach (var part in candidate["content"u8]["parts"u8].Elements)
            {
                var text = part["text"u8];
                if (text.IsString && !part["thought"u8].IsTrue)
                {
                    delta = text.Inner;
                    channel = "g" + candidate["index"u8].Int();
                    return true;
                }
            }
        }

        return false;
    }

    private sealed record Held(byte[] Text, byte[] Head, byte[] Foot, int Escapes);
}
