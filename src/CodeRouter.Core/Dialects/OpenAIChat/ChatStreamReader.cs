using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIChat;

/// <summary>Reads a stream of <c>chat.completion.chunk</c>s.</summary>
internal sealed class ChatStreamReader : AnswerReader
{
    private readonly UsageTally _tally = new();
    private ulong _seen;
    private ulong _finished;
    private bool _answered;

    /// <summary>
    /// Every choice that began has finished, or the closing mark came: several answers (n > 1) interleave. A mark that closes nothing is
    /// no answer.
    /// </summary>
    public override bool Complete => Failure is null && ((Done && _answered) || (_finished != 0 && _finished == _seen));

    protected override UsageTally Tally => _tally;

    protected override EventMarks ReadEvent(ReadOnlySpan<byte> name, JsonSpan root)
    {
        var marks = EventMarks.None;
        bool hasUsage = false;
        bool hasChoices = false;
        bool hasError = name.SequenceEqual("error"u8);
        var members = root.Members;
        while (members.MoveNext())
        {
            var value = members.Value;
            if (members.Is("choices"u8))
            {
                foreach (var choice in value.Elements)
                {
                    hasChoices = _answered = true;
                    marks |= ReadChoice(choice);
                }
            }
            else if (members.Is("usage"u8) && value.IsObject)
            {
                ChatUsage.Read(value, Tally);
                hasUsage = true;
            }
            else if (members.Is("x_groq"u8) && value.IsObject)
            {
                ChatUsage.Read(value["usage"u8], Tally);
            }
            else if (members.Is("error"u8))
            {
                hasError |= value.HasItems || value.HasText;
            }
            else if (members.Is("object"u8) || members.Is("type"u8))
            {
                hasError |= value.Is("error"u8);
            }
        }

        if (hasError)
        {
            return Fail(FailureReader.Read(root));
        }

        if (FinishReason is "error" && (marks & EventMarks.Content) != EventMarks.None)
        {
            return Fail(new StreamFailure(502, "error", "The upstream ended the answer with finish_reason \"error\"."));
        }

        return hasUsage && !hasChoices ? marks | EventMarks.UsageOnly : marks;
    }

    private EventMarks ReadChoice(JsonSpan choice)
    {
        bool content = false;
        int index = 0;
        JsonSpan delta = default, whole = default, finish = default;
        var members = choice.Members;
        while (members.MoveNext())
        {
            if (members.Is("delta"u8))
            {
                delta = members.Value;
            }
            else if (members.Is("message"u8))
            {
                whole = members.Value;
            }
            else if (members.Is("index"u8))
            {
                index = members.Value.Int() ?? 0;
            }
            else if (members.Is("finish_reason"u8))
            {
                finish = members.Value;
            }
            else if (members.Is("text"u8))
            {
                content |= Count(members.Value);
            }
        }

        // Perplexity repeats the whole message beside each delta: it counts only where there is no delta at all.
        var body = delta.Exists ? delta : whole;
        content |= ReadDelta(body);
        ulong bit = 1UL << (index & 63);
        if (finish.HasText)
        {
            FinishReason = finish.Text();
            _finished |= bit;
            _seen |= bit;
            content = true;
        }
        else if (content)
        {
            // A choice that goes on after its finish (some servers send a finish with every chunk) is open again until the next one.
            _seen |= bit;
        }

        return content ? EventMarks.Content : EventMarks.None;
    }

    private bool ReadDelta(JsonSpan delta)
    {
        bool content = false;
        bool plainReasoning = false;
        JsonSpan details = default;
        var members = delta.Members;
        while (members.MoveNext())
        {
            var value = members.Value;
            if (!value.Exists)
            {
                continue;
            }

            if (members.Is("content"u8))
            {
                content |= value.IsString ? Count(value) : ReadParts(value);
            }
            else if (members.Is("reasoning_content"u8) || members.Is("reasoning"u8))
            {
                bool counted = !plainReasoning && Count(value);
                plainReasoning |= counted;
                content |= counted;
            }
            else if (members.Is("refusal"u8))
            {
                content |= Count(value);
            }
            else if (members.Is("tool_calls"u8))
            {
                foreach (var call in value.Elements)
                {
                    content = true;
                    var function = call["function"u8];
                    Count(function["arguments"u8]);
                    Count(function["name"u8]);
                    Count(call["custom"u8]["input"u8]);
                }
            }
            else if (members.Is("function_call"u8))
            {
                content |= value.HasItems;
                Count(value["arguments"u8]);
            }
            else if (members.Is("reasoning_details"u8))
            {
                details = value;
            }
            else if (members.Is("audio"u8) || members.Is("images"u8) || members.Is("annotations"u8))
            {
                content |= value.HasItems;
            }
        }

        if (!plainReasoning)
        {
            foreach (var detail in details.Elements)
            {
                content = true;
                Count(detail["text"u8]);
                Count(detail["summary"u8]);
            }
        }

        return content;
    }

    /// <summary>Mistral streams its thinking as a list of parts.</summary>
    private bool ReadParts(JsonSpan parts)
    {
        bool content = false;
        foreach (var part in parts.Elements)
        {
            content = true;
            Count(part["text"u8]);
            foreach (var piece in part["thinking"u8].Elements)
            {
                Count(piece["text"u8]);
            }
        }

        return content;
    }
}
