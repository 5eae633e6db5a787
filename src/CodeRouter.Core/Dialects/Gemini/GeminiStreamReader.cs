using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Gemini;

/// <summary>
/// Reads a stream of GenerateContentResponses. The format has no closing mark, so no event but a tolerated <c>[DONE]</c> is an End:
/// older models send a finish with every chunk, and more may follow the last.
/// </summary>
internal sealed class GeminiStreamReader : AnswerReader
{
    private readonly UsageTally _tally = GeminiUsage.NewTally();

    public override bool Complete => Failure is null && FinishReason is not null;

    protected override UsageTally Tally => _tally;

    protected override EventMarks ReadEvent(ReadOnlySpan<byte> name, JsonSpan root)
    {
        var found = GeminiCandidates.Read(root, Tally);
        OutputChars += found.Chars;
        FinishReason = found.Finish ?? FinishReason;
        if (found.HasContent)
        {
            return EventMarks.Content;
        }

        return FailureReader.InAnswer(root, name) is { } failure ? Fail(failure) : EventMarks.None;
    }
}
