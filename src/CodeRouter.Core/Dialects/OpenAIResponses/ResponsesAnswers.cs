using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIResponses;

/// <summary>Reads a whole response object, alone or inside the event that ends a stream.</summary>
internal static class ResponsesAnswers
{
    public static AnswerSummary Read(ReadOnlySpan<byte> body)
    {
        if (!AnswerBody.TryOpen(body, out var root))
        {
            return default;
        }

        var tally = new UsageTally();
        ResponsesUsage.Read(root["usage"u8], tally);
        var failure = FailureReader.InAnswer(root);
        if (failure is null && root["status"u8].Is("failed"u8))
        {
            failure = new StreamFailure(502, "failed", "The upstream reports the response as failed.");
        }

        return new AnswerSummary(true, tally.Usage, Finish(root), CharsOf(root["output"u8]), failure);
    }

    /// <summary>The reason an incomplete response gives, else its status.</summary>
    public static string? Finish(JsonSpan response) => response["incomplete_details"u8]["reason"u8].Text() ?? response["status"u8].Text();

    public static long CharsOf(JsonSpan output)
    {
        long chars = 0;
        foreach (var item in output.Elements)
        {
            chars += AnswerBody.Chars(item["name"u8]) + AnswerBody.Chars(item["arguments"u8]) + AnswerBody.Chars(item["input"u8]);
            chars += CharsOfParts(item["content"u8]) + CharsOfParts(item["summary"u8]);
        }

        return chars;
    }

    private static long CharsOfParts(JsonSpan parts)
    {
        long chars = 0;
        foreach (var part in parts.Elements)
        {
            chars += AnswerBody.Chars(part["text"u8]) + AnswerBody.Chars(part["refusal"u8]);
        }

        return chars;
    }
}
