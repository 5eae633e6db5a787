using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIResponses;

/// <summary>Reads items, of requests and answers alike.</summary>
internal static class ResponsesContents
{
    public static void ReadItem(JsonSpan item, string vendor, Losses losses, Action<Role, Content> add)
    {
        if (item.IsString)
        {
            add(Role.User, Content.OfText(item.Text()!));
            return;
        }

        var type = item["type"u8];
        if (!type.HasText || type.Is("message"u8) || type.Is("agent_message"u8))
        {
            var role = item["role"u8];
            var to = role.Is("assistant"u8) ? Role.Assistant : role.Is("system"u8) || role.Is("developer"u8) ? Role.System : Role.User;
            ReadParts(item["content"u8], losses, content => add(to, content));
            losses.AddIf(type.Is("agent_message"u8) && item["encrypted_content"u8].Exists, "encrypted_agent_message");
            return;
        }

        if (type.Is("reasoning"u8))
        {
            add(Role.Assistant, ReadReasoning(item, vendor));
        }
        else if (type.Is("function_call"u8) || type.Is("custom_tool_call"u8))
        {
            bool free = type.Is("custom_tool_call"u8);
            add(Role.Assistant, Call(item, item["name"u8].Text(), item[free ? "input"u8 : "arguments"u8], free) with { Namespace = item["namespace"u8].Text() });
        }
        else if (type.Is("local_shell_call"u8) || type.Is("shell_call"u8) || type.Is("computer_call"u8))
        {
            add(Role.Assistant, Call(item, type.Is("local_shell_call"u8) ? "local_shell" : type.Is("shell_call"u8) ? "shell" : "computer", item["action"u8], false));
        }
        else if (type.Is("apply_patch_call"u8))
        {
            add(Role.Assistant, Call(item, "apply_patch", item["operation"u8], false));
        }
        else if (type.Is("tool_search_call"u8) && item["call_id"u8].HasText && item["execution"u8].Is("client"u8))
        {
            add(Role.Assistant, Call(item, "tool_search", item["arguments"u8], false));
        }
        else if (item["call_id"u8].HasText && (type.Inner.EndsWith("_output"u8)))
        {
            add(Role.User, ReadOutput(item, losses));
        }
        else
        {
            losses.Add(type.Is("compaction"u8) ? "compaction" : "server_tool_blocks");
        }
    }

    public static Content ReadReasoning(JsonSpan item, string vendor)
    {
        var texts = new List<string>();
        foreach (var part in item["summary"u8].Elements)
        {
            texts.Add(part["text"u8].Text() ?? "");
        }

        foreach (var part in texts.Count > 0 ? default : item["content"u8].Elements)
        {
            texts.Add(part["text"u8].Text() ?? "");
        }

        string? cipher = item["encrypted_content"u8].Text();
        string? id = item["id"u8].Text();
        bool plain = item["content"u8].HasItems;
        return new Content(PartKind.Reasoning)
        {
            Text = string.Join("\n\n", texts),
            State = cipher is { Length: > 0 } ? ReasoningCarrier.UnwrapOrNull(cipher, vendor) is { } state ? state with { ItemId = state.ItemId ?? id } : null
                : plain ? new ReasoningState(Vendors.Chat, "") : null,
        };
    }

    private static Content Call(JsonSpan item, string? name, JsonSpan arguments, bool free) => new(PartKind.ToolCall)
    {
        CallId = CallIds.Restore(item["call_id"u8].Text() ?? item["id"u8].Text() ?? ""),
        Name = name,
        Arguments = arguments.TextOrJson() ?? "",
        IsFreeText = free,
    };

    private static Content ReadOutput(JsonSpan item, Losses losses)
    {
        var output = item["output"u8];
        var items = new List<Content>();
        if (output.IsArray)
        {
            ReadParts(output, losses, items.Add);
        }
        else if (output.IsObject && output["type"u8].Is("computer_screenshot"u8))
        {
            items.Add(new Content(PartKind.Image) { Media = MediaTypes.OfUrl(output["image_url"u8].Text() ?? "", "image/png") });
        }
        else
        {
            items.Add(Content.OfText((output.Exists ? output : item["tools"u8]).TextOrJson() ?? ""));
        }

        return new Content(PartKind.ToolResult)
        {
            CallId = CallIds.Restore(item["call_id"u8].Text() ?? ""),
            Items = items,
            IsFreeText = item["type"u8].Is("custom_tool_call_output"u8),
            IsError = item["type"u8].Is("apply_patch_call_output"u8) && item["status"u8].Is("failed"u8),
        };
    }

    private static void ReadParts(JsonSpan content, Losses losses, Action<Content> add)
    {
        if (content.IsString)
        {
            if (content.HasText)
            {
                add(Content.OfText(content.Text()!));
            }

            return;
        }

        foreach (var part in content.Elements)
        {
            var type = part["type"u8];
            if (part["text"u8] is { IsString: true } text)
            {
                add(Content.OfText(text.Text()!) with { Citations = ReadCitations(part["annotations"u8], losses), LogProbs = TokenOdds.Of(part["logprobs"u8]) });
            }
            else if (type.Is("refusal"u8))
            {
                add(Content.OfText(part["refusal"u8].Text() ?? "") with { IsRefusal = true });
            }
            else if (type.Is("input_image"u8) || type.Is("input_file"u8) || type.Is("input_audio"u8))
            {
                add(ReadMedia(part, type));
            }
            else if (part["stdout"u8].IsString)
            {
                string code = part["outcome"u8]["exit_code"u8].TextOrJson() is { } exit ? "\nExit code: " + exit : "";
                string said = part["stdout"u8].Text()!;
                string error = part["stderr"u8].Text() ?? "";
                add(Content.OfText(said + (said.Length > 0 && error.Length > 0 && said[^1] is not '\n' ? "\n" : "") + error + code));
            }
            else
            {
                losses.Add(type.Is("encrypted_content"u8) ? "encrypted_agent_message" : "unknown_parts");
            }
        }
    }

    private static Content ReadMedia(JsonSpan part, JsonSpan type)
    {
        if (type.Is("input_audio"u8))
        {
            var audio = part["input_audio"u8];
            return new Content(PartKind.Audio) { Media = new Media(MediaTypes.AudioType(audio["format"u8].Text())) { Data = audio["data"u8].Text() } };
        }

        bool image = type.Is("input_image"u8);
        string mime = image ? "image/jpeg" : "application/pdf";
        string? address = image ? part["image_url"u8].Text() ?? part["image_url"u8]["url"u8].Text() : part["file_data"u8].Text() ?? part["file_url"u8].Text();
        var media = address is not null ? MediaTypes.OfUrl(address, mime) : new Media(mime) { FileId = part["file_id"u8].Text() ?? "" };
        return new Content(image ? PartKind.Image : PartKind.Document) { Media = media with { Detail = part["detail"u8].Text(), Name = part["filename"u8].Text() } };
    }

    public static List<Citation> ReadCitations(JsonSpan annotations, Losses losses)
    {
        var found = new List<Citation>();
        foreach (var annotation in annotations.Elements)
        {
            if (ReadCitation(annotation) is { } citation)
            {
                found.Add(citation);
            }
            else
            {
                losses.Add("citations");
            }
        }

        return found;
    }

    public static Citation? ReadCitation(JsonSpan annotation) => annotation["type"u8].Is("url_citation"u8) && annotation["url"u8].Text() is { } url
        ? new Citation(url, annotation["title"u8].Text(), annotation["start_index"u8].Int(), annotation["end_index"u8].Int(), null)
        : null;
}
