using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIChat;

/// <summary>Reads the contents of messages, of requests and answers alike.</summary>
internal static class ChatContents
{
    public static void ReadContent(JsonSpan content, Losses losses, Action<Content> add)
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
            if (ReadPart(part, losses) is { } found)
            {
                add(found);
            }
        }
    }

    /// <summary>Reasoning, then text, then calls: the order in which the model made them.</summary>
    public static void ReadAssistant(JsonSpan message, Losses losses, int number, Action<Content> add)
    {
        ReadReasoning(message, add);
        var citations = ReadCitations(message["annotations"u8], losses);
        ReadContent(message["content"u8], losses, content => add(content.Kind == PartKind.Text && citations.Count > 0 ? content with { Citations = citations } : content));
        if (message["audio"u8]["transcript"u8] is { HasText: true } spoken && !message["content"u8].HasText)
        {
            add(Content.OfText(spoken.Text()!));
        }

        if (message["refusal"u8] is { HasText: true } refusal)
        {
            add(Content.OfText(refusal.Text()!) with { IsRefusal = true });
        }

        int calls = 0;
        foreach (var call in message["tool_calls"u8].Elements)
        {
            if (Signature(call) is { } signature)
            {
                add(new Content(PartKind.Reasoning) { State = signature });
            }

            add(ReadCall(call, number, calls++));
        }

        if (message["function_call"u8] is { IsObject: true } old)
        {
            add(new Content(PartKind.ToolCall)
            {
                CallId = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"call_fn_{number}"),
                Name = old["name"u8].Text(),
                Arguments = old["arguments"u8].TextOrJson() ?? "",
            });
        }

        losses.AddIf(message["audio"u8].IsObject, "audio");
        var members = message.Members;
        while (members.MoveNext())
        {
            NoteUnsaid(members.Name, members.Value, losses);
        }
    }

    /// <summary>What some servers put beside a message's text: pictures they made, and the tools they ran.</summary>
    public static void NoteUnsaid(ReadOnlySpan<byte> member, JsonSpan value, Losses losses)
    {
        losses.AddIf(member.SequenceEqual("images"u8) && value.HasItems, "media_output");
        losses.AddIf(member.SequenceEqual("executed_tools"u8) && value.HasItems, "server_tool_blocks");
    }

    public static Content ReadCall(JsonSpan call, int number, int index)
    {
        var function = call["function"u8];
        var custom = function.Exists ? default : call["custom"u8];
        string id = call["id"u8].Text() ?? "";
        return new Content(PartKind.ToolCall)
        {
            CallId = id.Length > 0 ? CallIds.Restore(id) : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"call_{number}_{index}"),
            Name = (custom.Exists ? custom : function)["name"u8].Text(),
            Arguments = (custom.Exists ? custom["input"u8] : function["arguments"u8]).TextOrJson() ?? "",
            IsFreeText = custom.Exists,
        };
    }

    /// <summary>Google's thought signature as its chat bridge carries it beside a call.</summary>
    public static ReasoningState? Signature(JsonSpan call) =>
        call["extra_content"u8]["google"u8]["thought_signature"u8] is { HasText: true } signature ? ReasoningCarrier.Unwrap(signature.Text()!, Vendors.Google) : null;

    /// <summary>Plain reasoning text, with the opaque details that some routers put beside it; details of ours carry another vendor's states.</summary>
    private static void ReadReasoning(JsonSpan message, Action<Content> add)
    {
        string text = message["reasoning_content"u8].Text() ?? message["reasoning"u8].Text() ?? "";
        var details = message["reasoning_details"u8];
        var states = new List<ReasoningState>();
        foreach (var detail in details.Elements)
        {
            if (detail["data"u8].Text() is { } data && ReasoningCarrier.IsIn(detail["data"u8].Raw))
            {
                states.Add(ReasoningCarrier.Unwrap(data, ""));
            }
            else if (text.Length == 0)
            {
                text = detail["text"u8].Text() ?? detail["summary"u8].Text() ?? "";
            }
        }

        if (text.Length == 0 && !details.HasItems)
        {
            return;
        }

        if (states.Count > 1 && states.Sum(s => (long)(s.Length ?? int.MaxValue)) <= text.Length)
        {
            // Each signs a piece of its own, and its vendor checks it against that piece.
            foreach (var signed in states)
            {
                add(new Content(PartKind.Reasoning) { Text = text[..signed.Length!.Value], State = signed with { Length = null } });
                text = text[signed.Length.Value..];
            }

            return;
        }

        var state = states.Count > 0 ? states[^1] with { Length = null } : new ReasoningState(Vendors.Chat, details.HasItems ? System.Text.Encoding.UTF8.GetString(details.Raw) : "");
        add(new Content(PartKind.Reasoning) { Text = text, State = state });
    }

    public static List<Citation> ReadCitations(JsonSpan annotations, Losses losses)
    {
        var found = new List<Citation>();
        foreach (var annotation in annotations.Elements)
        {
            var citation = annotation["url_citation"u8];
            if (citation["url"u8].Text() is { } url)
            {
                found.Add(new Citation(url, citation["title"u8].Text(), citation["start_index"u8].Int(), citation["end_index"u8].Int(), citation["content"u8].Text()));
            }
            else
            {
                losses.Add("citations");
            }
        }

        return found;
    }

    private static Content? ReadPart(JsonSpan part, Losses losses)
    {
        if (part.IsString)
        {
            return Content.OfText(part.Text()!);
        }

        var type = part["type"u8];
        var mark = JsonOut.Copy(part["cache_control"u8]);
        if (type.Is("text"u8) || !type.Exists)
        {
            return Content.OfText(part["text"u8].Text() ?? "") with { CacheMark = mark };
        }

        if (type.Is("refusal"u8))
        {
            return Content.OfText(part["refusal"u8].Text() ?? "") with { IsRefusal = true };
        }

        if (type.Is("thinking"u8))
        {
            var texts = new List<string>();
            foreach (var piece in part["thinking"u8].Elements)
            {
                texts.Add(piece["text"u8].Text() ?? "");
            }

            return new Content(PartKind.Reasoning) { Text = part["thinking"u8].Text() ?? string.Concat(texts), State = new ReasoningState(Vendors.Chat, "") };
        }

        if (type.Is("image_url"u8))
        {
            var image = part["image_url"u8];
            string url = (image.IsString ? image : image["url"u8]).Text() ?? "";
            return new Content(PartKind.Image) { Media = MediaTypes.OfUrl(url, "image/jpeg") with { Detail = image["detail"u8].Text() }, CacheMark = mark };
        }

        if (type.Is("input_audio"u8))
        {
            var audio = part["input_audio"u8];
            return new Content(PartKind.Audio) { Media = new Media(MediaTypes.AudioType(audio["format"u8].Text())) { Data = audio["data"u8].Text() } };
        }

        if (type.Is("file"u8))
        {
            var file = part["file"u8];
            string? name = file["filename"u8].Text();
            return new Content(PartKind.Document)
            {
                Media = file["file_data"u8].Text() is { } data
                    ? MediaTypes.OfUrl(data, "application/pdf") with { Name = name }
                    : new Media("application/pdf") { FileId = file["file_id"u8].Text() ?? "", Name = name },
                CacheMark = mark,
            };
        }

        if (type.Is("document_url"u8) || type.Is("video_url"u8))
        {
            var where = part["document_url"u8] is { Exists: true } document ? document : part["video_url"u8];
            bool video = type.Is("video_url"u8);
            string url = (where.IsString ? where : where["url"u8]).Text() ?? "";
            return new Content(video ? PartKind.Image : PartKind.Document) { Media = MediaTypes.OfUrl(url, video ? "video/mp4" : "application/pdf") };
        }

        losses.Add("unknown_parts");
        return null;
    }
}
