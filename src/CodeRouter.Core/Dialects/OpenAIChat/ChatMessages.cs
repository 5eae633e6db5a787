using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIChat;

/// <summary>Reads one element of <c>messages</c> into the neutral form.</summary>
internal static class ChatMessages
{
    public static Message Read(JsonSpan message, ReadLimits limits)
    {
        var parts = new PartList(limits);
        JsonSpan role = default, content = default, calls = default, oldCall = default, callId = default, name = default, reasoning = default, details = default, refusal = default;
        if (message.IsString)
        {
            parts.AddText(PartKind.Text, message);
            return new Message(Role.User, parts.Parts);
        }

        var members = message.Members;
        while (members.MoveNext())
        {
            if (members.Is("role"u8))
            {
                role = members.Value;
            }
            else if (members.Is("content"u8))
            {
                content = members.Value;
            }
            else if (members.Is("tool_calls"u8))
            {
                calls = members.Value;
            }
            else if (members.Is("function_call"u8))
            {
                oldCall = members.Value;
            }
            else if (members.Is("tool_call_id"u8))
            {
                callId = members.Value;
            }
            else if (members.Is("name"u8))
            {
                name = members.Value;
            }
            else if (members.Is("reasoning_content"u8) || members.Is("reasoning"u8))
            {
                reasoning = members.Value.HasText ? members.Value : reasoning;
            }
            else if (members.Is("reasoning_details"u8))
            {
                details = members.Value;
            }
            else if (members.Is("refusal"u8))
            {
                refusal = members.Value;
            }
        }

        if (role.Is("tool"u8) || role.Is("function"u8))
        {
            parts.AddResult(name.Text(), callId, ReadResult(content, parts), null);
            return new Message(Role.Tool, parts.Parts);
        }

        if (reasoning.HasText)
        {
            parts.AddText(PartKind.Reasoning, reasoning);
        }
        else if (details.HasItems)
        {
            foreach (var detail in details.Elements)
            {
                parts.AddText(PartKind.Reasoning, detail.Either("text"u8, "summary"u8));
            }
        }

        ReadContent(content, parts);
        if (refusal.HasText)
        {
            parts.AddText(PartKind.Text, refusal);
        }

        foreach (var call in calls.Elements)
        {
            var function = call["function"u8];
            var custom = function.Exists ? default : call["custom"u8];
            parts.AddCall((custom.Exists ? custom : function)["name"u8].Text(), call["id"u8], custom.Exists ? custom["input"u8] : function["arguments"u8]);
        }

        if (oldCall.IsObject)
        {
            parts.AddCall(oldCall["name"u8].Text(), default, oldCall["arguments"u8]);
        }

        return new Message(RoleOf(role), parts.Parts);
    }

    private static Role RoleOf(JsonSpan role) =>
        role.Is("assistant"u8) ? Role.Assistant : role.Is("system"u8) || role.Is("developer"u8) ? Role.System : Role.User;

    private static void ReadContent(JsonSpan content, PartList parts)
    {
        if (content.IsString)
        {
            parts.AddText(PartKind.Text, content);
            return;
        }

        foreach (var part in content.Elements)
        {
            if (part.IsString)
            {
                parts.AddText(PartKind.Text, part);
                continue;
            }

            var type = part["type"u8];
            if (type.Is("text"u8) || !type.Exists)
            {
                parts.AddText(PartKind.Text, part["text"u8]);
            }
            else if (type.Is("refusal"u8))
            {
                parts.AddText(PartKind.Text, part["refusal"u8]);
            }
            else if (type.Is("thinking"u8))
            {
                var thinking = part["thinking"u8];
                if (thinking.IsString)
                {
                    parts.AddText(PartKind.Reasoning, thinking);
                }

                foreach (var piece in thinking.Elements)
                {
                    parts.AddText(PartKind.Reasoning, piece["text"u8]);
                }
            }
            else
            {
                parts.Add(MediaKind(type));
            }
        }
    }

    private static ResultText ReadResult(JsonSpan content, PartList parts)
    {
        var text = parts.NewResult();
        if (!content.IsArray)
        {
            text.Add(content);
            return text;
        }

        foreach (var part in content.Elements)
        {
            var value = part.IsString ? part : part["text"u8];
            if (value.IsString)
            {
                text.Add(value);
            }
            else
            {
                text.Media.Add(MediaKind(part["type"u8]));
            }
        }

        return text;
    }

    private static PartKind MediaKind(JsonSpan type)
    {
        if (type.Is("image_url"u8) || type.Is("image"u8))
        {
            return PartKind.Image;
        }

        if (type.Is("file"u8) || type.Is("document_url"u8))
        {
            return PartKind.Document;
        }

        return type.Is("input_audio"u8) ? PartKind.Audio : PartKind.Other;
    }
}
