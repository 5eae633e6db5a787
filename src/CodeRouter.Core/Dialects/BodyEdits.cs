using System.Buffers;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>Replaces pieces of a body; everything between them stays byte for byte.</summary>
internal sealed class BodyEdits(RequestView request)
{
    public delegate bool Judge(JsonSpan element);

    private readonly List<(int Start, int Length, byte[] With)> _edits = [];

    public bool Any => _edits.Count > 0;

    /// <summary>The piece must be a span of the request's own body.</summary>
    public void Replace(ReadOnlySpan<byte> piece, ReadOnlySpan<byte> with)
    {
        if (request.Body.Span.Overlaps(piece, out int start))
        {
            _edits.Add((start, piece.Length, with.ToArray()));
        }
    }

    /// <summary>Leaves elements out of an array; true when one was left out.</summary>
    public bool Filter(JsonSpan array, Judge drop)
    {
        var kept = new ArrayBufferWriter<byte>();
        bool dropped = false;
        kept.Write("["u8);
        foreach (var element in array.Elements)
        {
            if (drop(element))
            {
                dropped = true;
                continue;
            }

            if (kept.WrittenCount > 1)
            {
                kept.Write(","u8);
            }

            kept.Write(element.Raw);
        }

        kept.Write("]"u8);
        if (dropped)
        {
            Replace(array.Raw, kept.WrittenSpan);
        }

        return dropped;
    }

    public byte[] Apply()
    {
        _edits.Sort((a, b) => a.Start.CompareTo(b.Start));
        var body = request.Body.Span;
        var output = new ArrayBufferWriter<byte>(body.Length);
        int at = 0;
        foreach (var (start, length, with) in _edits)
        {
            if (start < at)
            {
                // Inside a piece that is replaced as a whole.
                continue;
            }

            output.Write(body[at..start]);
            output.Write(with);
            at = start + length;
        }

        output.Write(body[at..]);
        return output.WrittenSpan.ToArray();
    }
}
