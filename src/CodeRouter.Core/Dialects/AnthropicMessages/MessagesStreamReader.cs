using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.AnthropicMessages;

/// <summary>Reads the events of a streamed message.</summary>
internal sealed class MessagesStreamReader : AnswerReader
{
    private readonly UsageTally _tally = new() { CachedIsInside = false };
    private bool _stopped;

    public override bool Complete => Failure is null && (_stopped || FinishReason is not null);

    protected override UsageTally Tally => _tally;

    protected override EventMarks ReadEvent(ReadOnlySpan<byte> name, JsonSpan root)
    {
        JsonSpan type = default, delta = default, block = default, message = default, usage = default, error = default;
        var members = root.Members;
        while (members.MoveNext())
        {
            if (members.Is("type"u8))
            {
                type = members.Value;
            }
            else if (members.Is("delta"u8))
            {
                delta = members.Value;
            }
            else if (members.Is("content_block"u8))
            {
                block = members.Value;
            }
            else if (members.Is("message"u8))
            {
                message = members.Value;
            }
            else if (members.Is("usage"u8))
            {
                usage = members.Value;
            }
            else if (members.Is("error"u8))
            {
                error = members.Value;
            }
        }

        var kind = type.HasText ? type.Inner : name;
        if (kind.SequenceEqual("content_block_delta"u8))
        {
            _ = Count(delta["text"u8]) || Count(delta["partial_json"u8]) || Count(delta["thinking"u8]);
            return EventMarks.Content;
        }

        if (kind.SequenceEqual("content_block_start"u8))
        {
            // A block of text or thinking begins empty: nothing is lost yet when the upstream dies here.
            bool said = Count(block["text"u8]) || Count(block["thinking"u8]) || Count(block["name"u8]);
            var sort = block["type"u8];
            return !said && (sort.Is("text"u8) || sort.Is("thinking"u8)) ? EventMarks.None : EventMarks.Content;
        }

        if (kind.SequenceEqual("message_start"u8))
        {
            MessagesUsage.Read(message["usage"u8], Tally);

            // An answer that continues an earlier one begins with what it already holds.
            return message["content"u8].HasItems ? EventMarks.Content : EventMarks.None;
        }

        if (kind.SequenceEqual("message_delta"u8))
        {
            MessagesUsage.Read(usage, Tally);
            if (delta["stop_reason"u8] is { HasText: true } reason)
            {
                FinishReason = reason.Text();
                return EventMarks.Content;
            }

            return EventMarks.None;
        }

        if (kind.SequenceEqual("message_stop"u8))
        {
            _stopped = true;
            return EventMarks.End;
        }

        if (kind.SequenceEqual("ping"u8))
        {
            return EventMarks.KeepAlive;
        }

        return kind.SequenceEqual("error"u8) || (!type.Exists && (error.HasItems || error.HasText)) ? Fail(FailureReader.Read(root)) : EventMarks.None;
    }
}
