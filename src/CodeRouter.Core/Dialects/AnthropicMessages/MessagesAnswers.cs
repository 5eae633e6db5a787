using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.AnthropicMessages;

/// <summary>Reads a whole message.</summary>
internal static class MessagesAnswers
{
    public static AnswerSummary Read(ReadOnlySpan<byte> body)
    {
        if (!AnswerBody.TryOpen(body, out var root))
        {
            return default;
        }

        var tally = new UsageTally { CachedIsInside = false };
        MessagesUsage.Read(root["usage"u8], tally);
        long chars = 0;
        foreach (var block in root["content"u8].Elements)
        {
            chars += AnswerBody.Chars(block["text"u8]) + AnswerBody.Chars(block["thinking"u8]);
            var input = block["input"u8];
            chars += input.IsObject ? input.Raw.Length + AnswerBody.Chars(block["name"u8]) : 0;
        }

        return new AnswerSummary(true, tally.Usage, root["stop_reason"u8].Text(), chars, FailureReader.InAnswer(root));
    }
}
