using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.AnthropicMessages;

/// <summary>Reads one element of <c>messages</c> into the neutral form.</summary>
internal static class MessagesBlocks
{
    public static Message Read(JsonSpan message, ReadLimits limits)
    {
        var parts = new PartList(limits);
        var role = message["role"u8];
        var content = message.IsString ? message : message["content"u8];
        if (content.IsString)
        {
            parts.AddText(PartKind.Text, content);
        }

        foreach (var block in content.Elements)
        {
            ReadBlock(block, parts);
        }

        return new Message(RoleOf(role, parts), parts.Parts);
    }

    private static Role RoleOf(JsonSpan role, PartList parts)
    {
        if (role.Is("assistant"u8))
        {
            return Role.Assistant;
        }

        return role.Is("system"u8) ? Role.System : parts.OnlyResults ? Role.Tool : Role.User;
    }

    private static void ReadBlock(JsonSpan block, PartList parts)
    {
        var type = block["type"u8];
        if (block.IsString)
        {
            parts.AddText(PartKind.Text, block);
        }
        else if (type.Is("text"u8))
        {
            parts.AddText(PartKind.Text, block["text"u8]);
        }
        else if (type.Is("tool_use"u8))
        {
            parts.AddCall(block["name"u8].Text(), block["id"u8], block["input"u8]);
        }
        else if (type.Is("tool_result"u8))
        {
            ReadResult(block, parts);
        }
        else if (type.Is("thinking"u8))
        {
            var thinking = block["thinking"u8];
            if (thinking.HasText)
            {
                parts.AddText(PartKind.Reasoning, thinking);
            }
            else
            {
                parts.Add(PartKind.Reasoning);
            }
        }
        else if (type.Is("redacted_thinking"u8))
        {
            parts.Add(PartKind.Reasoning);
        }
        else
        {
            parts.Add(MediaKind(type));
        }
    }

    private static void ReadResult(JsonSpan block, PartList parts)
    {
        var text = parts.NewResult();
        var content = block["content"u8];
        if (!content.IsArray)
        {
            text.Add(content);
        }

        foreach (var part in content.Elements)
        {
            var words = part.IsString ? part : part["text"u8];
            if (words.IsString)
            {
                text.Add(words);
            }
            else
            {
                text.Media.Add(MediaKind(part["type"u8]));
            }
        }

        var flag = block["is_error"u8];
        parts.AddResult(null, block["tool_use_id"u8], text, flag.IsTrue ? true : flag.IsFalse ? false : null);
    }

    private static PartKind MediaKind(JsonSpan type) =>
        type.Is("image"u8) ? PartKind.Image : type.Is("document"u8) || type.Is("search_result"u8) ? PartKind.Document : PartKind.Other;
}
