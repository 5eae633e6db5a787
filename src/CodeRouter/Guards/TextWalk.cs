using System.Buffers;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Guards;

/// <summary>
/// The texts of a piece of a request, in any of the wire formats: every string that is no identifier, no picture and no signature.
/// Going by names that carry no text, rather than by each format's own places for it, means that a part nobody has seen yet is guarded too.
/// </summary>
internal static class TextWalk
{
    private const int Shortest = 6;

    /// <summary>Names of this length may be credentials themselves, wherever they stand.</summary>
    private const int LongName = 20;

    private static readonly SearchValues<byte> OfPlainNames = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"u8);

    /// <summary>Adds the texts of a value that begins at <paramref name="offset"/> of the body.</summary>
    /// <param name="free">Its members carry names of somebody's own making.</param>
    public static void Add(ReadOnlySpan<byte> value, int offset, bool free, List<TextPlace> places) => Value(new JsonSpan(value), default, value, offset, new Around(false, false, free), places);

    private static void Value(JsonSpan value, ReadOnlySpan<byte> member, ReadOnlySpan<byte> whole, int offset, Around around, List<TextPlace> places)
    {
        if (value.IsString)
        {
            var inner = value.Inner;
            int wrapped = around.Free ? 0 : BinaryContent.TextIn(inner);
            if (wrapped > 0 && whole.Overlaps(inner, out int head))
            {
                Wrapped(new Slice(offset + head + wrapped, inner.Length - wrapped), around, places);
            }
            else if (inner.Length >= Shortest && !BinaryContent.IsAddress(inner) && whole.Overlaps(inner, out int at))
            {
                var named = around.Free && whole.Overlaps(member, out int name) ? new Slice(offset + name, member.Length) : default;
                places.Add(new TextPlace(new Slice(offset + at, inner.Length), around.Signed, around.Tool, named));
            }
        }
        else if (value.IsArray)
        {
            foreach (var element in value.Elements)
            {
                Value(element, member, whole, offset, around, places);
            }
        }
        else if (value.IsObject)
        {
            Members(value, whole, offset, around.Free ? around : around with { Signed = around.Signed || IsSigned(value), Tool = around.Tool || IsFromTool(value) }, places);
        }
    }

    private static void Members(JsonSpan value, ReadOnlySpan<byte> whole, int offset, Around around, List<TextPlace> places)
    {
        bool binary = BinaryContent.IsIn(value);
        // In a call's arguments a word in base64 is the model's to repeat: there a placeholder for the whole can be restored.
        bool text = !around.Free && BinaryContent.IsText(value);
        var members = value.Members;
        while (members.MoveNext())
        {
            if (SaysSomething(members.Name, around.Free) && whole.Overlaps(members.Name, out int at))
            {
                places.Add(new TextPlace(new Slice(offset + at, members.Name.Length), around.Signed, around.Tool));
            }

            if (text && members.Is("data"u8) && BinaryContent.IsBase64(members.Value.Inner) && whole.Overlaps(members.Value.Inner, out int inside))
            {
                Wrapped(new Slice(offset + inside, members.Value.Inner.Length), around, places);
                continue;
            }

            if (members.Value.IsString && (around.Free ? binary && IsBinary(members.Name, members.Value) : CarriesNoText(members.Name) || (binary && members.Is("data"u8) && BinaryContent.IsBase64(members.Value.Inner))))
            {
                continue;
            }

            Value(members.Value, members.Name, whole, offset, around.Free ? around : around with
            {
                Tool = around.Tool || members.Is("functionResponse"u8) || members.Is("function_response"u8),
                Free = members.Value.IsObject && (FreeObject.BeginsInRequest(members.Name) || (around.Tool && members.Is("content"u8) && !members.Value["type"u8].IsString)),
            }, places);
        }
    }

    private static void Wrapped(Slice inner, Around around, List<TextPlace> places) => places.Add(new TextPlace(inner, around.Signed, around.Tool) { Wrapped = true });

    // Where somebody else names the members, the names are texts as well; those of a program say nothing unless they are long.
    private static bool SaysSomething(ReadOnlySpan<byte> name, bool free) => name.Length >= LongName || (free && name.Length >= Shortest && name.IndexOfAnyExcept(OfPlainNames) >= 0);

    // In what a tool answered a picture must look like one too: the names around it are anybody's.
    private static bool IsBinary(ReadOnlySpan<byte> name, JsonSpan value) => name.SequenceEqual("data"u8) && value.Inner.Length > 1024 && BinaryContent.IsBase64(value.Inner);

    // Gemini's signature seals its thoughts, not the text or the call it may stand beside: clients write the arguments anew.
    private static bool IsSigned(JsonSpan value)
    {
        if (value.Either("thoughtSignature"u8, "thought_signature"u8).HasText)
        {
            return value["thought"u8].IsTrue;
        }

        var members = value.Members;
        while (members.MoveNext())
        {
            if (members.Value.HasText && (members.Is("signature"u8) || members.Is("encrypted_content"u8) || (members.Is("type"u8) && members.Value.Is("redacted_thinking"u8))))
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
            if ((members.Is("type"u8) && (members.Value.Inner.EndsWith("tool_result"u8) || members.Value.Inner.EndsWith("_call_output"u8)))
                || (members.Is("role"u8) && (members.Value.Is("tool"u8) || members.Value.Is("function"u8))))
            {
                return true;
            }
        }

        return false;
    }

    // Identifiers, kinds and signatures of the wire formats.
    private static bool CarriesNoText(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => name.SequenceEqual("id"u8),
        4 => name.SequenceEqual("type"u8) || name.SequenceEqual("role"u8),
        5 => name.SequenceEqual("model"u8),
        6 => name.SequenceEqual("status"u8),
        7 => name.SequenceEqual("call_id"u8) || name.SequenceEqual("file_id"u8),
        8 => name.SequenceEqual("mimeType"u8),
        9 => name.SequenceEqual("signature"u8),
        10 => name.SequenceEqual("media_type"u8),
        11 => name.SequenceEqual("tool_use_id"u8),
        12 => name.SequenceEqual("tool_call_id"u8),
        16 => name.SequenceEqual("thoughtSignature"u8),
        17 => name.SequenceEqual("encrypted_content"u8) || name.SequenceEqual("thought_signature"u8),
        _ => false,
    };

    private readonly record struct Around(bool Signed, bool Tool, bool Free);
}
