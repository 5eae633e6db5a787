using System.Buffers;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>Replaces pieces of a body; everything between them stays byte for byte.</summary>
internal sealed class BodyEdits(RequestView request)
{
    public delegate bool Judge(JsonSpan element);

    /// <summary>The element as it is to be; empty where it stays.</summary>
    public delegate ReadOnlySpan<byte> Change(JsonSpan element);

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

    /// <summary>Leaves elements out of an array, and changes others; true when one was left out.</summary>
    public bool Filter(JsonSpan array, Judge drop, Change? change = null)
    {
        byte[]? filtered = Filtered(array, drop, change, out bool dropped);
        if (filtered is not null)
        {
            Replace(array.Raw, filtered);
        }

        return dropped;
    }

    /// <summary>The array without what is to be dropped; null where it stays as it is.</summary>
    public static byte[]? Filtered(JsonSpan array, Judge drop, Change? change, out bool dropped)
    {
        dropped = false;
        bool changed = false;
        var kept = new ArrayBufferWriter<byte>();
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

            var with = change is null ? default : change(element);
            changed |= !with.IsEmpty;
            kept.Write(with.IsEmpty ? element.Raw : with);
        }

        kept.Write("]"u8);
        return dropped || changed ? kept.WrittenSpan.ToArray() : null;
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
