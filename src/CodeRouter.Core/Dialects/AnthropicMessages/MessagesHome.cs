using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.AnthropicMessages;

/// <summary>
/// Takes out of a history that returns home what only looks like the vendor's own: thinking blocks that carry another's state, and sources of
/// another's search.
/// </summary>
internal static class MessagesHome
{
    public static void Strip(RequestView request, BodyEdits edits)
    {
        int last = request.Scan.Messages.Count - 1;
        bool loopLostThinking = false;
        for (int i = 0; i <= last; i++)
        {
            var content = new JsonSpan(request.MessageAt(i))["content"u8];
            if (!content.IsArray || !ReasoningCarrier.IsIn(content.Raw))
            {
                continue;
            }

            bool any = false;
            foreach (var block in content.Elements)
            {
                any |= !IsForeign(block);
            }

            if (!any)
            {
                // A message must say something.
                edits.Replace(content.Raw, "[{\"type\":\"text\",\"text\":\"...\"}]"u8);
                continue;
            }

            bool dropped = edits.Filter(content, IsForeign, WithoutForeignSources);
            loopLostThinking |= dropped && i == last - 1;
        }

        if (loopLostThinking && new JsonSpan(request.MessageAt(last))["content"u8].Raw.IndexOf("\"tool_result\""u8) >= 0 && new JsonSpan(request.Find("thinking"u8)).IsObject)
        {
            // A tool loop that began without this vendor's thinking has to end without it.
            edits.Replace(request.Find("thinking"u8), "{\"type\":\"disabled\"}"u8);
        }
    }

    private static ReadOnlySpan<byte> WithoutForeignSources(JsonSpan block)
    {
        var sources = block["citations"u8];
        if (!sources.HasItems || BodyEdits.Filtered(sources, static c => ReasoningCarrier.IsIn(c["encrypted_index"u8].Raw), null, out _) is not { } own)
        {
            return default;
        }

        block.Raw.Overlaps(sources.Raw, out int at);
        return (byte[])[.. block.Raw[..at], .. own, .. block.Raw[(at + sources.Raw.Length)..]];
    }

    private static bool IsForeign(JsonSpan block)
    {
        var type = block["type"u8];
        return (type.Is("thinking"u8) && ReasoningCarrier.IsIn(block["signature"u8].Raw)) || (type.Is("redacted_thinking"u8) && ReasoningCarrier.IsIn(block["data"u8].Raw));
    }
}
