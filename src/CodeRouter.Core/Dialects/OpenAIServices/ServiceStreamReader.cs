using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIServices;

/// <summary>
/// Reads a stream of pieces of a picture, of speech or of a transcript. Every event is content; the end is told by a type that says so
/// (<c>….completed</c>, <c>….done</c>), or by the closing mark.
/// </summary>
internal sealed class ServiceStreamReader : AnswerReader
{
    private readonly UsageTally _tally = new();
    private bool _ended;

    public override bool Complete => Failure is null && (_ended || Done);

    protected override UsageTally Tally => _tally;

    protected override EventMarks ReadEvent(ReadOnlySpan<byte> name, JsonSpan root)
    {
        if (FailureReader.InAnswer(root, name) is { } failure)
        {
            return Fail(failure);
        }

        ServiceUsage.Read(root, _tally);
        var type = root["type"u8];
        Count(root["delta"u8]);
        bool ends = type.Inner.EndsWith(".completed"u8) || type.Inner.EndsWith(".done"u8);
        _ended |= ends;
        return ends ? EventMarks.Content | EventMarks.End : EventMarks.Content;
    }
}
