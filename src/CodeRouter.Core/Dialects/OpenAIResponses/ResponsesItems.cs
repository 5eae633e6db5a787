using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIResponses;

/// <summary>Reads one element of <c>input</c> into the neutral form: a message, or an item that stands for one part of one.</summary>
internal static class ResponsesItems
{
    public static Message Read(JsonSpan item, ReadLimits limits)
    {
        var parts = new PartList(limits);
        if (item.IsString)
        {
            parts.AddText(PartKind.Text, item);
            return new Message(Role.User, parts.Parts);
        }

        var type = item["type"u8];
        if (!type.HasText || type.Is("message"u8))
        {
            var role = item["role"u8];
            ReadContent(item["content"u8], parts);
            return new Message(RoleOf(role), parts.Parts);
        }

        var kind = type.Inner;
        if (kind.EndsWith("_call_output"u8) || kind.SequenceEqual("tool_search_output"u8))
        {
            ReadOutput(item, kind, parts);
            return new Message(Role.Tool, parts.Parts);
        }

        if (kind.EndsWith("_call"u8) && ReadCall(item, kind, parts))
        {
            return new Message(Role.Assistant, parts.Parts);
        }

        if (kind.SequenceEqual("reasoning"u8))
        {
            ReadReasoning(item, parts);
            return new Message(Role.Assistant, parts.Parts);
        }

        if (kind.SequenceEqual("agent_message"u8))
        {
            // What one agent hands another: the task of a sub-agent stands here and in no user message; often only encrypted.
            ReadContent(item["content"u8], parts);
            if (parts.Parts.Count == 0)
            {
                parts.Add(PartKind.Other);
            }

            return new Message(Role.User, parts.Parts);
        }

        parts.Add(PartKind.Other);
        return new Message(kind.SequenceEqual("additional_tools"u8) ? Role.System : Role.Assistant, parts.Parts);
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
            var type = part["type"u8];
            if (part["text"u8] is { IsString: true } text)
            {
                parts.AddText(type.Is("reasoning_text"u8) ? PartKind.Reasoning : PartKind.Text, text);
            }
            else if (type.Is("refusal"u8))
            {
                parts.AddText(PartKind.Text, part["refusal"u8]);
            }
            else
            {
                parts.Add(MediaKind(type));
            }
        }
    }

    private static PartKind MediaKind(JsonSpan type)
    {
        if (type.Is("input_image"u8) || type.Is("computer_screenshot"u8))
        {
            return PartKind.Image;
        }

        return type.Is("input_file"u8) ? PartKind.Document : type.Is("input_audio"u8) ? PartKind.Audio : PartKind.Other;
    }

    private static void ReadReasoning(JsonSpan item, PartList parts)
    {
        foreach (var part in item["summary"u8].Elements)
        {
            parts.AddText(PartKind.Reasoning, part["text"u8]);
        }

        foreach (var part in item["content"u8].Elements)
        {
            parts.AddText(PartKind.Reasoning, part["text"u8]);
        }

        if (parts.Parts.Count == 0)
        {
            parts.Add(PartKind.Reasoning);
        }
    }

    /// <summary>Calls that the caller carries out; what the provider ran itself (web_search_call …) is no call of the agent's.</summary>
    private static bool ReadCall(JsonSpan item, ReadOnlySpan<byte> kind, PartList parts)
    {
        var id = item["call_id"u8];
        if (kind.SequenceEqual("function_call"u8))
        {
            string? name = item["name"u8].Text();
            parts.AddCall(item["namespace"u8].Text() is { Length: > 0 } space ? space + "." + name : name, id, item["arguments"u8]);
        }
        else if (kind.SequenceEqual("custom_tool_call"u8))
        {
            string? name = item["name"u8].Text();
            parts.AddCall(item["namespace"u8].Text() is { Length: > 0 } space ? space + "." + name : name, id, item["input"u8]);
        }
        else if (kind.SequenceEqual("local_shell_call"u8) || kind.SequenceEqual("shell_call"u8) || kind.SequenceEqual("computer_call"u8))
        {
            parts.AddCall(Encoding.UTF8.GetString(kind[..^"_call"u8.Length]), id, item["action"u8]);
        }
        else if (kind.SequenceEqual("apply_patch_call"u8))
        {
            parts.AddCall("apply_patch", id, item["operation"u8]);
        }
        else if (kind.SequenceEqual("tool_search_call"u8))
        {
            parts.AddCall("tool_search", id, item["arguments"u8]);
        }
        else
        {
            return false;
        }

        return true;
    }

    private static void ReadOutput(JsonSpan item, ReadOnlySpan<byte> kind, PartList parts)
    {
        var text = parts.NewResult();
        var output = item["output"u8];
        if (output.IsArray)
        {
            foreach (var part in output.Elements)
            {
                ReadOutputPart(part, text);
            }
        }
        else if (output.IsObject && MediaKind(output["type"u8]) is var kindOf and not PartKind.Other)
        {
            text.Media.Add(kindOf);
        }
        else if (output.Exists)
        {
            text.Add(output);
        }
        else
        {
            text.Add(item["tools"u8]);
        }

        var status = item["status"u8];
        bool? failed = kind.SequenceEqual("apply_patch_call_output"u8) && status.HasText ? status.Is("failed"u8) : null;
        parts.AddResult(null, item["call_id"u8], text, failed);
    }

    private static void ReadOutputPart(JsonSpan part, ResultText text)
    {
        var stdout = part["stdout"u8];
        if (stdout.IsString)
        {
            // The shell tool: what was printed, then how it ended, in the words that are read elsewhere.
            text.Add(stdout);
            if (part["stderr"u8] is { HasText: true } stderr)
            {
                text.Add(stderr);
            }

            if (part["outcome"u8]["exit_code"u8].Int() is { } exit)
            {
                text.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Exit code: {exit}"));
            }
        }
        else if (part["text"u8] is { IsString: true } words)
        {
            text.Add(words);
        }
        else
        {
            text.Media.Add(MediaKind(part["type"u8]));
        }
    }
}
