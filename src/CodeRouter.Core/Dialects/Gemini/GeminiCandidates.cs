using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Gemini;

/// <summary>What one GenerateContentResponse, whole or one chunk of a stream, holds.</summary>
internal ref struct GeminiCandidates
{
    private static readonly string[] FinishNames =
    [
        "FINISH_REASON_UNSPECIFIED", "STOP", "MAX_TOKENS", "SAFETY", "RECITATION", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII",
        "MALFORMED_FUNCTION_CALL",
    ];

    public long Chars { get; private set; }

    public bool HasContent { get; private set; }

    /// <summary>Why the answer ended, or why the prompt was refused.</summary>
    public string? Finish { get; private set; }

    public static GeminiCandidates Read(JsonSpan root, UsageTally tally)
    {
        var found = default(GeminiCandidates);
        var members = root.Members;
        while (members.MoveNext())
        {
            var value = members.Value;
            if (members.Is("candidates"u8))
            {
                foreach (var candidate in value.Elements)
                {
                    found.ReadCandidate(candidate);
                }
            }
            else if (members.Is("usageMetadata"u8) || members.Is("usage_metadata"u8))
            {
                GeminiUsage.Read(value, tally);
            }
            else if (members.Is("promptFeedback"u8) || members.Is("prompt_feedback"u8))
            {
                if (value.Either("blockReason"u8, "block_reason"u8) is { Exists: true } reason)
                {
                    found.Finish = reason.TextOrJson();
                    found.HasContent = true;
                }
            }
        }

        return found;
    }

    private void ReadCandidate(JsonSpan candidate)
    {
        var members = candidate.Members;
        while (members.MoveNext())
        {
            var value = members.Value;
            if (members.Is("content"u8))
            {
                foreach (var part in value["parts"u8].Elements)
                {
                    HasContent = true;
                    Chars += AnswerBody.Chars(part["text"u8]);
                    var call = part.Either("functionCall"u8, "function_call"u8);
                    Chars += call["args"u8].Raw.Length + AnswerBody.Chars(call["name"u8]);
                }
            }
            else if (members.Is("finishReason"u8) || members.Is("finish_reason"u8))
            {
                Finish = Name(value) ?? Finish;
                HasContent |= Finish is not null;
            }
        }
    }

    /// <summary>Some clients of Vertex see the reason as a number.</summary>
    private static string? Name(JsonSpan finish)
    {
        if (finish.IsNumber)
        {
            int number = finish.Int() ?? 0;
            return number <= 0 ? null : number < FinishNames.Length ? FinishNames[number] : "OTHER";
        }

        return finish.HasText && !finish.Is("FINISH_REASON_UNSPECIFIED"u8) ? finish.Text() : null;
    }
}
