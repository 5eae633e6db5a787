using System.Buffers;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Guards.Answers;

/// <summary>A piece of a text in an event: from and to, by place in the whole text, and where it stands in the event's data.</summary>
internal readonly record struct HeldPiece(HeldText Text, int Start, int End, Slice At);

/// <summary>An event of a stream that waits until all it says has been judged. It leaves as it came, but for what was taken out.</summary>
internal sealed class HeldEvent
{
    private readonly byte[] _raw;
    private readonly SentEvent _parts;
    private readonly List<ByteEdit> _edits = [];
    private readonly List<HeldPiece> _pieces = [];
    private bool _withheld;

    /// <param name="raw">Its bytes, blank line included.</param>
    public HeldEvent(ReadOnlySpan<byte> raw, SentEvent parts) => (_raw, _parts) = (raw.ToArray(), parts);

    public ReadOnlySpan<byte> Name => _raw.AsSpan(_parts.Name.Start, _parts.Name.Length);

    public ReadOnlySpan<byte> Data => _parts.Joined ?? _raw.AsSpan(_parts.Data.Start, _parts.Data.Length);

    /// <summary>Nothing in it waits any longer.</summary>
    public bool IsJudged => !_withheld && _pieces.TrueForAll(static p => p.Text.Cut >= p.End);

    public void Add(HeldPiece piece) => _pieces.Add(piece);

    /// <summary>It holds what must not leave at all.</summary>
    public void Withhold() => _withheld = true;

    /// <summary>Takes a place of its data out.</summary>
    public void Edit(Slice at, string instead) => _edits.Add(new ByteEdit(at.Start, at.Length, instead));

    /// <summary>Takes out what it says of a text between two places; true where it says any of that.</summary>
    public bool TakeOut(HeldText text, int start, int end, string instead)
    {
        bool any = false;
        foreach (var piece in _pieces)
        {
            int from = Math.Max(start, piece.Start), to = Math.Min(end, piece.End);
            if (ReferenceEquals(piece.Text, text) && from < to)
            {
                var place = new RawPlace(Data.Slice(piece.At.Start, piece.At.Length)).Of(from - piece.Start, to - piece.Start);
                Edit(place with { Start = piece.At.Start + place.Start }, any ? "" : instead);
                any = true;
            }
        }

        return any;
    }

    public void Write(IBufferWriter<byte> caller)
    {
        if (_edits.Count == 0)
        {
            caller.Write(_raw);
            return;
        }

        _edits.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        byte[] data = ByteEdit.Apply(Data, _edits);
        if (_parts.Joined is null)
        {
            caller.Write(_raw.AsSpan(0, _parts.Data.Start));
            caller.Write(data);
            caller.Write(_raw.AsSpan(_parts.Data.Start + _parts.Data.Length));
            return;
        }

        if (!Name.IsEmpty)
        {
            caller.Write("event: "u8);
            caller.Write(Name);
            caller.Write("\n"u8);
        }

        // Between lines of JSON a line end is white space.
        data.AsSpan().Replace((byte)'\n', (byte)' ');
        caller.Write("data: "u8);
        caller.Write(data);
        caller.Write("\n\n"u8);
    }
}
