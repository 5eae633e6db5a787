using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIChat;

/// <summary>Reads a whole chat completion.</summary>
internal static class ChatAnswers
{
    public static AnswerSummary Read(ReadOnlySpan<byte> body)
    {
        if (!AnswerBody.TryOpen(body, out var root))
        {
            return default;
        }

        var tally = new UsageTally();
        string? finish = null;
        long chars = 0;
        bool answered = false;
        var members = root.Members;
        while (members.MoveNext())
        {
            if (members.Is("choices"u8))
            {
                foreach (var choice in members.Value.Elements)
                {
                    answered = true;
                    finish = choice["finish_reason"u8].Text() ?? finish;
                    chars += CharsOf(choice["message"u8]) + AnswerBody.Chars(choice["text"u8]);
                }
            }
            else if (members.Is("usage"u8))
            {
                ChatUsage.Read(members.Value, tally);
            }
            else if (members.Is("x_groq"u8) && !tally.Any)
            {
                ChatUsage.Read(members.Value["usage"u8], tally);
            }
        }

        var failure = FailureReader.InAnswer(root);
        if (failure is null && answered && finish is "error")
        {
            failure = new StreamFailure(502, "error", "The upstream ended the answer with finish_reason \"error\".");
        }

        return new AnswerSummary(true, tally.Usage, finish, chars, failure);
    }

    private static long CharsOf(JsonSpan message)
    {
        JsonSpan content = default, refusal = default, reasoning = default, otherReasoning = default, calls = default, oldCall = default;
        var members = message.Members;
        while (members.MoveNext())
        {
            if (members.Is("content"u8))
            {
                content = members.Value;
            }
            else if (members.Is("refusal"u8))
            {
                refusal = members.Value;
            }
            else if (members.Is("reasoning_content"u8))
            {
                reasoning = members.Value;
            }
            else if (members.Is("reasoning"u8))
            {
                otherReasoning = members.Value;
            }
            else if (members.Is("tool_calls"u8))
            {
                calls = members.Value;
            }
            else if (members.Is("function_call"u8))
            {
                oldCall = members.Value;
            }
        }

        long chars = AnswerBody.Chars(content) + AnswerBody.Chars(refusal) + AnswerBody.Chars(reasoning.Exists ? reasoning : otherReasoning);
        foreach (var part in content.Elements)
        {
            chars += AnswerBody.Chars(part["text"u8]);
            foreach (var piece in part["thinking"u8].Elements)
            {
                chars += AnswerBody.Chars(piece["text"u8]);
            }
        }

        foreach (var call in calls.Elements)
        {
            var function = call["function"u8];
            chars += AnswerBody.Chars(function["name"u8]) + AnswerBody.Chars(function["arguments"u8]) + AnswerBody.Chars(call["custom"u8]["input"u8]);
        }

        return chars + AnswerBody.Chars(oldCall["arguments"u8]);
    }
}
