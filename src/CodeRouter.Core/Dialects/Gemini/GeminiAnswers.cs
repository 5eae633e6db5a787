using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Gemini;

/// <summary>Reads a whole answer; a stream asked for without <c>alt=sse</c> comes as one list of chunks.</summary>
internal static class GeminiAnswers
{
    public static AnswerSummary Read(ReadOnlySpan<byte> body)
    {
        if (!AnswerBody.TryOpen(body, out var root))
        {
            return default;
        }

        var tally = GeminiUsage.NewTally();
        string? finish = null;
        long chars = 0;
        if (root.IsObject)
        {
            var found = GeminiCandidates.Read(root, tally);
            return new AnswerSummary(true, tally.Usage, found.Finish, found.Chars, FailureReader.InAnswer(root));
        }

        StreamFailure? failure = null;
        foreach (var chunk in root.Elements)
        {
            var found = GeminiCandidates.Read(chunk, tally);
            finish = found.Finish ?? finish;
            chars += found.Chars;
            failure ??= FailureReader.InAnswer(chunk);
        }

        return new AnswerSummary(true, tally.Usage, finish, chars, failure);
    }
}
