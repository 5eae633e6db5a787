using System.Buffers;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Guards;

/// <summary>
/// Puts values back where an answer names their placeholders: in texts and in the arguments of tool calls, so that the file on the
/// caller's disk stays right. Reasoning is left as it is: providers sign it, and it comes back with the next request.
/// </summary>
public static class AnswerRestorer
{
    /// <summary>A well-formed JSON value with its placeholders restored; the same bytes where there are none.</summary>
    public static ReadOnlyMemory<byte> Whole(ReadOnlyMemory<byte> json, Redactions redactions)
    {
        if (json.Span.IndexOf("REDACTED_"u8) < 0)
        {
            return json;
        }

        var made = new ArrayBufferWriter<byte>(json.Length + 256);
        int from = 0;
        Value(JsonSpan.Of(json.Span), json.Span, default, free: false, made, ref from, redactions);
        made.Write(json.Span[from..]);
        return made.WrittenMemory;
    }

    /// <summary>Text between quotes with its placeholders restored.</summary>
    public static void Text(ReadOnlySpan<byte> inner, int escapes, Redactions redactions, IBufferWriter<byte> made)
    {
        while (true)
        {
            int at = inner.IndexOf("REDACTED_"u8);
            if (at < 0)
            {
                made.Write(inner);
                return;
            }

            made.Write(inner[..at]);
            if (redactions.TryRestore(inner[at..], escapes, out int length, out byte[] value))
            {
                made.Write(value);
                inner = inner[(at + length)..];
            }
            else
            {
                made.Write(inner.Slice(at, Placeholder.Prefix.Length));
                inner = inner[(at + Placeholder.Prefix.Length)..];
            }
        }
    }

    /// <summary>How often a text in a member of this name is escaped; 0 where nothing is restored.</summary>
    public static int Escapes(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("arguments"u8) || name.SequenceEqual("partial_json"u8) ? 2
        : name.SequenceEqual("thinking"u8) || name.SequenceEqual("reasoning_content"u8) || name.SequenceEqual("reasoning"u8) || name.SequenceEqual("signature"u8) || name.SequenceEqual("encrypted_content"u8) || name.SequenceEqual("thoughtSignature"u8) || name.SequenceEqual("id"u8) ? 0
        : 1;

    private static void Value(JsonSpan value, ReadOnlySpan<byte> whole, ReadOnlySpan<byte> name, bool free, ArrayBufferWriter<byte> made, ref int from, Redactions redactions)
    {
        if (value.Raw.IndexOf("REDACTED_"u8) < 0)
        {
            return;
        }

        if (value.IsString)
        {
            int escapes = free ? 1 : Escapes(name);
            if (escapes > 0 && whole.Overlaps(value.Inner, out int at))
            {
                made.Write(whole[from..at]);
                Text(value.Inner, escapes, redactions, made);
                from = at + value.Inner.Length;
            }
        }
        else if (value.IsArray)
        {
            foreach (var element in value.Elements)
            {
                Value(element, whole, name, free, made, ref from, redactions);
            }
        }
        else
        {
            bool reasons = !free && IsReasoning(value);
            var members = value.Members;
            while (!reasons && members.MoveNext())
            {
                Value(members.Value, whole, members.Name, free || (members.Value.IsObject && FreeObject.BeginsInAnswer(members.Name)), made, ref from, redactions);
            }
        }
    }

    private static bool IsReasoning(JsonSpan value) => value["type"u8].Is("reasoning"u8) || value["thought"u8].IsTrue || value["type"u8].Is("thinking"u8);
}
