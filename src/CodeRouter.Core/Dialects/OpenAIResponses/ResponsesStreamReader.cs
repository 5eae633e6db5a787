using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIResponses;

/// <summary>Reads the typed events of a Responses stream.</summary>
internal sealed class ResponsesStreamReader : AnswerReader
{
    private readonly UsageTally _tally = new();
    private bool _ended;

    public override bool Complete => _ended && Failure is null;

    public string? ResponseId { get; private set; }

    public string? Model { get; private set; }

    public long? CreatedAt { get; private set; }

    public long? LastSequence { get; private set; }

    /// <summary>Some recorded streams carry no numbers; one event with a number among them would look out of order.</summary>
    public bool NumbersEvents => LastSequence is not null || ResponseId is null;

    protected override UsageTally Tally => _tally;

    protected override EventMarks ReadEvent(ReadOnlySpan<byte> name, JsonSpan root)
    {
        JsonSpan type = default, delta = default, response = default, error = default, item = default, part = default;
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
            else if (members.Is("response"u8))
            {
                response = members.Value;
            }
            else if (members.Is("sequence_number"u8))
            {
                LastSequence = members.Value.Long() ?? LastSequence;
            }
            else if (members.Is("item"u8))
            {
                item = members.Value;
            }
            else if (members.Is("part"u8))
            {
                part = members.Value;
            }
            else if (members.Is("error"u8))
            {
                error = members.Value;
            }
        }

        // Azure and some proxies send the type on the event line only.
        var kind = type.HasText ? type.Inner : name;
        if (kind.EndsWith(".delta"u8))
        {
            if (!kind.StartsWith("response.audio.d"u8))
            {
                Count(delta);
            }

            return EventMarks.Content;
        }

        if (kind.SequenceEqual("error"u8) || (kind.IsEmpty && (error.HasItems || error.HasText)))
        {
            return Fail(FailureReader.Read(root));
        }

        if (!kind.StartsWith("response."u8))
        {
            return kind.SequenceEqual("keepalive"u8) ? EventMarks.KeepAlive : EventMarks.None;
        }

        if (Opens(kind["response."u8.Length..], item, part))
        {
            return EventMarks.None;
        }

        if (response.IsObject)
        {
            NoteResponse(response);
        }

        return Lifecycle(kind["response."u8.Length..], response);
    }

    private EventMarks Lifecycle(ReadOnlySpan<byte> kind, JsonSpan response)
    {
        if (kind.SequenceEqual("created"u8) || kind.SequenceEqual("in_progress"u8) || kind.SequenceEqual("queued"u8))
        {
            return EventMarks.None;
        }

        bool failed = kind.SequenceEqual("failed"u8);
        if (failed || kind.SequenceEqual("completed"u8) || kind.SequenceEqual("incomplete"u8) || kind.SequenceEqual("cancelled"u8))
        {
            ResponsesUsage.Read(response["usage"u8], Tally);
            FinishReason = ResponsesAnswers.Finish(response);
            if (failed || kind.SequenceEqual("cancelled"u8))
            {
                var reported = response["error"u8];
                return Fail(reported.Exists ? FailureReader.Read(reported) : new StreamFailure(502, FinishReason, "The upstream ended the response as failed."));
            }

            if (OutputChars == 0)
            {
                OutputChars = ResponsesAnswers.CharsOf(response["output"u8]);
            }

            _ended = true;
            return EventMarks.Content | EventMarks.End;
        }

        // Anything else that belongs to a response is content, also what was invented since: to hold it back would lose it.
        return EventMarks.Content;
    }

    // A message, a reasoning item and their parts begin empty: nothing is lost yet when the upstream dies here. A call begins with its name.
    private static bool Opens(ReadOnlySpan<byte> kind, JsonSpan item, JsonSpan part) =>
        kind.SequenceEqual("output_item.added"u8)
            ? (item["type"u8].Is("message"u8) || item["type"u8].Is("reasoning"u8)) && !item["content"u8].HasItems && !item["summary"u8].HasItems
            : (kind.SequenceEqual("content_part.added"u8) || kind.SequenceEqual("reasoning_summary_part.added"u8)) && !part["text"u8].HasText;

    private void NoteResponse(JsonSpan response)
    {
        if (ResponseId is not null)
        {
            return;
        }

        ResponseId = response["id"u8].Text();
        Model = response["model"u8].Text();
        CreatedAt = response["created_at"u8].Long();
    }
}
