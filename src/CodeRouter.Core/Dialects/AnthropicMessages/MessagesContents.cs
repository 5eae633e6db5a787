using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.AnthropicMessages;

/// <summary>Reads content blocks, of requests and answers alike.</summary>
internal static class MessagesContents
{
    public static void Read(JsonSpan content, Losses losses, Action<Content> add)
    {
        if (content.IsString)
        {
            add(Content.OfText(content.Text()!));
            return;
        }

        foreach (var block in content.Elements)
        {
            if (block["type"u8].Is("document"u8))
            {
                ReadDocument(block, losses, add);
            }
            else if (ReadBlock(block, losses) is { } found)
            {
                add(found);
            }
        }
    }

    private static Content? ReadBlock(JsonSpan block, Losses losses)
    {
        var type = block["type"u8];
        var mark = JsonOut.Copy(block["cache_control"u8]);
        if (type.Is("text"u8))
        {
            return Content.OfText(block["text"u8].Text() ?? "") with { CacheMark = mark, Citations = ReadCitations(block["citations"u8], losses) };
        }

        if (type.Is("tool_use"u8))
        {
            var input = block["input"u8];
            return new Content(PartKind.ToolCall)
            {
                CallId = CallIds.Restore(block["id"u8].Text() ?? ""),
                Name = block["name"u8].Text(),
                Arguments = input.TextOrJson() ?? "{}",
                CacheMark = mark,
            };
        }

        if (type.Is("tool_result"u8))
        {
            var items = new List<Content>();
            Read(block["content"u8], losses, items.Add);
            return new Content(PartKind.ToolResult)
            {
                CallId = CallIds.Restore(block["tool_use_id"u8].Text() ?? ""),
                Items = items,
                IsError = block["is_error"u8].IsTrue,
                CacheMark = mark,
            };
        }

        if (type.Is("thinking"u8))
        {
            string signature = block["signature"u8].Text() ?? "";
            return new Content(PartKind.Reasoning)
            {
                Text = block["thinking"u8].Text() ?? "",
                State = signature.Length == 0 ? null : ReasoningCarrier.UnwrapOrNull(signature, Vendors.Anthropic),
            };
        }

        if (type.Is("redacted_thinking"u8))
        {
            var state = ReasoningCarrier.Unwrap(block["data"u8].Text() ?? "", Vendors.Anthropic);
            return new Content(PartKind.Reasoning) { State = state with { Redacted = true } };
        }

        if (type.Is("image"u8))
        {
            return ReadMedia(block, PartKind.Image) with { CacheMark = mark };
        }

        return ReadOther(block, type, losses);
    }

    private static Content? ReadOther(JsonSpan block, JsonSpan type, Losses losses)
    {
        if (type.Is("search_result"u8))
        {
            var texts = new List<string> { block["title"u8].Text() ?? "", block["source"u8].Text() ?? "" };
            Read(block["content"u8], losses, c => texts.Add(c.Text));
            losses.Add("search_result");
            return Content.OfText(string.Join('\n', texts.Where(t => t.Length > 0)));
        }

        if (type.Is("tool_reference"u8))
        {
            // Every deferred tool is offered from the start abroad, so naming it is all that is left to do.
            return Content.OfText("Tool available: " + block["tool_name"u8].Text());
        }

        if (type.Is("compaction"u8) && block["content"u8].HasText)
        {
            // Anthropic's summary stands there in plain words.
            return Content.OfText(block["content"u8].Text()!);
        }

        losses.Add(type.Is("compaction"u8) ? "compaction" : "server_tool_blocks");
        return null;
    }

    /// <summary>What is said about a document goes before it; one put together of blocks may hold pictures, which keep their places.</summary>
    private static void ReadDocument(JsonSpan block, Losses losses, Action<Content> add)
    {
        losses.AddIf(block["citations"u8]["enabled"u8].IsTrue, "citations");
        if (block["context"u8] is { HasText: true } context)
        {
            add(Content.OfText(context.Text()!));
        }

        var mark = JsonOut.Copy(block["cache_control"u8]);
        if (block["source"u8]["content"u8] is { IsArray: true } inner && inner.Raw.IndexOf("\"image\""u8) >= 0)
        {
            if (block["title"u8] is { HasText: true } title)
            {
                add(Content.OfText(title.Text() + ":"));
            }

            var pieces = new List<Content>();
            Read(inner, losses, pieces.Add);
            for (int i = 0; i < pieces.Count; i++)
            {
                add(i == pieces.Count - 1 ? pieces[i] with { CacheMark = mark } : pieces[i]);
            }

            return;
        }

        add(ReadMedia(block, PartKind.Document) with { CacheMark = mark });
    }

    private static Content ReadMedia(JsonSpan block, PartKind kind)
    {
        var source = block["source"u8];
        var type = source["type"u8];
        string mime = source["media_type"u8].Text() ?? (kind == PartKind.Image ? "image/png" : "application/pdf");
        string? name = block["title"u8].Text();
        if (type.Is("base64"u8))
        {
            return new Content(kind) { Media = new Media(mime) { Data = source["data"u8].Text(), Name = name } };
        }

        if (type.Is("url"u8))
        {
            return new Content(kind) { Media = MediaTypes.OfUrl(source["url"u8].Text() ?? "", mime) with { Name = name } };
        }

        if (type.Is("file"u8))
        {
            return new Content(kind) { Media = new Media(mime) { FileId = source["file_id"u8].Text() ?? "", Name = name } };
        }

        var texts = new List<string>();
        if (source["data"u8].Text() is { } plain)
        {
            texts.Add(plain);
        }

        foreach (var inner in source["content"u8].Elements)
        {
            texts.Add(inner["text"u8].Text() ?? "");
        }

        if (source["content"u8].Text() is { } whole)
        {
            texts.Add(whole);
        }

        return new Content(kind) { Media = new Media("text/plain") { PlainText = string.Join('\n', texts), Name = name } };
    }

    private static List<Citation> ReadCitations(JsonSpan citations, Losses losses)
    {
        var found = new List<Citation>();
        foreach (var citation in citations.Elements)
        {
            if (ReadCitation(citation) is { } one)
            {
                found.Add(one);
            }
            else
            {
                losses.Add("citations");
            }
        }

        return found;
    }

    public static Citation? ReadCitation(JsonSpan citation) =>
        citation["url"u8].Text() is { } url ? new Citation(url, citation["title"u8].Text(), null, null, citation["cited_text"u8].Text()) : null;
}
