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
    public static ReadOnlyMemory<byte> Whole(ReadOnlyMemory<byte> json, Redactions redactions) => AllBut([], json, redactions);

    /// <summary>The same for an event of a stream, but for the pieces of texts that it adds to: what those are, and what they continue, their names do not say.</summary>
    internal static ReadOnlyMemory<byte> AllBut(IReadOnlyList<EventText> pieces, ReadOnlyMemory<byte> json, Redactions redactions)
    {
        if (json.Span.IndexOf("REDACTED_"u8) < 0)
        {
            return json;
        }

        var walk = new Walk(json.Span, pieces, redactions);
        walk.Value(JsonSpan.Of(json.Span), default, free: false);
        return walk.End(json);
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

    private ref struct Walk(ReadOnlySpan<byte> json, IReadOnlyList<EventText> pieces, Redactions redactions)
    {
        private readonly ReadOnlySpan<byte> _json = json;
        private readonly ArrayBufferWriter<byte> _made = new(json.Length + 256);
        private int _from;

        public readonly ReadOnlyMemory<byte> End(ReadOnlyMemory<byte> json)
        {
            if (_from == 0)
            {
                return json;
            }

            _made.Write(_json[_from..]);
            return _made.WrittenMemory;
        }

        public void Value(JsonSpan value, ReadOnlySpan<byte> name, bool free)
        {
            if (value.Raw.IndexOf("REDACTED_"u8) < 0)
            {
                return;
            }

            if (value.IsString)
            {
                Restore(value.Inner, free ? 1 : Escapes(name));
            }
            else if (value.IsArray)
            {
                foreach (var element in value.Elements)
                {
                    Value(element, name, free);
                }
            }
            else
            {
                bool reasons = !free && IsReasoning(value);
                var members = value.Members;
                while (!reasons && members.MoveNext())
                {
                    if (free)
                    {
                        Restore(members.Name, 1);
                    }

                    Value(members.Value, members.Name, free || (members.Value.IsObject && FreeObject.BeginsInAnswer(members.Name)));
                }
            }
        }

        private void Restore(ReadOnlySpan<byte> inner, int escapes)
        {
            if (escapes > 0 && inner.IndexOf("REDACTED_"u8) >= 0 && _json.Overlaps(inner, out int at) && !IsPiece(new Slice(at, inner.Length)))
            {
                _made.Write(_json[_from..at]);
                Text(inner, escapes, redactions, _made);
                _from = at + inner.Length;
            }
        }

        private readonly bool IsPiece(Slice place)
        {
            for (int i = 0; i < pieces.Count; i++)
            {
                if (pieces[i].At == place)
                {
                    return true;
                }
            }

            return false;
        }
    }

    private static bool IsReasoning(JsonSpan value) => value["type"u8].Is("reasoning"u8) || value["thought"u8].IsTrue || value["type"u8].Is("thinking"u8);
}
