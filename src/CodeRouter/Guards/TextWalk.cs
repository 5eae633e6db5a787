using CodeRouter.Core.Conversations;

namespace CodeRouter.Guards;

/// <summary>
/// The texts of a piece of a request, in any of the wire formats: every string that is no identifier, no picture and no signature.
/// Going by names that carry no text, rather than by each format's own places for it, means that a part nobody has seen yet is guarded too.
/// </summary>
internal static class TextWalk
{
    private const int Shortest = 6;

    /// <summary>Adds the texts of a value that begins at <paramref name="offset"/> of the body.</summary>
    public static void Add(ReadOnlySpan<byte> value, int offset, List<TextPlace> places) => Value(new JsonSpan(value), value, offset, signed: false, tool: false, places);

    private static void Value(JsonSpan value, ReadOnlySpan<byte> whole, int offset, bool signed, bool tool, List<TextPlace> places)
    {
        if (value.IsString)
        {
            var inner = value.Inner;
            if (inner.Length >= Shortest && !inner.StartsWith("data:"u8) && whole.Overlaps(inner, out int at))
            {
                places.Add(new TextPlace(new Slice(offset + at, inner.Length), signed, tool));
            }
        }
        else if (value.IsArray)
        {
            foreach (var element in value.Elements)
            {
                Value(element, whole, offset, signed, tool, places);
            }
        }
        else if (value.IsObject)
        {
            Members(value, whole, offset, signed || IsSigned(value), tool || IsFromTool(value), places);
        }
    }

    private static void Members(JsonSpan value, ReadOnlySpan<byte> whole, int offset, bool signed, bool tool, List<TextPlace> places)
    {
        var members = value.Members;
        while (members.MoveNext())
        {
            if (!CarriesNoText(members.Name))
            {
                Value(members.Value, whole, offset, signed, tool || members.Is("functionResponse"u8) || members.Is("function_response"u8), places);
            }
        }
    }

    private static bool IsSigned(JsonSpan value)
    {
        var members = value.Members;
        while (members.MoveNext())
        {
            if (members.Value.HasText && (members.Is("signature"u8) || members.Is("encrypted_content"u8) || members.Is("thoughtSignature"u8) || members.Is("thought_signature"u8)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFromTool(JsonSpan value)
    {
        var members = value.Members;
        while (members.MoveNext())
        {
            if ((members.Is("type"u8) && (members.Value.Is("tool_result"u8) || members.Value.Is("function_call_output"u8) || members.Value.Is("custom_tool_call_output"u8) || members.Value.Is("local_shell_call_output"u8)))
                || (members.Is("role"u8) && (members.Value.Is("tool"u8) || members.Value.Is("function"u8))))
            {
                return true;
            }
        }

        return false;
    }

    // Identifiers, kinds, signatures and binary content.
    private static bool CarriesNoText(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => name.SequenceEqual("id"u8),
        4 => name.SequenceEqual("type"u8) || name.SequenceEqual("role"u8) || name.SequenceEqual("data"u8),
        5 => name.SequenceEqual("model"u8) || name.SequenceEqual("bytes"u8),
        6 => name.SequenceEqual("status"u8),
        7 => name.SequenceEqual("call_id"u8) || name.SequenceEqual("file_id"u8),
        8 => name.SequenceEqual("mimeType"u8),
        9 => name.SequenceEqual("signature"u8) || name.SequenceEqual("file_data"u8),
        10 => name.SequenceEqual("media_type"u8),
        11 => name.SequenceEqual("tool_use_id"u8),
        12 => name.SequenceEqual("tool_call_id"u8),
        16 => name.SequenceEqual("thoughtSignature"u8) || name.SequenceEqual("prompt_cache_key"u8),
        17 => name.SequenceEqual("encrypted_content"u8) || name.SequenceEqual("thought_signature"u8),
        20 => name.SequenceEqual("previous_response_id"u8),
        _ => false,
    };
}
