using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>Puts a text before the caller's system text, or in its place.</summary>
internal static class SystemShape
{
    public static void Put(BodyDraft draft, WireFormat format, string text, bool replaces)
    {
        byte[] quoted = BodyDraft.Text(text);
        switch (format)
        {
            case WireFormat.OpenAIChat:
                InMessages(draft, quoted, replaces);
                break;
            case WireFormat.OpenAIResponses:
                Member(draft, "instructions", text, quoted, replaces, block: []);
                break;
            case WireFormat.AnthropicMessages:
                Member(draft, "system", text, quoted, replaces, block: [.. "{\"type\":\"text\",\"text\":"u8, .. quoted, (byte)'}']);
                break;
            default:
                InParts(draft, quoted, replaces);
                break;
        }
    }

    // The first message where it is the system's; else a new one before all.
    private static void InMessages(BodyDraft draft, byte[] quoted, bool replaces)
    {
        byte[] message = [.. "{\"role\":\"system\",\"content\":"u8, .. quoted, (byte)'}'];
        if (replaces && draft.Messages > 0)
        {
            var first = draft.MessageAt(0);
            var role = new JsonSpan(draft.Body.Span.Slice(first.Start, first.Length))["role"u8];
            if (role.Is("system"u8) || role.Is("developer"u8))
            {
                draft.Splice(first.Start, first.Length, message);
                return;
            }
        }

        draft.PutFirst("messages"u8, message);
    }

    private static void Member(BodyDraft draft, string name, string text, byte[] quoted, bool replaces, byte[] block)
    {
        var now = new JsonSpan(draft[Encoding.UTF8.GetBytes(name)]);
        if (!replaces && now.IsArray && block.Length > 0)
        {
            draft.PutFirst(Encoding.UTF8.GetBytes(name), block);
        }
        else
        {
            draft.Put(name, !replaces && now.Text() is { Length: > 0 } before ? BodyDraft.Text(text + "\n\n" + before) : quoted);
        }
    }

    private static void InParts(BodyDraft draft, byte[] quoted, bool replaces)
    {
        byte[] part = [.. "{\"text\":"u8, .. quoted, (byte)'}'];
        string name = draft["system_instruction"u8].IsEmpty ? "systemInstruction" : "system_instruction";
        var parts = new JsonSpan(draft[Encoding.UTF8.GetBytes(name)])["parts"u8];
        byte[] rest = !replaces && parts.IsArray && parts.HasItems ? [(byte)',', .. parts.Raw[1..^1]]
            : !replaces && parts.IsObject ? [(byte)',', .. parts.Raw]
            : [];
        draft.Put(name, [.. "{\"parts\":["u8, .. part, .. rest, .. "]}"u8]);
    }
}
