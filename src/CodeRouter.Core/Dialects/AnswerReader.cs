using System.Text.Unicode;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>What every format's stream reader does alike: the closing mark, the check of the JSON, errors reported by name.</summary>
internal abstract class AnswerReader : IAnswerReader
{
    private readonly JsonIndex _index = new();

    public abstract bool Complete { get; }

    public Usage? Usage => Tally.Usage;

    public string? FinishReason { get; protected set; }

    public long OutputChars { get; protected set; }

    public StreamFailure? Failure { get; protected set; }

    /// <summary>A closing <c>[DONE]</c> came.</summary>
    protected bool Done { get; private set; }

    protected abstract UsageTally Tally { get; }

    public EventMarks Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => Read(name, data, out _);

    /// <summary>The same, and what was read: with an index, so that another reader finds its way at once. Good until the next event.</summary>
    internal EventMarks Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, out JsonSpan root)
    {
        root = default;
        data = data.Trim(" \t\r\n"u8);
        if (data.IsEmpty)
        {
            return EventMarks.None;
        }

        if (data[0] == '[' && data.SequenceEqual("[DONE]"u8))
        {
            Done = true;
            return EventMarks.End;
        }

        if (!_index.TryRead(data, out root) || !Utf8.IsValid(data))
        {
            root = default;
            return EventMarks.Malformed;
        }

        if (!root.IsObject)
        {
            // A list with one error in it is how Gemini answers some failures; any other bare value says nothing.
            return root.IsArray && FailureReader.InAnswer(root, name) is { } listed ? Fail(listed) : EventMarks.None;
        }

        return ReadEvent(name, root);
    }

    protected abstract EventMarks ReadEvent(ReadOnlySpan<byte> name, JsonSpan root);

    protected EventMarks Fail(StreamFailure failure)
    {
        Failure ??= failure;
        return EventMarks.Error;
    }

    /// <summary>Adds the characters of a string value to the output seen; says whether there were any.</summary>
    protected bool Count(JsonSpan text)
    {
        if (!text.HasText)
        {
            return false;
        }

        OutputChars += JsonText.CountChars(text.Inner);
        return true;
    }
}
